//! The state machines of `domain`, applied to rows.
//!
//! The row must be locked ([`crate::lock`]), so that nobody changes it between the decision and the
//! write.

use domain::session::{DisconnectReason, SessionStateName};
use domain::setup::SetupEvent;
use domain::tenant::TenantEvent;
use domain::{Conflict, Instant, RecordId, SessionState, TenantId};
use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryTrait, Set, Unchanged,
};

use crate::entity::{setup_requests, tenants, whatsapp_sessions};
use crate::error::Result;
use crate::views;

/// Applies an event to a tenant.
///
/// # Errors
/// When the tenant's status refuses it.
pub(crate) async fn tenant(
    tx: &DatabaseTransaction,
    now: Instant,
    row: tenants::Model,
    event: TenantEvent,
) -> Result<tenants::Model> {
    let status = views::tenant_status(&row)?;
    match tenant_if_possible(tx, now, row, event).await? {
        Some(changed) => Ok(changed),
        None => Err(Conflict::TenantState { status }.into()),
    }
}

/// Applies an event to a tenant where its status allows that; nothing when it does not.
pub(crate) async fn tenant_if_possible(
    tx: &DatabaseTransaction,
    now: Instant,
    row: tenants::Model,
    event: TenantEvent,
) -> Result<Option<tenants::Model>> {
    let Ok(status) = views::tenant_status(&row)?.apply(event) else {
        return Ok(None);
    };
    let status = status.as_str().to_owned();
    let change = tenants::ActiveModel {
        id: Unchanged(row.id),
        status: Set(status.clone()),
        updated_at: Set(now),
        ..Default::default()
    };
    change.update_without_returning(tx).await?;
    Ok(Some(tenants::Model { status, updated_at: now, ..row }))
}

/// Applies an event to a setup request.
///
/// # Errors
/// When the request's status refuses it.
pub(crate) async fn request(
    tx: &DatabaseTransaction,
    now: Instant,
    row: setup_requests::Model,
    event: SetupEvent,
    notes: Option<String>,
) -> Result<setup_requests::Model> {
    let status = views::request_status(&row)?;
    let status = status
        .apply(event)
        .map_err(|refused| Conflict::RequestDecided { status: refused.status })?;
    let status = status.as_str().to_owned();
    let notes = notes.or(row.notes);
    let change = setup_requests::ActiveModel {
        id: Unchanged(row.id),
        status: Set(status.clone()),
        notes: Set(notes.clone()),
        updated_at: Set(now),
        ..Default::default()
    };
    change.update_without_returning(tx).await?;
    Ok(setup_requests::Model { status, notes, updated_at: now, ..row })
}

/// Notes that a tenant's session has no connection any more, for a worker that could not say so itself.
pub(crate) async fn session_ended(
    tx: &DatabaseTransaction,
    now: Instant,
    tenant: TenantId,
    reason: DisconnectReason,
) -> Result<()> {
    let state = SessionState::lost(reason);
    let columns =
        whatsapp_sessions::ActiveModel { updated_at: Set(now), ..views::session_columns(&state) };
    whatsapp_sessions::Entity::update_many()
        .set(columns)
        .apply_if(views::disconnected_at(&state, now), |query, since| {
            query.col_expr(whatsapp_sessions::Column::DisconnectedAt, since)
        })
        .filter(whatsapp_sessions::COLUMN.tenant_id.eq(tenant.uuid()))
        .filter(whatsapp_sessions::COLUMN.state.ne(SessionStateName::Disconnected.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}
