//! What an admin tells a worker: rows change here, and whoever holds the lease sees it.

use domain::session::{DisconnectReason, SessionWish};
use domain::tenant::TenantEvent;
use domain::worker::WorkerCommand;
use domain::{Conflict, Desired, Instant, RecordId, TenantId, TenantStatus, WorkerStatus};
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set, Unchanged};
use serde_json::json;

use crate::actor::Actor;
use crate::db::Scope;
use crate::entity::{tenants, whatsapp_sessions, worker_processes};
use crate::error::Result;
use crate::platform::PlatformStore;
use crate::{events, lease_clock, lock, transition, views};

impl PlatformStore {
    /// Tells a worker what to do; nothing for a tenant that never was.
    ///
    /// A worker in error counts as one that does not run: it can be started, and restarting it clears
    /// the error.
    ///
    /// # Errors
    /// When the worker runs or stands already, the tenant's status does not allow it, or it is deleted.
    pub async fn command(
        &self,
        by: &Actor,
        id: TenantId,
        command: WorkerCommand,
    ) -> Result<Option<()>> {
        let (by, store) = (by.clone(), self.store.clone());
        self.store
            .write(Scope::Admin, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let Some(worker) = lock::worker(tx, id).await? else { return Ok(None) };
                    let tenant = lock::living_tenant(tx, id).await?;
                    obey(tx, now, worker, tenant, command).await?;
                    let event = event_type(command);
                    events::append(tx, now, Some(id), &by, event, json!({})).await?;
                    Ok(Some(()))
                })
            })
            .await
    }
}

impl PlatformStore {
    /// Notes what a person wants of a session, and has its worker begin anew, which sees to it; nothing for a
    /// tenant that never was. A later wish takes the place of one that waits.
    ///
    /// # Errors
    /// When the worker is not to run or is in error, or the tenant is deleted.
    pub async fn wish(&self, by: &Actor, id: TenantId, wish: SessionWish) -> Result<Option<()>> {
        let event = match wish {
            SessionWish::Unlink => "session.unlink",
            SessionWish::TypedCode(_) => "session.code_to_type",
        };
        let phone = match &wish {
            SessionWish::Unlink => None,
            SessionWish::TypedCode(phone) => Some(phone.to_string()),
        };
        let change = whatsapp_sessions::ActiveModel {
            wish: Set(Some(wish.name().as_str().to_owned())),
            wish_phone: Set(phone),
            ..Default::default()
        };
        self.change_session(by, id, change, event).await
    }

    /// Lets messages go out that wait although there is a connection; nothing for a tenant that never was.
    ///
    /// # Errors
    /// As for [`PlatformStore::wish`].
    pub async fn release_hold(&self, by: &Actor, id: TenantId) -> Result<Option<()>> {
        let change = whatsapp_sessions::ActiveModel {
            held_reason: Set(None),
            held_until: Set(None),
            ..Default::default()
        };
        self.change_session(by, id, change, "session.send_now").await
    }

    /// Changes a session behind its worker's back and has that begin anew.
    async fn change_session(
        &self,
        by: &Actor,
        id: TenantId,
        change: whatsapp_sessions::ActiveModel,
        event: &'static str,
    ) -> Result<Option<()>> {
        let (by, store) = (by.clone(), self.store.clone());
        self.store
            .write(Scope::Admin, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let Some(worker) = lock::worker(tx, id).await? else { return Ok(None) };
                    let tenant = lock::living_tenant(tx, id).await?;
                    if views::worker_status(&worker)? == WorkerStatus::Error {
                        // To bring it back is an admin's decision.
                        return Err(Conflict::WorkerStopped.into());
                    }
                    obey(tx, now, worker, tenant, WorkerCommand::Restart).await?;
                    whatsapp_sessions::Entity::update_many()
                        .set(change)
                        .filter(whatsapp_sessions::COLUMN.tenant_id.eq(id.uuid()))
                        .exec(tx)
                        .await?;
                    events::append(tx, now, Some(id), &by, event, json!({})).await?;
                    Ok(Some(()))
                })
            })
            .await
    }
}

fn event_type(command: WorkerCommand) -> &'static str {
    match command {
        WorkerCommand::Start => "worker.start",
        WorkerCommand::Stop => "worker.stop",
        WorkerCommand::Restart => "worker.restart",
        WorkerCommand::ForceRestart => "worker.force_restart",
    }
}

