//! What people do with a conversation beside answering: notes, whom it is meant for, putting it aside, its end, and
//! what they say again and again.

use domain::inbox::{CannedForm, CannedReply, NoteView, SnoozeForm};
use domain::{CannedReplyId, ConversationId, MessageId, NoteId, Role};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::api::Doc;

#[cfg(feature = "ssr")]
use super::{Answer, BegunNote, BegunSnooze};

/// Under which name a refused note of a conversation is kept.
#[cfg(feature = "ssr")]
pub(super) fn note_name(conversation: ConversationId) -> String {
    format!("note {conversation}")
}

/// Under which name a refused wish to put a conversation aside is kept.
#[cfg(feature = "ssr")]
pub(super) fn snooze_name(conversation: ConversationId) -> String {
    format!("snooze {conversation}")
}

/// The notes about a conversation, oldest first.
#[server(endpoint = "read_notes")]
pub(crate) async fn read_notes(
    conversation: ConversationId,
) -> Result<Doc<Vec<NoteView>>, AppError> {
    crate::ssr::serve(|cx| async move {
        let notes = cx.engine.notes(&cx.principal, conversation).await.map_err(AppError::from)?;
        crate::ssr::doc(&notes)
    })
    .await
}

/// Notes something for the team; the customer never sees it.
#[server(endpoint = "add_note")]
pub(crate) async fn add_note(
    conversation: ConversationId,
    id: NoteId,
    note: String,
) -> Result<(), AppError> {
    let kept = BegunNote { id, text: note.clone() };
    crate::ssr::serve(|cx| async move {
        cx.engine.add_note(&cx.principal, conversation, id, &note).await
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft(&note_name(conversation), &kept))
}

/// Gives a conversation to somebody of the business; to nobody where `to` is empty.
#[server(endpoint = "assign")]
pub(crate) async fn assign(
    conversation: ConversationId,
    #[server(default)] to: String,
) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let to = crate::ssr::calendar::id_or_new(&to)?;
        cx.engine.assign(&cx.principal, conversation, to).await.map_err(AppError::from)
    })
    .await
}

/// Puts a conversation aside until later.
#[server(endpoint = "snooze")]
pub(crate) async fn snooze(
    conversation: ConversationId,
    #[server(default)] form: SnoozeForm,
) -> Result<(), AppError> {
    let kept = BegunSnooze { until: form.until.as_str().to_owned(), at: form.at.clone() };
    crate::ssr::serve(
        |cx| async move { cx.engine.snooze(&cx.principal, conversation, &form).await },
    )
    .await
    .inspect_err(|_| crate::ssr::keep_draft(&snooze_name(conversation), &kept))
}

/// Ends a conversation.
#[server(endpoint = "close_conversation")]
pub(crate) async fn close_conversation(conversation: ConversationId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        cx.engine.close_conversation(&cx.principal, conversation).await
    })
    .await
}

/// Takes up a conversation that was put aside, or goes on with one that is over.
#[server(endpoint = "reopen_conversation")]
pub(crate) async fn reopen_conversation(conversation: ConversationId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        cx.engine.reopen_conversation(&cx.principal, conversation).await
    })
    .await
}

/// Says once more what did not arrive, with the id that it gets then.
#[server(endpoint = "send_again")]
pub(crate) async fn send_again(message: MessageId, id: MessageId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        cx.engine.send_again(&cx.principal, message, id).await.map(drop)
    })
    .await
    .map_err(crate::ssr::for_the_way_back)
}

/// The text of a canned reply for the customer. A browser without JavaScript sends its whole form, and finds the text
/// below what it had typed.
#[server(endpoint = "insert_canned")]
pub(crate) async fn insert_canned(
    conversation: ConversationId,
    canned: CannedReplyId,
    id: MessageId,
    #[server(default)] text: String,
) -> Result<Doc<String>, AppError> {
    let filled = crate::ssr::serve(|cx| async move {
        cx.engine.canned_for(&cx.principal, conversation, canned).await
    })
    .await
    .inspect_err(|_| {
        crate::ssr::keep_draft(&conversation.to_string(), &Answer { id, text: text.clone() });
    })?;
    let text = match text.trim_end() {
        "" => filled.clone(),
        typed => format!("{typed}\n{filled}"),
    };
    crate::ssr::keep_draft(&conversation.to_string(), &Answer { id, text });
    crate::ssr::doc(&filled)
}

/// What the page of the canned replies shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CannedPage {
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// The replies, by their short names.
    pub(crate) replies: Vec<CannedReply>,
    /// What was typed into a form that was refused, and the reply that it changes.
    pub(crate) form: Option<(String, CannedForm)>,
}

/// The canned replies of the person's own business.
#[server(endpoint = "read_canned")]
pub(crate) async fn read_canned() -> Result<Doc<CannedPage>, AppError> {
    crate::ssr::serve(|cx| async move {
        let replies = cx.engine.canned_replies(&cx.principal).await.map_err(AppError::from)?;
        let form = crate::ssr::take_draft("canned");
        crate::ssr::doc(&CannedPage { role: cx.principal.role, replies, form })
    })
    .await
}

/// Keeps a canned reply: the one with the id, or a new one where there is none.
#[server(endpoint = "save_canned")]
pub(crate) async fn save_canned(
    #[server(default)] id: String,
    #[server(default)] form: CannedForm,
) -> Result<(), AppError> {
    let kept = (id.clone(), form.clone());
    crate::ssr::serve(|cx| async move {
        let id = crate::ssr::calendar::id_or_new(&id)?;
        cx.engine.save_canned(&cx.principal, id, &form).await.map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft("canned", &kept))?;
    leptos_axum::redirect("/app/inbox/replies?done=saved");
    Ok(())
}

/// Forgets a canned reply.
#[server(endpoint = "remove_canned")]
pub(crate) async fn remove_canned(id: CannedReplyId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.remove_canned(&cx.principal, id).await }).await?;
    leptos_axum::redirect("/app/inbox/replies?done=removed");
    Ok(())
}
