//! What the assistant answers from, and what customers asked in vain.

mod document;
mod form;
mod lists;
mod trial;

use domain::Permission;
use domain::knowledge::{DocumentKind, FileProblem, QuestionView};
use domain::live::LiveEvent;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::answers::{Answers as Read, DismissQuestion, Look, RemoveDocument, read_answers};
use crate::components::{
    Any, Data, Icon, Post, Tone, empty, go, notice, page_head, refusal, steady,
};
use crate::live::{News, refetch, use_live};
use crate::text::{Locale, say, use_locale};
use crate::time::ticking_in;

/// What the page shows at its top, as the address has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Top {
    /// Nothing.
    Lists,
    /// A form for a new answer.
    NewAnswer,
    /// A form for a text.
    NewText,
    /// The document's form.
    Edit,
}

/// What is done to the lists from within them.
#[derive(Clone, Copy)]
struct Deeds {
    remove: Post,
    dismiss: Post,
}

/// The page of the answers.
#[component]
pub(crate) fn Answers() -> impl IntoView {
    let query = use_query_map();
    let field = move |name: &'static str| query.with(|query| query.get(name)).unwrap_or_default();
    let look = move || Look {
        document: field("document"),
        question: field("question"),
        ask: field("ask"),
    };
    let top = move || match () {
        () if field("add") == "text" => Top::NewText,
        () if !field("add").is_empty() || !field("question").is_empty() => Top::NewAnswer,
        () if !field("edit").is_empty() => Top::Edit,
        () => Top::Lists,
    };
    // What is removed twice leads to the same address twice.
    let again = RwSignal::new(0_u32);
    let key = move || {
        let parts = ["document", "question", "ask", "add", "edit", "saved", "problem"].map(field);
        format!("{} {}", again.get(), parts.join(" "))
    };
    let data = Data::new(key, move || read_answers(untrack(look)));
    data.page(move |read| {
        let deeds =
            Deeds { remove: Post::to::<RemoveDocument>(), dismiss: Post::to::<DismissQuestion>() };
        for post in [deeds.remove, deeds.dismiss] {
            post.after(move || again.update(|again| *again += 1));
        }
        let said = untrack(move || said(&field("saved"), &field("problem")));
        view(read, untrack(top), &untrack(look), said, deeds)
    })
}

fn view(read: Read, top: Top, look: &Look, said: Option<AnyView>, deeds: Deeds) -> AnyView {
    let l = use_locale();
    let now = ticking_in(read.zone, read.now);
    let may = read.role.may(Permission::ChangeBusiness);
    let add = (may && top == Top::Lists && read.document.is_none()).then(|| {
        let word = say!(l, answers.add);
        go("btn btn-primary", "/app/answers?add=answer", Some(Icon::Plus), word, "btn-add-answer")
    });
    let (answers, documents): (Vec<_>, Vec<_>) =
        read.documents.into_iter().partition(|document| document.kind == DocumentKind::Qa);
    let body = match (top, read.document) {
        (Top::NewAnswer, _) if may => form::answer(None, read.asked, read.answer_draft),
        (Top::NewText, _) if may => form::text(None, read.text_draft),
        (Top::Edit, Some(found)) if may && found.document.kind == DocumentKind::Qa => {
            form::answer(Some(found), None, read.answer_draft)
        }
        (Top::Edit, Some(found)) if may && found.document.kind == DocumentKind::Text => {
            form::text(Some(found), read.text_draft)
        }
        (_, Some(found)) => document::shown(found, may, deeds),
        (_, None) => {
            let is_empty = answers.is_empty() && documents.is_empty();
            let questions = asked_in_vain(read.questions);
            let is_answered = move || questions.with(Vec::is_empty);
            let waiting = steady(is_answered, move |is_answered| match is_answered {
                true if is_empty => {
                    empty(say!(l, answers.none), "Kuuliza si ujinga.", "To ask is no foolishness.")
                }
                true => ().into_any(),
                false => lists::questions(questions, now, may, deeds),
            });
            view! {
                {waiting}
                {trial::card(&look.ask, read.tried, is_empty)}
                {lists::answers(answers, may, deeds)}
                {lists::documents(documents, now, may)}
            }
            .any()
        }
    };
    view! {
        <Title text=say!(l, answers.title)/>
        {page_head(say!(l, answers.title).into_any(), Some(say!(l, answers.lead).into_any()), add)}
        {said}
        {refusal(deeds.remove.error())}
        {refusal(deeds.dismiss.error())}
        <div class="stack" data-testid="answers">{body}</div>
    }
    .any()
}

/// The questions that wait for an answer, as they come and go.
fn asked_in_vain(questions: Vec<QuestionView>) -> RwSignal<Vec<QuestionView>> {
    let questions = RwSignal::new(questions);
    use_live().listen(move |news| {
        if matches!(news, News::Event(LiveEvent::Questions { .. }) | News::Fresh { .. }) {
            refetch(
                || read_answers(Look::default()),
                move |fresh: Read| {
                    // What is the same stays as it is drawn; and by now the page may have been left.
                    let shown = questions.try_with_untracked(|shown| *shown != fresh.questions);
                    if shown == Some(true) {
                        questions.try_set(fresh.questions);
                    }
                },
            );
        }
    });
    questions
}

/// What became of what was sent.
fn said(saved: &str, problem: &str) -> Option<AnyView> {
    let l = use_locale();
    if let Ok(problem) = problem.parse::<FileProblem>() {
        return Some(notice(Tone::Bad, Icon::Alert, file_problem(l, problem).to_owned()));
    }
    let text = match saved {
        "answer" => say!(l, answers.saved),
        "text" | "file" => say!(l, answers.handed_in),
        "removed" => say!(l, answers.removed),
        "dismissed" => say!(l, answers.dismissed),
        _ => return None,
    };
    Some(notice(Tone::Good, Icon::Check, text.to_owned()))
}

fn file_problem(l: Locale, problem: FileProblem) -> &'static str {
    match problem {
        FileProblem::Missing => say!(l, answers.file_missing),
        FileProblem::TooLarge => say!(l, answers.file_too_large),
        FileProblem::UnknownKind => say!(l, answers.file_unknown_kind),
        FileProblem::NoText => say!(l, answers.file_no_text),
        FileProblem::Broken => say!(l, answers.file_broken),
        FileProblem::Encrypted => say!(l, answers.file_encrypted),
        FileProblem::TooManyDocuments => say!(l, answers.file_too_many_documents),
        FileProblem::TooManyPassages => say!(l, answers.file_too_many_passages),
        FileProblem::BrokenOff => say!(l, answers.file_broken_off),
    }
}
