//! Workers that were told to stop and whose holder ended before it could say that they have.

use domain::session::DisconnectReason;
use domain::tenant::TenantEvent;
use domain::{RecordId, TenantId};
use sea_orm::{ConnectionTrait, Statement};

use super::{LeaseStore, term};
use crate::db::Scope;
use crate::error::Result;
use crate::{lock, transition};

impl LeaseStore {
    /// Notes as stopped every worker that should stop and that nobody holds any more, and its tenant as
    /// approved; says whose they are.
    ///
    /// Nobody else would: a lease is claimed only of a worker that should run.
    pub async fn note_stopped(&self) -> Result<Vec<TenantId>> {
        let store = self.store.clone();
        self.store
            .write(Scope::Claims, move |tx| {
                Box::pin(async move {
                    let (backend, now) = (tx.get_database_backend(), store.now());
                    let (unexpired, clock) = term::unexpired(backend, now);
                    let sql = format!(
                        "UPDATE worker_processes SET status = 'STOPPED', lease_owner = NULL, \
                            lease_until = NULL, lease_epoch = lease_epoch + 1, updated_at = $1 \
                         WHERE desired = 'STOPPED' AND status = 'RUNNING' \
                           AND (lease_owner IS NULL OR lease_until IS NULL OR NOT ({unexpired})) \
                         RETURNING tenant_id",
                    );
                    let values = std::iter::once(now.into()).chain(clock);
                    let stop = Statement::from_sql_and_values(backend, sql, values);
                    let mut tenants = Vec::new();
                    for row in tx.query_all_raw(stop).await? {
                        let id = TenantId::from_uuid(row.try_get("", "tenant_id")?);
                        let reason = DisconnectReason::Stopped;
                        transition::session_ended(tx, now, id, reason).await?;
                        if let Some(tenant) = lock::tenant(tx, id).await? {
                            let stopped = TenantEvent::WorkerStopped;
                            transition::tenant_if_possible(tx, now, tenant, stopped).await?;
                        }
                        tenants.push(id);
                    }
                    Ok(tenants)
                })
            })
            .await
    }
}
