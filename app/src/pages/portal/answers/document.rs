//! One document: what was read of it.

use domain::knowledge::{DocumentDetail, DocumentKind, PassageView};
use leptos::prelude::*;

use super::Deeds;
use super::lists::{facts, removal};
use crate::components::{Any, Icon, go};
use crate::text::{fill, say, use_locale};

/// A document with the parts that the assistant answers from.
pub(super) fn shown(found: DocumentDetail, may: bool, deeds: Deeds) -> AnyView {
    let l = use_locale();
    let facts = facts(l, &found.document);
    let DocumentDetail { document, passages, .. } = found;
    let shown = u32::try_from(passages.len()).unwrap_or(u32::MAX);
    let more = (shown < document.passages).then(|| {
        let (count, all) = (shown.to_string(), document.passages.to_string());
        let text = fill(say!(l, answers.read_more), &[("count", &count), ("all", &all)]);
        view! { <p class="quiet">{text}</p> }.any()
    });
    let changes = matches!(document.kind, DocumentKind::Qa | DocumentKind::Text);
    let edit = (may && changes).then(|| {
        let href = format!("/app/answers?document={}&edit=1", document.id);
        go("btn btn-quiet", href, Some(Icon::Edit), say!(l, answers.edit), "btn-edit")
    });
    let remove = may.then(|| removal(l, document.id.to_string(), deeds));
    let lead = (document.kind != DocumentKind::Qa)
        .then(|| view! { <p class="quiet">{say!(l, answers.read_lead)}</p> }.any());
    let kind = document.kind;
    let parts = passages.into_iter().map(|part| passage(part, kind)).collect_view();
    view! {
        <p><a href="/app/answers">{say!(l, answers.back)}</a></p>
        <section class="card">
            <h2 class="card-title">{document.title}</h2>
            <p class="quiet">{facts}</p>
            <div class="row-acts">{edit} {remove}</div>
        </section>
        <section class="card">
            <h2 class="card-title">{say!(l, answers.look)}</h2>
            {lead}
            <ol class="passages" data-testid="passages">{parts}</ol>
            {more}
        </section>
    }
    .any()
}

fn passage(passage: PassageView, kind: DocumentKind) -> AnyView {
    let title = passage.title.filter(|_| kind != DocumentKind::Qa);
    let title = title.map(|title| view! { <p class="row-name">{title}</p> }.any());
    view! { <li class="passage">{title} <p class="as-written">{passage.text}</p></li> }.any()
}
