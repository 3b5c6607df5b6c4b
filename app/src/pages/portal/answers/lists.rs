//! What is written down, and what was asked in vain.

use domain::Instant;
use domain::knowledge::{DocumentKind, DocumentView, QuestionView};
use leptos::prelude::*;

use super::Deeds;
use crate::components::{Any, Icon, Item, ask, card, go, icon, keyed, submit};
use crate::text::{Locale, fill, say, use_locale};
use crate::time::ago;

/// What customers asked and the assistant did not know.
pub(super) fn questions(
    questions: RwSignal<Vec<QuestionView>>,
    now: ReadSignal<Instant>,
    may: bool,
    deeds: Deeds,
) -> AnyView {
    let l = use_locale();
    let row = move |question: QuestionView| {
        let times = match question.times {
            1 => say!(l, answers.asked_once).to_owned(),
            times => fill(say!(l, answers.asked_times), &[("count", &times.to_string())]),
        };
        let acts = may.then(|| {
            let href = format!("/app/answers?question={}", question.id);
            let word = say!(l, answers.answer_it);
            let (class, testid) = ("btn btn-link", "btn-dismiss");
            let pending = deeds.dismiss.pending();
            let dismiss = view! {
                <input type="hidden" name="id" value=question.id.to_string()/>
                {submit(class, None, say!(l, answers.dismiss), testid, pending)}
            };
            view! {
                <div class="row-acts">
                    {go("btn btn-quiet", href, Some(Icon::Edit), word, "btn-answer-it")}
                    {deeds.dismiss.form("", None, dismiss.any())}
                </div>
            }
            .any()
        });
        view! {
            <li class="row" data-testid="unanswered">
                <div>
                    <p class="row-name">{question.text}</p>
                    <p class="quiet">{times} " · " {ago(question.last_asked_at, now)}</p>
                </div>
                {acts}
            </li>
        }
        .any()
    };
    // Each stays what it is while others come and go, until it is asked again.
    let rows = keyed(move || {
        let questions = questions.get().into_iter();
        questions
            .map(|question| -> Item {
                let key = format!("{} {}", question.id, question.times);
                (key, Box::new(move || row(question)))
            })
            .collect()
    });
    view! {
        <section class="card card-now">
            <h2 class="card-title">{icon(Icon::Alert)} <span>{say!(l, answers.open)}</span></h2>
            <p class="quiet">{say!(l, answers.open_lead)}</p>
            <ul class="rows" data-testid="unanswered-list">{rows}</ul>
        </section>
    }
    .any()
}

/// Questions with their answers.
pub(super) fn answers(answers: Vec<DocumentView>, may: bool, deeds: Deeds) -> AnyView {
    let l = use_locale();
    if answers.is_empty() {
        let none = view! { <p class="quiet">{say!(l, answers.answers_none)}</p> };
        return card(say!(l, answers.answers), none.any());
    }
    let row = |answer: DocumentView| {
        let acts = may.then(|| {
            let href = format!("/app/answers?document={}&edit=1", answer.id);
            let word = say!(l, answers.edit);
            view! {
                <div class="row-acts">
                    {go("btn btn-quiet", href, Some(Icon::Edit), word, "btn-edit-answer")}
                    {removal(l, answer.id.to_string(), deeds)}
                </div>
            }
            .any()
        });
        let href = format!("/app/answers?document={}", answer.id);
        view! {
            <li class="row" data-testid="answer">
                <div><a class="row-name" href=href>{answer.title}</a></div>
                {acts}
            </li>
        }
        .any()
    };
    let rows = answers.into_iter().map(row).collect_view();
    card(say!(l, answers.answers), view! { <ul class="rows">{rows}</ul> }.any())
}

/// Asks first, then forgets a document.
pub(super) fn removal(l: Locale, id: String, deeds: Deeds) -> AnyView {
    let pending = deeds.remove.pending();
    let button =
        submit("btn btn-danger", Some(Icon::Trash), say!(l, answers.remove), "btn-remove", pending);
    let fields = view! { <input type="hidden" name="id" value=id/> {button} };
    let sure = view! {
        <p>{say!(l, answers.remove_sure)}</p>
        {deeds.remove.form("", None, fields.any())}
    };
    ask("btn btn-link", None, say!(l, answers.remove), "ask-remove", sure.any())
}

/// Documents, and where new ones are handed in.
pub(super) fn documents(
    documents: Vec<DocumentView>,
    now: ReadSignal<Instant>,
    may: bool,
) -> AnyView {
    let l = use_locale();
    let rows = documents.into_iter().map(|document| row(l, document, now)).collect::<Vec<_>>();
    let list = match rows.is_empty() {
        true => view! { <p class="quiet">{say!(l, answers.documents_none)}</p> }.any(),
        false => view! { <ul class="rows">{rows.collect_view()}</ul> }.any(),
    };
    let hand_in = may.then(|| hand_in(l));
    let body = view! {
        <p class="quiet">{say!(l, answers.documents_lead)}</p>
        {list}
        {hand_in}
    };
    card(say!(l, answers.documents), body.any())
}

fn row(l: Locale, document: DocumentView, now: ReadSignal<Instant>) -> AnyView {
    let href = format!("/app/answers?document={}", document.id);
    let sign = match document.kind {
        DocumentKind::Prices => Icon::Money,
        _ => Icon::File,
    };
    let facts = facts(l, &document);
    view! {
        <li class="row" data-testid="document">
            <div>
                <a class="row-name with-sign" href=href>{icon(sign)} <span>{document.title}</span></a>
                <p class="quiet">{facts} " · " {ago(document.updated_at, now)}</p>
            </div>
        </li>
    }
    .any()
}

/// What a document is, in one line.
pub(super) fn facts(l: Locale, document: &DocumentView) -> String {
    let kind = match document.kind {
        DocumentKind::Prices => say!(l, answers.kind_prices),
        DocumentKind::Text => say!(l, answers.kind_text),
        DocumentKind::File => say!(l, answers.kind_file),
        DocumentKind::Qa => say!(l, answers.answer),
    };
    let parts = match document.passages {
        1 => say!(l, answers.parts_one).to_owned(),
        count => fill(say!(l, answers.parts), &[("count", &count.to_string())]),
    };
    let size = document.size_bytes.div_ceil(1024).max(1).to_string();
    let size = document.file_name.as_ref().map(|_| fill(say!(l, answers.size), &[("n", &size)]));
    let name = document.file_name.clone();
    let kind = name.is_none().then(|| kind.to_owned());
    [kind, name, size, Some(parts)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A plain form, which browsers send by themselves: a file is no field of a server function.
fn hand_in(l: Locale) -> AnyView {
    let word = say!(l, answers.paste);
    view! {
        <form class="form hand-in" id="hand-in" method="post" action="/app/answers/files"
            enctype="multipart/form-data" data-testid="hand-in">
            <div class="field">
                <label for="file">{say!(l, answers.file)}</label>
                <input id="file" name="file" type="file" accept=".txt,.md,.csv,.docx,.pdf" required
                    aria-describedby="file-help" data-testid="field-file"/>
                <p class="field-help" id="file-help">{say!(l, answers.file_help)}</p>
            </div>
            <div class="form-end">
                <button class="btn btn-primary" data-testid="btn-hand-in">
                    {icon(Icon::Upload)} <span>{say!(l, answers.upload)}</span>
                </button>
                {go("btn btn-quiet", "/app/answers?add=text", Some(Icon::Copy), word, "btn-paste")}
            </div>
        </form>
    }
    .any()
}
