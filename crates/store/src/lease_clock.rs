//! Whether a lease still runs, by the clock that leases are kept with.
//!
//! On PostgreSQL that is the database's ([`crate::leases`]), so a row's `lease_until` must not be
//! compared with our own time where something depends on it.

use domain::Instant;
use sea_orm::sea_query::Expr;
use sea_orm::{
    Condition, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter,
};

use crate::entity::worker_processes;
use crate::error::Result;

/// A condition on `worker_processes`: somebody holds the lease now.
pub(crate) fn held(tx: &DatabaseTransaction, now: Instant) -> Condition {
    let runs = match tx.get_database_backend() {
        DbBackend::Sqlite => worker_processes::COLUMN.lease_until.gt(now),
        _ => Expr::cust("lease_until > clock_timestamp()"),
    };
    Condition::all().add(worker_processes::COLUMN.lease_owner.is_not_null()).add(runs)
}

/// Whether somebody holds this worker's lease now.
pub(crate) async fn is_held(
    tx: &DatabaseTransaction,
    now: Instant,
    worker: &worker_processes::Model,
) -> Result<bool> {
    let found =
        worker_processes::Entity::find_by_id(worker.id).filter(held(tx, now)).one(tx).await?;
    Ok(found.is_some())
}
