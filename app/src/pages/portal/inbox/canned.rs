//! Ready answers in the form for an answer.

use domain::CannedReplyId;
use leptos::html;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

use super::answer::AnswerForm;
use super::thread::Talk;
use crate::AppError;
use crate::api::Doc;
use crate::api::inbox::tools::{InsertCanned, insert_canned};
use crate::components::{Any, Icon, icon, refusal};
use crate::text::{Locale, say};

/// The choice of a ready answer, and the button that puts it into the field: by the program, or by sending the whole
/// form to another address where there is none. Nothing while the business has no ready answers.
pub(super) fn choice(l: Locale, talk: Talk, form: AnswerForm) -> AnyView {
    let options = talk.hand.with_value(|hand| {
        let replies = &hand.canned;
        let option = |reply: &domain::inbox::CannedReply| {
            let text: String = reply.text(talk.language).chars().take(60).collect();
            let word = format!("/{} · {}", reply.shortcut, text.replace('\n', " "));
            view! { <option value=reply.id.to_string()>{word}</option> }.any()
        };
        replies.iter().map(option).collect::<Vec<_>>()
    });
    if options.is_empty() {
        return ().into_any();
    }
    let chosen = NodeRef::<html::Select>::new();
    let error = RwSignal::new(None::<AppError>);
    let insert = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let id = chosen.get_untracked().and_then(|select| select.value().parse().ok());
        let Some(id) = id else { return };
        spawn_local(async move { insert(talk, form, id, error).await });
    };
    view! {
        {refusal(error.into())}
        <div class="canned">
            <label class="unseen" for="canned">{say!(l, inbox.canned)}</label>
            <select id="canned" name="canned" node_ref=chosen data-testid="canned">{options}</select>
            <button class="btn btn-quiet" formaction=InsertCanned::PATH data-testid="btn-canned" on:click=insert>
                {icon(Icon::Plus)} <span>{say!(l, inbox.canned_insert)}</span>
            </button>
        </div>
    }
    .any()
}

async fn insert(
    talk: Talk,
    form: AnswerForm,
    canned: CannedReplyId,
    error: RwSignal<Option<AppError>>,
) {
    let filled = insert_canned(talk.id, canned, form.id(), String::new()).await.and_then(Doc::read);
    error.try_set(filled.as_ref().err().cloned());
    if let Ok(text) = filled {
        form.insert(&text);
    }
}
