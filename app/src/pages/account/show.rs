//! Showing what is typed into a password field.

use leptos::prelude::*;

use crate::components::{Any, words};
use crate::text::{say, use_locale};

/// A button that shows the field's text and hides it again; there once the page is live.
pub(crate) fn show_password(id: &'static str) -> AnyView {
    let l = use_locale();
    let shown = RwSignal::new(false);
    let toggle = move |_| {
        shown.update(|shown| *shown = !*shown);
        let kind = if shown.get_untracked() { "text" } else { "password" };
        if let Some(field) = document().get_element_by_id(id) {
            drop(field.set_attribute("type", kind));
        }
    };
    let word = move || match shown.get() {
        true => say!(l, account.hide_password).to_owned(),
        false => say!(l, account.show_password).to_owned(),
    };
    view! {
        <button type="button" class="btn btn-link live-only show-password" aria-controls=id data-testid=format!("show-{id}") on:click=toggle>
            {words(word)}
        </button>
    }
    .any()
}
