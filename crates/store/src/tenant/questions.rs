//! What customers asked and the assistant could not answer.

use domain::knowledge::{QuestionState, QuestionView};
use domain::{ContactId, Instant, QuestionId, RecordId};
use sea_orm::sea_query::Expr;
use sea_orm::{DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::TenantStore;
use crate::actor::Actor;
use crate::entity::unanswered_questions as questions;
use crate::error::Result;
use crate::{events, lock};

impl TenantStore {
    /// The questions that wait for an answer: what was asked most first, then what was asked last.
    pub async fn open_questions(&self, most: u32) -> Result<Vec<QuestionView>> {
        let tenant = self.uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let rows = questions::Entity::find()
                        .filter(questions::COLUMN.tenant_id.eq(tenant))
                        .filter(questions::COLUMN.state.eq(QuestionState::Open.as_str()))
                        .order_by_desc(questions::Column::Times)
                        .order_by_desc(questions::Column::LastAskedAt)
                        .order_by_desc(questions::Column::Id)
                        .limit(u64::from(most))
                        .all(tx)
                        .await?;
                    Ok(rows.into_iter().map(view).collect())
                })
            })
            .await
    }

    /// A question that waits for an answer.
    pub async fn open_question(&self, id: QuestionId) -> Result<Option<QuestionView>> {
        let tenant = self.uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let row = questions::Entity::find_by_id(id.uuid())
                        .filter(questions::COLUMN.tenant_id.eq(tenant))
                        .filter(questions::COLUMN.state.eq(QuestionState::Open.as_str()))
                        .one(tx)
                        .await?;
                    Ok(row.map(view))
                })
            })
            .await
    }

    /// Takes a question off the list that needs no answer. False when it does not wait for one.
    pub async fn dismiss_question(&self, by: &Actor, id: QuestionId) -> Result<bool> {
        let (tenant, by, store) = (self.id(), by.clone(), self.store().clone());
        self.store()
            .write(self.scope(), move |tx| {
                Box::pin(async move {
                    lock::living_tenant(tx, tenant).await?;
                    let state = QuestionState::Dismissed;
                    if !settle_question(tx, tenant.uuid(), id, state, store.now()).await? {
                        return Ok(false);
                    }
                    let payload = json!({ "question": id });
                    let what = "question.dismissed";
                    events::append(tx, store.now(), Some(tenant), &by, what, payload).await?;
                    Ok(true)
                })
            })
            .await
    }
}

/// Takes a question off the list of those that wait. False when it is not there.
pub(super) async fn settle_question(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    id: QuestionId,
    state: QuestionState,
    now: Instant,
) -> Result<bool> {
    let settled = questions::Entity::update_many()
        .col_expr(questions::Column::State, Expr::value(state.as_str()))
        .col_expr(questions::Column::UpdatedAt, Expr::value(now))
        .filter(questions::COLUMN.id.eq(id.uuid()))
        .filter(questions::COLUMN.tenant_id.eq(tenant))
        .filter(questions::COLUMN.state.eq(QuestionState::Open.as_str()))
        .exec(tx)
        .await?;
    Ok(settled.rows_affected == 1)
}

fn view(row: questions::Model) -> QuestionView {
    QuestionView {
        id: QuestionId::from_uuid(row.id),
        text: row.text,
        times: row.times.unsigned_abs(),
        contact_id: row.contact_id.map(ContactId::from_uuid),
        last_asked_at: row.last_asked_at,
    }
}
