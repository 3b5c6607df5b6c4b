//! Silencing the assistant and letting it speak again.

use domain::tenant::TenantEvent;
use domain::views::TenantView;
use domain::{Desired, SessionState, WorkerStatus};
use sea_orm::{EntityTrait, QueryFilter};
use serde_json::json;

use crate::actor::Actor;
use crate::entity::whatsapp_sessions;
use crate::error::{Result, StoreError};
use crate::tenant::TenantStore;
use crate::{events, lock, transition, views};

impl TenantStore {
    /// Silences the assistant.
    ///
    /// # Errors
    /// When the tenant's status does not allow it.
    pub async fn pause(&self, by: &Actor) -> Result<TenantView> {
        let (id, by, store) = (self.id, by.clone(), self.store.clone());
        self.store
            .write(self.scope(), move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let tenant = lock::living_tenant(tx, id).await?;
                    let tenant = transition::tenant(tx, now, tenant, TenantEvent::Paused).await?;
                    events::append(tx, now, Some(id), &by, "tenant.paused", json!({})).await?;
                    views::tenant(tenant)
                })
            })
            .await
    }

    /// Lets the assistant speak again; a tenant whose phone is not linked any more waits for it.
    ///
    /// # Errors
    /// When the tenant's status does not allow it.
    pub async fn resume(&self, by: &Actor) -> Result<TenantView> {
        let (id, by, store) = (self.id, by.clone(), self.store.clone());
        self.store
            .write(self.scope(), move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let worker =
                        lock::worker(tx, id).await?.ok_or(StoreError::Missing("worker"))?;
                    let tenant = lock::living_tenant(tx, id).await?;
                    let mut tenant =
                        transition::tenant(tx, now, tenant, TenantEvent::Resumed).await?;
                    let session = whatsapp_sessions::Entity::find()
                        .filter(whatsapp_sessions::COLUMN.tenant_id.eq(tenant.id))
                        .one(tx)
                        .await?
                        .ok_or(StoreError::Missing("session"))?;
                    let linked =
                        matches!(views::session_state(&session)?, SessionState::Connected { .. });
                    // What happened while it was paused shows now.
                    let since = if views::worker_status(&worker)? == WorkerStatus::Error {
                        Some(TenantEvent::Failed)
                    } else if views::desired(&worker)? == Desired::Stopped {
                        Some(TenantEvent::WorkerStopped)
                    } else if linked {
                        None
                    } else {
                        Some(TenantEvent::LoggedOut)
                    };
                    if let Some(since) = since {
                        tenant = transition::tenant(tx, now, tenant, since).await?;
                    }
                    events::append(tx, now, Some(id), &by, "tenant.resumed", json!({})).await?;
                    views::tenant(tenant)
                })
            })
            .await
    }
}
