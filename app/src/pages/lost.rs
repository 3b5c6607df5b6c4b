//! Pages that are none: nothing here, or not for this person.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::components::{Any, visitor_frame};
use crate::text::{say, use_locale};

/// No such page.
pub(crate) fn lost() -> AnyView {
    let locale = use_locale();
    visitor_frame(nowhere(say!(locale, lost.title), say!(locale, lost.lead)))
}

/// A title, a sentence, and the way home.
pub(crate) fn nowhere(title: &'static str, lead: &'static str) -> AnyView {
    let locale = use_locale();
    view! {
        <Title text=title/>
        <section class="nowhere">
            <h1>{title}</h1>
            <p class="lead">{lead}</p>
            <a class="btn btn-primary" href="/" rel="external">{say!(locale, lost.home)}</a>
        </section>
    }
    .any()
}
