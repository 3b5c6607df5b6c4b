//! Buttons, and links that look like them.

use leptos::prelude::*;

use super::erased::{Any, value};
use super::icon::{Icon, icon};

/// A form's button; while its answer is awaited it turns and cannot be pressed again.
///
/// `class` is `btn` with `btn-primary`, `btn-quiet`, `btn-danger` or `btn-link`.
pub(crate) fn submit(
    class: &'static str,
    sign: Option<Icon>,
    word: &'static str,
    testid: &'static str,
    pending: Signal<bool>,
) -> AnyView {
    let busy = value(move || pending.get().then(|| "true".to_owned()));
    view! {
        <button class=class data-testid=testid disabled=pending aria-busy=busy>
            {sign.map(icon)}
            <span>{word}</span>
        </button>
    }
    .any()
}

/// A link that looks like a button, to go where something is done.
pub(crate) fn go(
    class: &'static str,
    href: impl Into<String>,
    sign: Option<Icon>,
    word: &'static str,
    testid: &'static str,
) -> AnyView {
    let href: String = href.into();
    view! {
        <a class=class href=href data-testid=testid>
            {sign.map(icon)}
            <span>{word}</span>
        </a>
    }
    .any()
}
