//! Who is behind Flow HQ, and what it holds to.

use leptos::prelude::*;

use super::contact::ways;
use super::{Facts, Source};
use crate::components::Any;
use crate::text::{Locale, fill, say};

pub(super) fn body(l: Locale, facts: &Facts) -> AnyView {
    let who = match &facts.operator.name {
        Some(name) => fill(say!(l, about.who), &[("name", name)]),
        None => say!(l, about.who_unknown).to_owned(),
    };
    let held = [say!(l, about.how1), say!(l, about.how2), say!(l, about.how3), say!(l, about.how4)];
    let held = held.map(|sentence| view! { <li>{sentence}</li> }.any());
    view! {
        <article class="prose prose-page">
            <h1>{say!(l, about.h1)}</h1>
            <p>{say!(l, about.p1)}</p>
            <p>{say!(l, about.p2)}</p>
            <h2>{say!(l, about.how_h2)}</h2>
            <ul class="held">{held.into_iter().collect_view()}</ul>
            <h2>{say!(l, about.name_h2)}</h2>
            <p>{say!(l, about.name)}</p>
            <h2>{say!(l, about.who_h2)}</h2>
            <p>{who}</p>
            {ways(l, &facts.operator)}
            {source(l, &facts.source)}
            <p><a class="btn btn-primary" href="/contact">{say!(l, contact.h1)}</a></p>
        </article>
    }
    .any()
}

/// Under which terms the program may be used, and where its source is.
fn source(l: Locale, source: &Source) -> AnyView {
    let terms = match source.is_combined {
        true => say!(l, about.source_agpl),
        false => say!(l, about.source),
    };
    let place = match &source.url {
        Some(url) => Some(
            view! { <a href=url.clone() data-testid="source">{say!(l, about.source_place)}</a> }
                .any(),
        ),
        None => source.is_combined.then(|| say!(l, about.source_ask).into_any()),
    };
    view! {
        <h2>{say!(l, about.source_h2)}</h2>
        <p>{terms} " " {place}</p>
    }
    .any()
}
