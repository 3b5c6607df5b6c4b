//! Which conversations somebody sees, as conditions of queries. Where all are seen there is no condition.

use domain::{RecordId, Sees};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use uuid::Uuid;

use crate::entity::conversations;

/// The condition on conversations.
pub(crate) fn seen(sees: Sees) -> Option<Expr> {
    sees.only().map(|user| conversations::COLUMN.assigned_user_id.eq(user.uuid()))
}

/// The condition on a column with ids of conversations.
pub(super) fn seen_in(tenant: Uuid, sees: Sees, conversation: Expr) -> Option<Expr> {
    theirs(tenant, sees, conversations::Column::Id).map(|ids| conversation.in_subquery(ids))
}

/// The condition on a column with ids of customers: whoever has a conversation that is seen.
pub(crate) fn seen_customers(tenant: Uuid, sees: Sees, customer: Expr) -> Option<Expr> {
    theirs(tenant, sees, conversations::Column::ContactId).map(|ids| customer.in_subquery(ids))
}

fn theirs(tenant: Uuid, sees: Sees, column: conversations::Column) -> Option<SelectStatement> {
    let condition = seen(sees)?;
    let ids = Query::select()
        .column((conversations::Entity, column))
        .from(conversations::Entity)
        .and_where(conversations::COLUMN.tenant_id.eq(tenant))
        .and_where(condition)
        .take();
    Some(ids)
}
