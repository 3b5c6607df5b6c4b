//! What was put aside comes back when its time has come, and who wanted to be reminded hears of it.

use domain::alert::AlertKind;
use domain::message::{ConversationMode, ConversationStatus};
use domain::{ConversationId, Instant, RecordId};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use super::WorkerStore;
use super::fence::Held;
use crate::by_id::of_tenant;
use crate::entity::{alerts, conversations};
use crate::error::Result;
use crate::tenant::{ASIDE, WITH_PEOPLE};

/// So many conversations come back in one transaction; the others follow a minute later.
const AT_ONCE: u64 = 200;

impl WorkerStore {
    /// Opens conversations again that were put aside until now, and raises what their people are told: that somebody
    /// waits, where nobody had taken the customer, or that it is time to look again. Gives which they are. That somebody
    /// waits is also raised where the customer's own message brought the conversation back.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn wake_conversations(&self) -> Result<Vec<ConversationId>> {
        let (tenant, now) = (self.tenant_id().uuid(), self.store.now());
        let (aside, unheard) = (due(tenant, now).limit(1), unheard(tenant).limit(1));
        let is_due = self
            .read(move |tx| {
                Box::pin(async move {
                    Ok(aside.one(tx).await?.is_some() || unheard.one(tx).await?.is_some())
                })
            })
            .await?;
        if !is_due {
            return Ok(Vec::new());
        }
        self.write(move |held| Box::pin(async move { held.wake().await })).await
    }
}

fn due(tenant: Uuid, now: Instant) -> Select<conversations::Entity> {
    conversations::Entity::find()
        .filter(conversations::COLUMN.tenant_id.eq(tenant))
        .filter(Expr::cust(ASIDE))
        .filter(conversations::COLUMN.snoozed_until.lte(now))
}

/// Conversations whose customers wait for a person, while nobody is to be told of it.
fn unheard(tenant: Uuid) -> Select<conversations::Entity> {
    let told = alerts::Entity::find()
        .select_only()
        .column(alerts::Column::SubjectId)
        .filter(alerts::COLUMN.tenant_id.eq(tenant))
        .filter(alerts::COLUMN.kind.eq(AlertKind::Handoff.as_str()))
        .filter(alerts::COLUMN.resolved_at.is_null());
    conversations::Entity::find()
        .filter(conversations::COLUMN.tenant_id.eq(tenant))
        .filter(Expr::cust(WITH_PEOPLE))
        .filter(conversations::COLUMN.status.eq(ConversationStatus::Open.as_str()))
        .filter(conversations::COLUMN.taken_at.is_null())
        .filter(conversations::Column::Id.not_in_subquery(told.into_query()))
}

impl Held<'_> {
    async fn wake(&self) -> Result<Vec<ConversationId>> {
        self.check().await?;
        let rows = due(self.tenant(), self.now)
            .order_by_asc(conversations::Column::Id)
            .limit(AT_ONCE)
            .lock(LockType::NoKeyUpdate)
            .all(self.tx)
            .await?;
        conversations::Entity::update_many()
            .col_expr(conversations::Column::Status, Expr::value(ConversationStatus::Open.as_str()))
            .col_expr(conversations::Column::SnoozedUntil, Expr::value(None::<Instant>))
            .col_expr(conversations::Column::UpdatedAt, Expr::value(self.now))
            .filter(of_tenant(conversations::Column::TenantId, self.tenant()))
            .filter(conversations::COLUMN.id.is_in(rows.iter().map(|row| row.id)))
            .exec(self.tx)
            .await?;
        let waiting = unheard(self.tenant()).limit(AT_ONCE).all(self.tx).await?;
        for row in waiting {
            self.raise(AlertKind::Handoff, row.id).await?;
        }
        for row in &rows {
            let waits = row.mode == ConversationMode::Human.as_str() && row.taken_at.is_none();
            let kind = if waits { AlertKind::Handoff } else { AlertKind::Woken };
            self.raise(kind, row.id).await?;
        }
        Ok(rows.into_iter().map(|row| ConversationId::from_uuid(row.id)).collect())
    }
}
