//! A transaction that still holds the lease.
//!
//! On PostgreSQL the checks lock the worker's row until the transaction ends, so that a node that takes
//! the lease over waits for what is under way or is seen by it, never neither. SQLite has one writer.
//!
//! The worker's row is always the first that is locked ([`crate::lock`]).

use domain::{Instant, RecordId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, FromQueryResult,
    QueryFilter, Set, Statement, UpdateMany, Value,
};
use uuid::Uuid;

use crate::entity::worker_processes;
use crate::error::{Result, StoreError};
use crate::keys::KeyRing;
use crate::leases::Lease;

/// The place of the first of a query's own values in [`Held::rows`].
pub(super) const FIRST: usize = 4;

/// A transaction of a worker, with its time. Nothing may be written before one of the checks passed.
pub(super) struct Held<'t> {
    pub(super) tx: &'t DatabaseTransaction,
    pub(super) now: Instant,
    pub(super) lease: Lease,
    /// What sealed values are opened with.
    pub(super) ring: KeyRing,
}

impl Held<'_> {
    /// Whose rows these are.
    pub(super) fn tenant(&self) -> Uuid {
        self.lease.tenant_id.uuid()
    }

    /// Checks the lease and nothing else.
    pub(super) async fn check(&self) -> Result<()> {
        self.rows::<Checked>("w.id AS checked", "", []).await.map(drop)
    }

    /// Checks the lease and reads rows in the same query, in no order; there is one at least.
    ///
    /// `joins` hang on `w`, the worker's row, from the left: where nothing is found there is a row of
    /// nulls, so that it can be told from a lost lease. `values` are `$4` and following ([`FIRST`]);
    /// `$1` is the tenant.
    pub(super) async fn rows<R: FromQueryResult>(
        &self,
        columns: &str,
        joins: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<R>> {
        let backend = self.tx.get_database_backend();
        let lock = match backend {
            DbBackend::Sqlite => "",
            _ => " FOR SHARE OF w",
        };
        let sql = format!(
            "SELECT {columns} FROM worker_processes w {joins} \
             WHERE w.tenant_id = $1 AND w.lease_owner = $2 AND w.lease_epoch = $3{lock}",
        );
        let lease: [Value; 3] =
            [self.tenant().into(), self.lease.node.uuid().into(), self.lease.epoch.into()];
        let values = lease.into_iter().chain(values);
        let rows = R::find_by_statement(Statement::from_sql_and_values(backend, sql, values))
            .all(self.tx)
            .await?;
        if rows.is_empty() { Err(StoreError::LeaseLost) } else { Ok(rows) }
    }

    /// Checks the lease by changing the worker's row.
    pub(super) async fn change_worker(&self, change: worker_processes::ActiveModel) -> Result<()> {
        let changed = self.worker_with(change).exec(self.tx).await?;
        if changed.rows_affected == 0 { Err(StoreError::LeaseLost) } else { Ok(()) }
    }

    /// The same; gives the row as it is now.
    pub(super) async fn changed_worker(
        &self,
        change: worker_processes::ActiveModel,
    ) -> Result<worker_processes::Model> {
        let changed = self.worker_with(change).exec_with_returning(self.tx).await?;
        changed.into_iter().next().ok_or(StoreError::LeaseLost)
    }

    fn worker_with(
        &self,
        change: worker_processes::ActiveModel,
    ) -> UpdateMany<worker_processes::Entity> {
        let change = worker_processes::ActiveModel { updated_at: Set(self.now), ..change };
        worker_processes::Entity::update_many()
            .set(change)
            .filter(worker_processes::Column::TenantId.eq(self.tenant()))
            .filter(worker_processes::Column::LeaseOwner.eq(self.lease.node.uuid()))
            .filter(worker_processes::Column::LeaseEpoch.eq(self.lease.epoch))
    }
}

#[derive(FromQueryResult)]
struct Checked {
    #[expect(dead_code, reason = "that there is a row is all that is asked")]
    checked: Uuid,
}
