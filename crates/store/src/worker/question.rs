//! Noting what a customer asked and the assistant could not answer.

use domain::knowledge::{QUESTION_KEY_MAX, QuestionState};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, Set};

use super::fence::Held;
use crate::clip::clip;
use crate::entity::{message_logs, unanswered_questions as questions};
use crate::error::Result;
use crate::mint::mint_at;

/// The longest question that is kept, in characters.
const TEXT_MAX: usize = 500;
/// Questions that may wait for an answer; what is asked beyond that is only counted where it is known.
const OPEN_MAX: u64 = 1000;

/// A question that could not be answered.
#[derive(Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// As the customer wrote it.
    pub text: String,
    /// Its reduced words: questions with the same ones are the same.
    pub key: String,
}

/// Masked: what customers write never reaches a log by accident.
impl std::fmt::Debug for Unanswered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unanswered").finish_non_exhaustive()
    }
}

impl Held<'_> {
    /// Notes a question, or that it was asked again.
    pub(super) async fn note_question(
        &self,
        inbound: &message_logs::Model,
        question: Unanswered,
    ) -> Result<()> {
        let text = clip(&question.text, TEXT_MAX);
        let key = clip(&question.key, QUESTION_KEY_MAX as usize);
        let open = || {
            questions::Entity::find()
                .filter(questions::COLUMN.tenant_id.eq(self.tenant()))
                .filter(questions::COLUMN.state.eq(QuestionState::Open.as_str()))
        };
        let is_known = open().filter(questions::COLUMN.question_key.eq(key.as_str()));
        if is_known.one(self.tx).await?.is_none() && open().count(self.tx).await? >= OPEN_MAX {
            return Ok(());
        }
        let row = questions::ActiveModel {
            id: Set(mint_at(self.now)),
            tenant_id: Set(self.tenant()),
            contact_id: Set(inbound.contact_id),
            text: Set(text),
            question_key: Set(key),
            times: Set(1),
            state: Set(QuestionState::Open.as_str().to_owned()),
            last_asked_at: Set(self.now),
            created_at: Set(self.now),
            updated_at: Set(self.now),
        };
        let again =
            OnConflict::columns([questions::Column::TenantId, questions::Column::QuestionKey])
                .target_and_where(Expr::col(questions::Column::State).eq(Expr::cust("'OPEN'")))
                .update_columns([
                    questions::Column::Text,
                    questions::Column::ContactId,
                    questions::Column::LastAskedAt,
                    questions::Column::UpdatedAt,
                ])
                .value(
                    questions::Column::Times,
                    Expr::col((questions::Entity, questions::Column::Times)).add(1),
                )
                .to_owned();
        questions::Entity::insert(row).on_conflict(again).exec_without_returning(self.tx).await?;
        Ok(())
    }
}
