//! Nodes, and which of them runs whose worker.
//!
//! A lease is a claim on one tenant's worker that ends by itself. Its epoch grows with every change of
//! hands and whatever a worker writes names its epoch ([`crate::WorkerStore`]), so a holder that slept
//! while its lease ran out can do no harm when it wakes.

mod nodes;
mod orphans;
mod term;

pub use nodes::NodeRow;

use chrono::Duration;
use domain::{Desired, NodeId, RecordId, TenantId, WorkerStatus};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use uuid::Uuid;

use crate::db::Scope;
use crate::error::Result;
use crate::store::Store;
use crate::views;
use term::Term;

/// The right of one node to run one tenant's worker, until it runs out or changes hands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lease {
    /// Whose worker.
    pub tenant_id: TenantId,
    /// The node that runs it.
    pub node: NodeId,
    /// Grows each time the lease changes hands; older epochs can write nothing.
    pub epoch: i64,
}

/// A lease that a node holds, with what is wanted of the worker under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The lease.
    pub lease: Lease,
    /// What is wanted of the worker.
    pub desired: Desired,
    /// What was last seen of the worker.
    pub status: WorkerStatus,
    /// Grows each time a restart is asked for.
    pub generation: i64,
}

/// The nodes' door; it crosses tenants.
#[derive(Clone)]
pub struct LeaseStore {
    store: Store,
}

/// A worker's row as far as its lease is concerned.
#[derive(FromQueryResult)]
struct LeaseRow {
    tenant_id: Uuid,
    lease_epoch: i64,
    desired: String,
    status: String,
    generation: i64,
}

const LEASE_COLUMNS: &str = "tenant_id, lease_epoch, desired, status, generation";

impl LeaseStore {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }

    /// Takes up to `at_most` free leases of workers that should run: never held, given back or run out.
    ///
    /// Each of them gets a new epoch and lasts for `term`; of several nodes that claim at the same time
    /// exactly one gets a lease. A lease that this node holds already keeps its epoch and stands in
    /// [`Self::held`] only. Workers in error wait for a person and deleted tenants for nothing.
    pub async fn claim(
        &self,
        node: NodeId,
        term: Duration,
        at_most: u32,
    ) -> Result<Vec<Assignment>> {
        let store = self.store.clone();
        self.store
            .write(Scope::Claims, move |tx| {
                Box::pin(async move {
                    let (backend, now) = (tx.get_database_backend(), store.now());
                    let times = Term::new(backend, now, term);
                    let sql = format!(
                        "WITH free AS (\
                            SELECT w.id FROM worker_processes w \
                            JOIN tenants t ON t.id = w.tenant_id \
                            WHERE w.desired = 'RUNNING' AND w.status <> 'ERROR' \
                              AND t.deleted_at IS NULL \
                              AND (w.lease_owner IS NULL OR w.lease_until IS NULL \
                                   OR w.lease_until <= {now}) \
                            ORDER BY w.desired_at, w.id LIMIT $4{skip_locked}) \
                         UPDATE worker_processes SET lease_owner = $3, lease_until = {until}, \
                            lease_epoch = lease_epoch + 1, updated_at = $1 \
                         WHERE id IN (SELECT id FROM free) RETURNING {LEASE_COLUMNS}",
                        now = times.now,
                        until = times.until,
                        skip_locked = times.skip_locked,
                    );
                    let values =
                        [now.into(), times.length, node.uuid().into(), i64::from(at_most).into()];
                    let claim = Statement::from_sql_and_values(backend, sql, values);
                    assignments(LeaseRow::find_by_statement(claim).all(tx).await?, node)
                })
            })
            .await
    }

    /// The leases that `node` holds now, also those of workers that should stop.
    pub async fn held(&self, node: NodeId) -> Result<Vec<Assignment>> {
        let store = self.store.clone();
        self.store
            .read(Scope::Claims, move |tx| {
                Box::pin(async move {
                    let backend = tx.get_database_backend();
                    let (unexpired, now) = term::unexpired(backend, store.now());
                    let sql = format!(
                        "SELECT {LEASE_COLUMNS} FROM worker_processes \
                         WHERE lease_owner = $1 AND {unexpired} ORDER BY tenant_id",
                    );
                    let values = std::iter::once(node.uuid().into()).chain(now);
                    let held = Statement::from_sql_and_values(backend, sql, values);
                    assignments(LeaseRow::find_by_statement(held).all(tx).await?, node)
                })
            })
            .await
    }

    /// Makes all leases that `node` still holds last for `term` from now, and says whose they are.
    ///
    /// A lease that ran out is not held any more, even when nobody took it: it must be claimed again.
    pub async fn renew(&self, node: NodeId, term: Duration) -> Result<Vec<TenantId>> {
        let store = self.store.clone();
        self.store
            .write(Scope::Claims, move |tx| {
                Box::pin(async move {
                    let (backend, now) = (tx.get_database_backend(), store.now());
                    let times = Term::new(backend, now, term);
                    let sql = format!(
                        "UPDATE worker_processes SET lease_until = {until}, updated_at = $1 \
                         WHERE lease_owner = $3 AND lease_until > {now} RETURNING tenant_id",
                        now = times.now,
                        until = times.until,
                    );
                    let values = [now.into(), times.length, node.uuid().into()];
                    let rows = tx
                        .query_all_raw(Statement::from_sql_and_values(backend, sql, values))
                        .await?;
                    rows.iter()
                        .map(|row| Ok(TenantId::from_uuid(row.try_get("", "tenant_id")?)))
                        .collect()
                })
            })
            .await
    }

    /// Gives a lease back at once, if it is still the holder's.
    pub async fn release(&self, lease: &Lease) -> Result<()> {
        let (store, lease) = (self.store.clone(), lease.clone());
        self.store
            .write(Scope::Claims, move |tx| {
                Box::pin(async move {
                    let release = "UPDATE worker_processes \
                        SET lease_owner = NULL, lease_until = NULL, updated_at = $4 \
                        WHERE tenant_id = $1 AND lease_owner = $2 AND lease_epoch = $3";
                    let values = [
                        lease.tenant_id.uuid().into(),
                        lease.node.uuid().into(),
                        lease.epoch.into(),
                        store.now().into(),
                    ];
                    let backend = tx.get_database_backend();
                    let release = Statement::from_sql_and_values(backend, release, values);
                    tx.execute_raw(release).await?;
                    Ok(())
                })
            })
            .await
    }
}

fn assignments(rows: Vec<LeaseRow>, node: NodeId) -> Result<Vec<Assignment>> {
    rows.into_iter()
        .map(|row| {
            Ok(Assignment {
                lease: Lease {
                    tenant_id: TenantId::from_uuid(row.tenant_id),
                    node,
                    epoch: row.lease_epoch,
                },
                desired: views::read("worker_processes.desired", &row.desired)?,
                status: views::read("worker_processes.status", &row.status)?,
                generation: row.generation,
            })
        })
        .collect()
}
