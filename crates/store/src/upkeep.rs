//! The door to what is over in any tenant: forgotten a little at a time, so that nothing grows for ever and nobody waits.

use chrono::Duration;
use domain::alert::AlertKind;
use domain::presence::PRESENT_SECONDS;
use domain::{AlertId, ConversationId, Instant, RecordId, TenantId};
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::alerts::{OPEN, UNTOLD};
use crate::bookings::grain_of;
use crate::db::Scope;
use crate::entity::{
    alerts, appointment_grains as grains, presences, unanswered_questions as questions,
};
use crate::error::Result;
use crate::store::Store;
use crate::tenant::span;

/// How long the grains of time of a booking outlast it, so that no time is given twice where a business puts last week's
/// calendar in order.
const GRAINS_KEPT: Duration = Duration::days(7);

/// How long a question is kept that was answered or dismissed.
const QUESTIONS_KEPT: Duration = Duration::days(30);

/// How long it is kept who had a conversation open.
const PRESENCES_KEPT: Duration = Duration::hours(1);

/// Rows that are forgotten in one transaction.
const ROWS_AT_ONCE: u64 = 1000;

/// So many tenants are looked for in one round.
const TENANTS: u64 = 200;

/// So many alerts are looked for in one round, the newest of them.
const ALERTS: u64 = 500;

/// Something that nobody has seen to, in some tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenAlert {
    /// Which one.
    pub id: AlertId,
    /// In which tenant.
    pub tenant: TenantId,
    /// What it is about.
    pub kind: AlertKind,
    /// Since when.
    pub since: Instant,
}

/// What is over, across tenants.
#[derive(Debug, Clone)]
pub struct UpkeepStore {
    store: Store,
}

impl UpkeepStore {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }

    /// Tenants in which something is due to be told, in the order of their ids, a number of them at a time; those behind
    /// `after` where it is given.
    pub async fn tenants_with_alerts(&self, after: Option<TenantId>) -> Result<Vec<TenantId>> {
        let query = alerts::Entity::find()
            .select_only()
            .column(alerts::Column::TenantId)
            .distinct()
            .filter(Expr::cust(UNTOLD))
            .filter(alerts::COLUMN.due_at.lte(self.store.now()))
            .apply_if(after, |query, after| query.filter(alerts::COLUMN.tenant_id.gt(after.uuid())))
            .order_by_asc(alerts::Column::TenantId)
            .limit(TENANTS);
        let found: Vec<Uuid> = self
            .store
            .read(Scope::Upkeep, move |tx| {
                Box::pin(async move { Ok(query.into_tuple().all(tx).await?) })
            })
            .await?;
        Ok(found.into_iter().map(TenantId::from_uuid).collect())
    }

    /// What came up after a moment and nobody has seen to, the newest first; kinds that this program does not know are
    /// for newer ones to tell of.
    pub async fn alerts_after(&self, moment: Instant) -> Result<Vec<OpenAlert>> {
        let query = alerts::Entity::find()
            .select_only()
            .column(alerts::Column::Id)
            .column(alerts::Column::TenantId)
            .column(alerts::Column::Kind)
            .column(alerts::Column::CreatedAt)
            .filter(Expr::cust(OPEN))
            .filter(alerts::COLUMN.created_at.gt(moment))
            .order_by_desc(alerts::Column::CreatedAt)
            .limit(ALERTS);
        let found: Vec<(Uuid, Uuid, String, Instant)> = self
            .store
            .read(Scope::Upkeep, move |tx| {
                Box::pin(async move { Ok(query.into_tuple().all(tx).await?) })
            })
            .await?;
        let known = found.into_iter().filter_map(|(id, tenant, kind, since)| {
            let (id, tenant) = (AlertId::from_uuid(id), TenantId::from_uuid(tenant));
            Some(OpenAlert { id, tenant, kind: kind.parse().ok()?, since })
        });
        Ok(known.collect())
    }

    /// Gives back the time that bookings took more than a week ago, a batch of it, and tells how many rows that were. The
    /// bookings themselves stay.
    pub async fn forget_grains(&self) -> Result<u64> {
        let store = self.store.clone();
        self.store
            .write(Scope::Upkeep, move |tx| {
                Box::pin(async move {
                    let over = grains::Entity::find()
                        .select_only()
                        .column(grains::Column::Id)
                        .filter(grains::Column::Grain.lt(grain_of(store.now() - GRAINS_KEPT)))
                        .order_by_asc(grains::Column::Grain);
                    let gone = grains::Entity::delete_many()
                        .filter(grains::Column::Id.in_subquery(batch(over)));
                    Ok(gone.exec(tx).await?.rows_affected)
                })
            })
            .await
    }

    /// Forgets questions that were answered or dismissed more than 30 days ago, a batch of them, and tells how many.
    pub async fn forget_settled_questions(&self) -> Result<u64> {
        let store = self.store.clone();
        self.store
            .write(Scope::Upkeep, move |tx| {
                Box::pin(async move {
                    let over = questions::Entity::find()
                        .select_only()
                        .column(questions::Column::Id)
                        // To the letter as in the index.
                        .filter(Expr::cust("state <> 'OPEN'"))
                        .filter(questions::Column::UpdatedAt.lt(store.now() - QUESTIONS_KEPT))
                        .order_by_asc(questions::Column::UpdatedAt);
                    let gone = questions::Entity::delete_many()
                        .filter(questions::Column::Id.in_subquery(batch(over)));
                    Ok(gone.exec(tx).await?.rows_affected)
                })
            })
            .await
    }
}

