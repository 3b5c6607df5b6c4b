//! Admins decide setup requests.

use domain::setup::SetupEvent;
use domain::tenant::TenantEvent;
use domain::views::SetupRequestView;
use domain::{Instant, RecordId, SetupRequestId, TenantId};
use sea_orm::{DatabaseTransaction, EntityTrait};
use serde_json::{Value, json};

use crate::actor::Actor;
use crate::db::Scope;
use crate::entity::{setup_requests, tenants, worker_processes};
use crate::error::{Result, StoreError};
use crate::platform::PlatformStore;
use crate::platform::commands::run;
use crate::tenant::request_views;
use crate::{events, lock, transition, views};

impl PlatformStore {
    /// One request.
    pub async fn setup_request(&self, id: SetupRequestId) -> Result<Option<SetupRequestView>> {
        let query = setup_requests::Entity::find_by_id(id.uuid());
        self.store
            .read(Scope::Admin, move |tx| {
                Box::pin(async move {
                    let rows = query.one(tx).await?.into_iter().collect();
                    Ok(request_views(tx, rows).await?.pop())
                })
            })
            .await
    }

    /// Shows a request to an admin, who thereby reviews it; one that is past that stays as it is.
    pub async fn open_request(
        &self,
        by: &Actor,
        id: SetupRequestId,
    ) -> Result<Option<SetupRequestView>> {
        let (by, store) = (by.clone(), self.store.clone());
        self.store
            .write(Scope::Admin, move |tx| {
                Box::pin(async move { open(tx, store.now(), &by, id).await })
            })
            .await
    }

    /// Approves a request and has the tenant's worker started.
    ///
    /// # Errors
    /// When it is decided already, or the tenant is deleted.
    pub async fn approve_request(
        &self,
        by: &Actor,
        id: SetupRequestId,
        note: Option<String>,
    ) -> Result<Option<SetupRequestView>> {
        let (by, store) = (by.clone(), self.store.clone());
        self.store
            .write(Scope::Admin, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let Some(held) = hold(tx, id).await? else { return Ok(None) };
                    let Held { worker, tenant, request } = held;
                    let approved = SetupEvent::Approved;
                    let request = transition::request(tx, now, request, approved, note).await?;
                    let tenant = transition::tenant(tx, now, tenant, TenantEvent::Approved).await?;
                    run(tx, now, worker).await?;
                    let event = "setup_request.approved";
                    log(tx, now, &by, &tenant, event, json!({ "request_id": id })).await?;
                    Ok(request_views(tx, vec![request]).await?.pop())
                })
            })
            .await
    }

    /// Turns a request down; the owner reads the reason and may ask again.
    ///
    /// # Errors
    /// When it is decided already, or the tenant is deleted.
    pub async fn reject_request(
        &self,
        by: &Actor,
        id: SetupRequestId,
        reason: String,
    ) -> Result<Option<SetupRequestView>> {
        let (by, store) = (by.clone(), self.store.clone());
        self.store
            .write(Scope::Admin, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let Some(held) = hold(tx, id).await? else { return Ok(None) };
                    let Held { tenant, request, .. } = held;
                    let rejected = SetupEvent::Rejected;
                    let payload = json!({ "request_id": id, "reason": reason });
                    let request =
                        transition::request(tx, now, request, rejected, Some(reason)).await?;
                    let tenant =
                        transition::tenant(tx, now, tenant, TenantEvent::RequestRejected).await?;
                    log(tx, now, &by, &tenant, "setup_request.rejected", payload).await?;
                    Ok(request_views(tx, vec![request]).await?.pop())
                })
            })
            .await
    }
}

async fn open(
    tx: &DatabaseTransaction,
    now: Instant,
    by: &Actor,
    id: SetupRequestId,
) -> Result<Option<SetupRequestView>> {
    let Some(mut row) = lock::request(tx, id.uuid()).await? else { return Ok(None) };
    if views::request_status(&row)?.apply(SetupEvent::Opened).is_ok() {
        row = transition::request(tx, now, row, SetupEvent::Opened, None).await?;
        let tenant = Some(TenantId::from_uuid(row.tenant_id));
        let payload = json!({ "request_id": id });
        events::append(tx, now, tenant, by, "setup_request.opened", payload).await?;
    }
    Ok(request_views(tx, vec![row]).await?.pop())
}

/// The rows that a decision changes, locked.
struct Held {
    worker: worker_processes::Model,
    tenant: tenants::Model,
    request: setup_requests::Model,
}

async fn hold(tx: &DatabaseTransaction, id: SetupRequestId) -> Result<Option<Held>> {
    let Some(row) = setup_requests::Entity::find_by_id(id.uuid()).one(tx).await? else {
        return Ok(None);
    };
    let tenant = TenantId::from_uuid(row.tenant_id);
    let worker = lock::worker(tx, tenant).await?.ok_or(StoreError::Missing("worker"))?;
    let tenant = lock::living_tenant(tx, tenant).await?;
    // Read again: it may have been decided while this waited for the locks.
    let Some(request) = lock::request(tx, id.uuid()).await? else { return Ok(None) };
    Ok(Some(Held { worker, tenant, request }))
}

async fn log(
    tx: &DatabaseTransaction,
    now: Instant,
    by: &Actor,
    tenant: &tenants::Model,
    event_type: &str,
    payload: Value,
) -> Result<()> {
    let tenant = TenantId::from_uuid(tenant.id);
    events::append(tx, now, Some(tenant), by, event_type, payload).await?;
    Ok(())
}
