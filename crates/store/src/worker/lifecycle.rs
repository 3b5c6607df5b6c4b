//! The worker's own life: started, stopped, failed, and alive in between.
//!
//! Here the worker's row is both the fence and what is changed, so one statement does both.

use domain::WorkerStatus;
use domain::session::{DisconnectReason, SessionStateName};
use domain::tenant::TenantEvent;
use domain::views::{TenantView, WorkerView};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, Set};

use super::WorkerStore;
use super::delivery::ERROR_MAX;
use super::fence::Held;
use crate::clip::clip;
use crate::entity::{tenants, whatsapp_sessions, worker_processes};
use crate::error::{Result, StoreError};
use crate::stale::StaleAfter;
use crate::{lock, transition, views};

/// What a change of the worker changed beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// The tenant, when its status changed.
    pub tenant: Option<TenantView>,
}

impl WorkerStore {
    /// The worker runs: an approved tenant, or one in error that is tried again, waits for its phone.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn started(&self) -> Result<Changed> {
        self.write(|held| {
            Box::pin(async move {
                held.change_worker(held.running()).await?;
                held.changed(&[TenantEvent::Retried, TenantEvent::WorkerStarted]).await
            })
        })
        .await
    }

    /// The worker was stopped on purpose: its tenant is approved and silent.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn stopped(&self) -> Result<Changed> {
        self.write(|held| {
            Box::pin(async move {
                held.change_worker(status(WorkerStatus::Stopped)).await?;
                held.changed(&[TenantEvent::WorkerStopped]).await
            })
        })
        .await
    }

    /// The worker failed for good: it and its tenant are in error and wait for a person, and no node
    /// claims it.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn failed(&self, error: &str) -> Result<Changed> {
        let error = clip(error, ERROR_MAX);
        self.write(move |held| {
            Box::pin(async move {
                let change = worker_processes::ActiveModel {
                    last_error: Set(Some(error)),
                    ..status(WorkerStatus::Error)
                };
                held.change_worker(change).await?;
                held.session_failed().await?;
                held.changed(&[TenantEvent::Failed]).await
            })
        })
        .await
    }

    /// The worker is started anew after a failure; counts it.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn restarted(&self, error: &str) -> Result<Changed> {
        let error = clip(error, ERROR_MAX);
        self.write(move |held| {
            Box::pin(async move {
                let running = worker_processes::ActiveModel {
                    last_error: Set(Some(error)),
                    ..held.running()
                };
                held.change_worker(running).await?;
                held.count_restart().await?;
                held.session_failed().await?;
                Ok(Changed::default())
            })
        })
        .await
    }

    /// The worker's sign of life; a linked phone counts as heard with it. Gives the worker as it is now.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn heartbeat(&self, stale_after: StaleAfter) -> Result<WorkerView> {
        self.write(move |held| {
            Box::pin(async move {
                let worker = held
                    .changed_worker(worker_processes::ActiveModel {
                        heartbeat_at: Set(Some(held.now)),
                        ..Default::default()
                    })
                    .await?;
                whatsapp_sessions::Entity::update_many()
                    .set(whatsapp_sessions::ActiveModel {
                        last_seen_at: Set(Some(held.now)),
                        ..Default::default()
                    })
                    .filter(whatsapp_sessions::COLUMN.tenant_id.eq(held.tenant()))
                    .filter(
                        whatsapp_sessions::COLUMN.state.eq(SessionStateName::Connected.as_str()),
                    )
                    .exec(held.tx)
                    .await?;
                views::worker(worker, held.now, stale_after)
            })
        })
        .await
    }
}

fn status(status: WorkerStatus) -> worker_processes::ActiveModel {
    worker_processes::ActiveModel { status: Set(status.as_str().to_owned()), ..Default::default() }
}

impl Held<'_> {
    /// A worker that broke could not say itself that its session has no connection.
    async fn session_failed(&self) -> Result<()> {
        let tenant = self.lease.tenant_id;
        transition::session_ended(self.tx, self.now, tenant, DisconnectReason::Failed).await
    }

    async fn changed(&self, events: &[TenantEvent]) -> Result<Changed> {
        Ok(Changed { tenant: self.change_tenant(events).await? })
    }

    /// Applies those of the events, one after the other, that the tenant's status allows; the tenant
    /// when one did.
    pub(super) async fn change_tenant(&self, events: &[TenantEvent]) -> Result<Option<TenantView>> {
        let mut changed: Option<tenants::Model> = None;
        if events.is_empty() {
            return Ok(None);
        }
        let row = lock::tenant(self.tx, self.lease.tenant_id).await?;
        let mut row = row.ok_or(StoreError::Missing("tenant"))?;
        for event in events {
            let next = transition::tenant_if_possible(self.tx, self.now, row.clone(), *event);
            if let Some(next) = next.await? {
                row = next.clone();
                changed = Some(next);
            }
        }
        changed.map(views::tenant).transpose()
    }

    fn running(&self) -> worker_processes::ActiveModel {
        worker_processes::ActiveModel {
            heartbeat_at: Set(Some(self.now)),
            ..status(WorkerStatus::Running)
        }
    }

    async fn count_restart(&self) -> Result<()> {
        use worker_processes::Column as C;
        worker_processes::Entity::update_many()
            .col_expr(C::Restarts, Expr::col(C::Restarts).add(1))
            .filter(C::TenantId.eq(self.tenant()))
            .exec(self.tx)
            .await?;
        Ok(())
    }
}
