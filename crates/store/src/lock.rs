//! Rows that a transaction is about to change, locked in one order.
//!
//! On PostgreSQL two transactions that lock the same rows in different orders wait for each other for
//! ever. So there is one order: the worker's row, the tenant's, the setup request's, everything else, and
//! last the head of the event log, which [`crate::events::append`] locks. A piece of work that needs
//! several takes them in this order and may leave out any.
//!
//! The locks let others insert rows that refer to the locked one (`FOR NO KEY UPDATE`). SQLite has one
//! writer and needs none of this; there the lock is left out of the query.

use domain::{Conflict, RecordId, TenantId};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use crate::entity::{setup_requests, tenants, worker_processes};
use crate::error::{Result, StoreError};

/// How long somebody who holds the worker's row waits for others: leases live 15 s, and the node renews all of its own
/// at once, this one among them.
const BRIEFLY: &str = "SET LOCAL lock_timeout = '3s'";

/// Has the transaction fail rather than wait for long, so that what it holds is free again soon.
pub(crate) async fn wait_briefly(tx: &DatabaseTransaction) -> Result<()> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared(BRIEFLY).await?;
    }
    Ok(())
}

/// The tenant's worker.
pub(crate) async fn worker(
    tx: &DatabaseTransaction,
    tenant: TenantId,
) -> Result<Option<worker_processes::Model>> {
    Ok(worker_processes::Entity::find()
        .filter(worker_processes::COLUMN.tenant_id.eq(tenant.uuid()))
        .lock(LockType::NoKeyUpdate)
        .one(tx)
        .await?)
}

/// The tenant, deleted or not.
pub(crate) async fn tenant(
    tx: &DatabaseTransaction,
    tenant: TenantId,
) -> Result<Option<tenants::Model>> {
    Ok(tenants::Entity::find_by_id(tenant.uuid()).lock(LockType::NoKeyUpdate).one(tx).await?)
}

/// The tenant, for work that a deleted tenant refuses.
///
/// # Errors
/// When there is no such tenant, or it is deleted.
pub(crate) async fn living_tenant(
    tx: &DatabaseTransaction,
    tenant: TenantId,
) -> Result<tenants::Model> {
    let row = self::tenant(tx, tenant).await?.ok_or(StoreError::Missing("tenant"))?;
    if row.deleted_at.is_some() {
        return Err(Conflict::TenantDeleted.into());
    }
    Ok(row)
}

/// A setup request.
pub(crate) async fn request(
    tx: &DatabaseTransaction,
    id: Uuid,
) -> Result<Option<setup_requests::Model>> {
    Ok(setup_requests::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(tx).await?)
}