impl UpkeepStore {
    /// The conversations that somebody was in who was heard of for the last time within that long, and so is there no more.
    pub async fn ended_presences(
        &self,
        within: Duration,
    ) -> Result<Vec<(TenantId, ConversationId)>> {
        let over = self.store.now() - span(PRESENT_SECONDS);
        let query = presences::Entity::find()
            .select_only()
            .columns([presences::Column::TenantId, presences::Column::ConversationId])
            .distinct()
            .filter(presences::COLUMN.seen_at.lte(over))
            .filter(presences::COLUMN.seen_at.gt(over - within))
            .limit(ROWS_AT_ONCE);
        let found: Vec<(Uuid, Uuid)> = self
            .store
            .read(Scope::Upkeep, move |tx| {
                Box::pin(async move { Ok(query.into_tuple().all(tx).await?) })
            })
            .await?;
        let ids = |(tenant, talk)| (TenantId::from_uuid(tenant), ConversationId::from_uuid(talk));
        Ok(found.into_iter().map(ids).collect())
    }

    /// Forgets who had conversations open more than an hour ago, a batch of it, and tells how many that were.
    pub async fn forget_presences(&self) -> Result<u64> {
        let store = self.store.clone();
        self.store
            .write(Scope::Upkeep, move |tx| {
                Box::pin(async move {
                    let over = presences::Entity::find()
                        .select_only()
                        .column(presences::Column::Id)
                        .filter(presences::Column::SeenAt.lt(store.now() - PRESENCES_KEPT))
                        .order_by_asc(presences::Column::SeenAt);
                    let gone = presences::Entity::delete_many()
                        .filter(presences::Column::Id.in_subquery(batch(over)));
                    Ok(gone.exec(tx).await?.rows_affected)
                })
            })
            .await
    }
}

fn batch(over: impl QuerySelect + QueryTrait<QueryStatement = SelectStatement>) -> SelectStatement {
    over.limit(ROWS_AT_ONCE).into_query()
}

#[cfg(test)]
mod tests {
    use domain::knowledge::QuestionState;

    #[test]
    fn the_condition_of_the_partial_index_is_that_of_the_enum() {
        assert_eq!(QuestionState::Open.as_str(), "OPEN");
    }
}