async fn obey(
    tx: &DatabaseTransaction,
    now: Instant,
    worker: worker_processes::Model,
    tenant: tenants::Model,
    command: WorkerCommand,
) -> Result<()> {
    let desired = views::desired(&worker)?;
    let failed = views::worker_status(&worker)? == WorkerStatus::Error;
    match command {
        WorkerCommand::Start if desired == Desired::Running && !failed => {
            Err(Conflict::WorkerRunning.into())
        }
        WorkerCommand::Stop | WorkerCommand::Restart if desired == Desired::Stopped => {
            Err(Conflict::WorkerStopped.into())
        }
        WorkerCommand::Start => {
            make_ready(tx, now, tenant).await?;
            run(tx, now, worker).await
        }
        WorkerCommand::Stop => stop(tx, now, worker, tenant).await.map(drop),
        WorkerCommand::Restart => {
            make_ready(tx, now, tenant).await?;
            let generation = worker.generation + 1;
            run(tx, now, worker_processes::Model { generation, ..worker }).await
        }
        WorkerCommand::ForceRestart => {
            make_ready(tx, now, tenant).await?;
            // A new epoch fences whatever the holder still tries to write.
            let worker = worker_processes::Model {
                generation: worker.generation + 1,
                lease_epoch: worker.lease_epoch + 1,
                lease_owner: None,
                lease_until: None,
                status: WorkerStatus::Stopped.as_str().to_owned(),
                ..worker
            };
            run(tx, now, worker).await
        }
    }
}

/// Brings the tenant where its worker may run: an admin needs no request to start a tenant, but one that
/// waits for a decision must be decided first.
async fn make_ready(tx: &DatabaseTransaction, now: Instant, tenant: tenants::Model) -> Result<()> {
    let event = match views::tenant_status(&tenant)? {
        TenantStatus::New => TenantEvent::Approved,
        TenantStatus::Error => TenantEvent::Retried,
        status @ TenantStatus::Pending => return Err(Conflict::TenantState { status }.into()),
        TenantStatus::Approved
        | TenantStatus::QrPending
        | TenantStatus::Active
        | TenantStatus::Paused => return Ok(()),
    };
    transition::tenant(tx, now, tenant, event).await?;
    Ok(())
}

/// Wants a worker to run, with its errors forgotten; keeps the lease and generation that `worker` has.
pub(crate) async fn run(
    tx: &DatabaseTransaction,
    now: Instant,
    worker: worker_processes::Model,
) -> Result<()> {
    let failed = views::worker_status(&worker)? == WorkerStatus::Error;
    // Whoever still holds a failed worker must notice that it is meant to begin anew.
    let generation = worker.generation + i64::from(failed);
    let status = if failed { WorkerStatus::Stopped.as_str().to_owned() } else { worker.status };
    let change = worker_processes::ActiveModel {
        id: Unchanged(worker.id),
        desired: Set(Desired::Running.as_str().to_owned()),
        desired_at: Set(now),
        status: Set(status),
        last_error: Set(None),
        restarts: Set(0),
        generation: Set(generation),
        lease_owner: Set(worker.lease_owner),
        lease_until: Set(worker.lease_until),
        lease_epoch: Set(worker.lease_epoch),
        updated_at: Set(now),
        ..Default::default()
    };
    change.update_without_returning(tx).await?;
    Ok(())
}

/// Wants a worker to stop. Where nobody holds it, nobody will tell that it has stopped, so that is noted
/// at once.
pub(crate) async fn stop(
    tx: &DatabaseTransaction,
    now: Instant,
    worker: worker_processes::Model,
    tenant: tenants::Model,
) -> Result<tenants::Model> {
    let held = lease_clock::is_held(tx, now, &worker).await?;
    let failed = views::worker_status(&worker)? == WorkerStatus::Error;
    let mut change = worker_processes::ActiveModel {
        id: Unchanged(worker.id),
        desired: Set(Desired::Stopped.as_str().to_owned()),
        desired_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    if !held && !failed {
        change.status = Set(WorkerStatus::Stopped.as_str().to_owned());
    }
    change.update_without_returning(tx).await?;
    if held {
        return Ok(tenant);
    }
    let id = TenantId::from_uuid(tenant.id);
    transition::session_ended(tx, now, id, DisconnectReason::Stopped).await?;
    let stopped = TenantEvent::WorkerStopped;
    let changed = transition::tenant_if_possible(tx, now, tenant.clone(), stopped).await?;
    Ok(changed.unwrap_or(tenant))
}
