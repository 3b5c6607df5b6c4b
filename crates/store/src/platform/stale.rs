//! Workers that fell silent.

use domain::tenant::TenantEvent;
use domain::worker::is_stale;
use domain::{Instant, RecordId, TenantId, WorkerStatus};
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set, Unchanged};
use serde_json::json;

use crate::actor::Actor;
use crate::db::Scope;
use crate::entity::worker_processes;
use crate::error::Result;
use crate::platform::PlatformStore;
use crate::stale::StaleAfter;
use crate::{events, living, lock, transition, views};

impl PlatformStore {
    /// Marks every worker that should run and was silent for too long, and tells whose they are.
    ///
    /// It is still wanted, so that it goes on where a node holds it after all.
    pub async fn mark_stale(&self, stale_after: StaleAfter) -> Result<Vec<TenantId>> {
        let silent = worker_processes::Entity::find()
            .filter(stale_after.condition(self.store.now()))
            .filter(worker_processes::COLUMN.status.ne(WorkerStatus::Error.as_str()))
            .filter(worker_processes::COLUMN.tenant_id.not_in_subquery(living::deleted()));
        let silent = self
            .store
            .read(Scope::Admin, move |tx| Box::pin(async move { Ok(silent.all(tx).await?) }))
            .await?;
        let mut marked = Vec::new();
        // One transaction each, so that none holds up the others.
        for row in silent {
            let (id, store) = (TenantId::from_uuid(row.tenant_id), self.store.clone());
            let done = self
                .store
                .write(Scope::Admin, move |tx| {
                    Box::pin(async move { mark(tx, store.now(), id, stale_after).await })
                })
                .await?;
            if done {
                marked.push(id);
            }
        }
        Ok(marked)
    }
}

/// False when the worker gave a sign of life in the meantime.
async fn mark(
    tx: &DatabaseTransaction,
    now: Instant,
    id: TenantId,
    stale_after: StaleAfter,
) -> Result<bool> {
    let Some(worker) = lock::worker(tx, id).await? else { return Ok(false) };
    let Some(tenant) = lock::tenant(tx, id).await? else { return Ok(false) };
    let desired = views::desired(&worker)?;
    let silent = is_stale(desired, worker.heartbeat_at, worker.desired_at, now, stale_after.0);
    let marked = views::worker_status(&worker)? == WorkerStatus::Error;
    if !silent || marked || tenant.deleted_at.is_some() {
        return Ok(false);
    }
    let last_sign =
        worker.heartbeat_at.map_or(worker.desired_at, |beat| beat.max(worker.desired_at));
    let seconds = (now - last_sign).num_seconds();
    let error = format!("no heartbeat for {seconds} s");
    let change = worker_processes::ActiveModel {
        id: Unchanged(worker.id),
        status: Set(WorkerStatus::Error.as_str().to_owned()),
        last_error: Set(Some(error)),
        updated_at: Set(now),
        ..Default::default()
    };
    change.update_without_returning(tx).await?;
    transition::tenant_if_possible(tx, now, tenant, TenantEvent::Failed).await?;
    let payload = json!({ "silent_seconds": seconds });
    events::append(tx, now, Some(id), &Actor::system(), "worker.stale", payload).await?;
    Ok(true)
}
