//! The figures of a tenant's day.

use std::collections::HashMap;

use domain::message::Direction;
use domain::views::Today;
use domain::{Instant, Sees};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use uuid::Uuid;

use crate::by_id::of_tenant;
use crate::entity::message_logs;
use crate::error::Result;
use crate::tenant::TenantStore;
use crate::tenant::seen::seen_in;

/// So many of the day's newest replies tell how long an answer takes.
const REPLIES: u64 = 500;

impl TenantStore {
    /// What came in since a moment, what of it was answered, and how long the median answer took to
    /// reach the customer.
    pub async fn today(&self, since: Instant) -> Result<Today> {
        let (tenant, sees) = (self.uuid(), self.sees);
        self.store
            .read(self.scope(), move |tx| {
                Box::pin(async move { figures(tx, (tenant, sees), since).await })
            })
            .await
    }
}

async fn figures(
    tx: &DatabaseTransaction,
    (tenant, sees): (Uuid, Sees),
    since: Instant,
) -> Result<Today> {
    let of = Expr::col((message_logs::Entity, message_logs::Column::ConversationId));
    let incoming = message_logs::Entity::find()
        .filter(message_logs::COLUMN.tenant_id.eq(tenant))
        .apply_if(seen_in(tenant, sees, of), QueryFilter::filter)
        .filter(message_logs::COLUMN.direction.eq(Direction::In.as_str()))
        .filter(message_logs::COLUMN.created_at.gte(since));
    let answered = message_logs::Column::Id.in_subquery(answered_since(tenant, since));
    let answered = incoming.clone().filter(answered).count(tx).await?;
    let incoming = incoming.count(tx).await?;
    Ok(Today {
        incoming: u32::try_from(incoming).unwrap_or(u32::MAX),
        answered: u32::try_from(answered).unwrap_or(u32::MAX),
        // How quick the business is, whoever asks.
        median_seconds: median_seconds(tx, tenant, since, None).await?,
    })
}

/// The messages that replies since a moment answer: looked up once, not for each message in its conversation.
fn answered_since(tenant: Uuid, since: Instant) -> SelectStatement {
    use message_logs::Column as C;
    Query::select()
        .column(C::ReplyToId)
        .from(message_logs::Entity)
        .and_where(C::TenantId.eq(tenant))
        .and_where(C::CreatedAt.gte(since))
        .and_where(C::ReplyToId.is_not_null())
        .take()
}

/// The median time from a customer's message to the delivery of the answer, of the answers that were given
/// between two moments.
pub(super) async fn median_seconds(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    since: Instant,
    until: Option<Instant>,
) -> Result<Option<u32>> {
    let replies: Vec<(Option<Uuid>, Option<Instant>)> = message_logs::Entity::find()
        .select_only()
        .column(message_logs::Column::ReplyToId)
        .column(message_logs::Column::DeliveredAt)
        .filter(message_logs::COLUMN.tenant_id.eq(tenant))
        .filter(message_logs::COLUMN.direction.eq(Direction::Out.as_str()))
        .filter(message_logs::COLUMN.created_at.gte(since))
        .apply_if(until, |query, until| query.filter(message_logs::COLUMN.created_at.lt(until)))
        .filter(message_logs::COLUMN.reply_to_id.is_not_null())
        .filter(message_logs::COLUMN.delivered_at.is_not_null())
        .order_by_desc(message_logs::COLUMN.created_at)
        .limit(REPLIES)
        .into_tuple()
        .all(tx)
        .await?;
    // Of several replies to one message the first is the answer; newest first, it comes last.
    let delivered: HashMap<Uuid, Instant> =
        replies.into_iter().filter_map(|(to, at)| Some((to?, at?))).collect();
    if delivered.is_empty() {
        return Ok(None);
    }
    let asked: Vec<(Uuid, Instant)> = message_logs::Entity::find()
        .select_only()
        .column(message_logs::Column::Id)
        .column(message_logs::Column::CreatedAt)
        .filter(of_tenant(message_logs::Column::TenantId, tenant))
        .filter(message_logs::COLUMN.id.is_in(delivered.keys().copied()))
        .into_tuple()
        .all(tx)
        .await?;
    let mut seconds: Vec<i64> = asked
        .into_iter()
        .filter_map(|(id, at)| Some((*delivered.get(&id)? - at).num_seconds().max(0)))
        .collect();
    seconds.sort_unstable();
    Ok(seconds.get(seconds.len() / 2).and_then(|middle| u32::try_from(*middle).ok()))
}
