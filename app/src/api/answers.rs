//! What the assistant answers from; the engine knows who may change it.

use domain::knowledge::{AnswerForm, DocumentDetail, DocumentView, QuestionView, TextForm, Tried};
use domain::{DocumentId, Instant, QuestionId, Role, Zone};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::api::Doc;

/// Passages of one document that a page shows.
#[cfg(feature = "ssr")]
const PASSAGES_SHOWN: usize = 50;

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answers {
    /// When this was so.
    pub(crate) now: Instant,
    /// The tenant's time zone.
    pub(crate) zone: Zone,
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// What is written down.
    pub(crate) documents: Vec<DocumentView>,
    /// What customers asked in vain.
    pub(crate) questions: Vec<QuestionView>,
    /// The document that is looked at or changed.
    pub(crate) document: Option<DocumentDetail>,
    /// The question that is being answered.
    pub(crate) asked: Option<QuestionView>,
    /// What came of a question that was tried.
    pub(crate) tried: Option<Tried>,
    /// What was typed into a refused form for an answer, in a browser without JavaScript.
    pub(crate) answer_draft: Option<AnswerForm>,
    /// The same of a text. Neither is kept where it is longer than fits into a cookie.
    pub(crate) text_draft: Option<TextForm>,
}

/// What is looked at, as the address has it; empty texts are nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Look {
    /// The id of a document.
    pub(crate) document: String,
    /// The id of a question that is being answered.
    pub(crate) question: String,
    /// A question that is tried.
    pub(crate) ask: String,
}

/// What the assistant answers from, and what it could not answer.
#[server(endpoint = "read_answers")]
pub(crate) async fn read_answers(look: Look) -> Result<Doc<Answers>, AppError> {
    use domain::knowledge::DocumentKind;
    use engine::EngineError;
    crate::ssr::serve(|cx| async move {
        let (engine, by) = (&cx.engine, &cx.principal);
        let detail = engine.tenant_detail(by, cx.own_tenant()?).await?;
        let zone = engine.zone(&detail.config.timezone);
        let documents = engine.documents(by).await?;
        let questions = engine.open_questions(by).await?;
        let document = match look.document.parse() {
            Ok(id) => match engine.document(by, id).await {
                Ok(mut found) => {
                    found.passages.truncate(PASSAGES_SHOWN);
                    if !matches!(found.document.kind, DocumentKind::Qa | DocumentKind::Text) {
                        // Nobody changes a file's text here, and it may be long.
                        found.source.clear();
                    }
                    Some(found)
                }
                // Removed meanwhile; the list is there.
                Err(EngineError::NotFound) => None,
                Err(error) => return Err(error.into()),
            },
            Err(_) => None,
        };
        let asked = match look.question.parse() {
            Ok(id) => match engine.open_question(by, id).await {
                Err(EngineError::NotFound) => None,
                found => Some(found?),
            },
            Err(_) => None,
        };
        let tried = match look.ask.trim() {
            "" => None,
            question => Some(engine.try_question(by, question).await?),
        };
        crate::ssr::doc(&Answers {
            now: crate::ssr::now(),
            zone,
            role: by.role,
            documents,
            questions,
            document,
            asked,
            tried,
            answer_draft: crate::ssr::take_draft("answer"),
            text_draft: crate::ssr::take_draft("text"),
        })
    })
    .await
}

/// Keeps a question with its answer.
#[server(endpoint = "save_answer")]
pub(crate) async fn save_answer(#[server(default)] form: AnswerForm) -> Result<(), AppError> {
    let kept = form.clone();
    crate::ssr::serve(|cx| async move {
        cx.engine.save_answer(&cx.principal, &form).await.map(drop).map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft("answer", &kept))?;
    leptos_axum::redirect("/app/answers?saved=answer");
    Ok(())
}

/// Keeps a text that was typed or pasted, and leads to what was read of it.
#[server(endpoint = "save_text")]
pub(crate) async fn save_text(#[server(default)] form: TextForm) -> Result<(), AppError> {
    let kept = form.clone();
    let id = crate::ssr::serve(|cx| async move {
        cx.engine.save_text(&cx.principal, &form).await.map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft("text", &kept))?;
    leptos_axum::redirect(&format!("/app/answers?document={id}&saved=text"));
    Ok(())
}

/// Forgets a document.
#[server(endpoint = "remove_document")]
pub(crate) async fn remove_document(id: DocumentId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.remove_document(&cx.principal, id).await })
        .await?;
    leptos_axum::redirect("/app/answers?saved=removed");
    Ok(())
}

/// Takes a question off the list that needs no answer.
#[server(endpoint = "dismiss_question")]
pub(crate) async fn dismiss_question(id: QuestionId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.dismiss_question(&cx.principal, id).await })
        .await?;
    leptos_axum::redirect("/app/answers?saved=dismissed");
    Ok(())
}
