//! Cards and empty states.

use leptos::prelude::*;

use super::erased::Any;

use crate::text::{say, use_locale};

/// A titled part of a page; no card stands inside another.
pub(crate) fn card(title: &'static str, body: AnyView) -> AnyView {
    view! {
        <section class="card">
            <h2 class="card-title">{title}</h2>
            {body}
        </section>
    }
    .any()
}

/// Nothing to show: what that means, and a saying that fits, as on every kanga.
pub(crate) fn empty(lead: &'static str, saying: &'static str, meaning: &'static str) -> AnyView {
    view! {
        <div class="empty">
            <p>{lead}</p>
            <p class="jina" lang="sw">{saying}</p>
            <p class="jina-meaning" lang="en">{meaning}</p>
        </div>
    }
    .any()
}

/// One fact of a list of facts.
pub(crate) fn fact(name: &'static str, value: impl IntoView + 'static) -> AnyView {
    let value = value.into_any();
    view! {
        <div class="fact">
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    }
    .any()
}

/// The way to the next page of a list, if there is one.
pub(crate) fn more(next: Option<String>) -> Option<AnyView> {
    let l = use_locale();
    next.map(|next| {
        view! { <p class="more"><a class="btn btn-quiet" href=next>{say!(l, tenants.more)}</a></p> }
            .any()
    })
}
