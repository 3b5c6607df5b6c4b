//! Cards and empty states.

use leptos::prelude::*;

use super::erased::Any;

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
    empty_next(lead, saying, meaning, ().into_any())
}

/// The same, with what to do next.
pub(crate) fn empty_next(
    lead: &'static str,
    saying: &'static str,
    meaning: &'static str,
    next: AnyView,
) -> AnyView {
    view! {
        <div class="empty">
            {woven()}
            <p>{lead}</p>
            <p class="jina" lang="sw">{saying}</p>
            <p class="jina-meaning" lang="en">{meaning}</p>
            {next}
        </div>
    }
    .any()
}

/// Three threads of the weave, drawn for where there is nothing else.
fn woven() -> AnyView {
    view! {
        <svg class="woven" viewBox="0 0 72 24" aria-hidden="true" focusable="false">
            <path class="pindo-ground" d="M12 0l12 12-12 12L0 12zM60 0l12 12-12 12-12-12z"></path>
            <path class="pindo-thread" d="M36 0l12 12-12 12-12-12z"></path>
            <path class="woven-eye" d="M12 8l4 4-4 4-4-4zM36 8l4 4-4 4-4-4zM60 8l4 4-4 4-4-4z"></path>
        </svg>
    }
    .any()
}

/// One thing of a list: its name, what is to be known of it, and what can be done with it.
pub(crate) fn row(
    name: String,
    about: String,
    acts: Option<AnyView>,
    testid: &'static str,
) -> AnyView {
    let plain = about.is_empty();
    view! {
        <li class="row" data-testid=testid>
            <div>
                <p class="row-name">{name}</p>
                <p class="quiet" hidden=plain>{about}</p>
            </div>
            {acts.map(|acts| view! { <div class="row-acts">{acts}</div> }.any())}
        </li>
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
