//! A tenant at a glance.

use domain::session::SessionWish;
use domain::views::{ConfigView, SessionView, TenantDetail};
use domain::{Instant, RecordId, Role, Sees, SessionState, TenantId};
use sea_orm::{DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};

use crate::entity::{
    setup_requests, tenant_configs, tenants, users, whatsapp_sessions, worker_processes,
};
use crate::error::{Result, StoreError};
use crate::stale::StaleAfter;
use crate::tenant::{TenantStore, request_views, waiting};
use crate::views;

/// A session as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// Its state with its data.
    pub state: SessionState,
    /// What pages show of it, but for the QR code, which is drawn elsewhere.
    pub view: SessionView,
    /// What a person wants of it.
    pub wish: Option<SessionWish>,
}

impl TenantStore {
    /// Everything about the tenant; its session comes without the QR code, which is drawn elsewhere.
    pub async fn detail(&self, stale_after: StaleAfter) -> Result<Option<TenantDetail>> {
        Ok(self.detail_and_session(stale_after).await?.map(|(detail, _)| detail))
    }

    /// Everything about the tenant, and its session with all its data, as of one moment.
    pub async fn detail_and_session(
        &self,
        stale_after: StaleAfter,
    ) -> Result<Option<(TenantDetail, StoredSession)>> {
        let (whose, now) = ((self.id, self.sees), self.store.now());
        self.store.read(self.scope(), move |tx| Box::pin(detail(tx, whose, now, stale_after))).await
    }

    /// The session's state with its data.
    pub async fn session_state(&self) -> Result<Option<StoredSession>> {
        let (id, now) = (self.id, self.store.now());
        self.store
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    session_row(tx, id).await?.map(|row| stored(row, now)).transpose()
                })
            })
            .await
    }

    /// What the tenant told us about the business.
    pub async fn config(&self) -> Result<Option<ConfigView>> {
        let id = self.id;
        self.store
            .read(self.scope(), move |tx| {
                Box::pin(async move { config_row(tx, id).await?.map(views::config).transpose() })
            })
            .await
    }
}

async fn detail(
    tx: &DatabaseTransaction,
    (id, sees): (TenantId, Sees),
    now: Instant,
    stale_after: StaleAfter,
) -> Result<Option<(TenantDetail, StoredSession)>> {
    let Some(tenant) = tenants::Entity::find_by_id(id.uuid()).one(tx).await? else {
        return Ok(None);
    };
    let config = config_row(tx, id).await?.ok_or(StoreError::Missing("configuration"))?;
    let session = session_row(tx, id).await?.ok_or(StoreError::Missing("session"))?;
    let worker = worker_row(tx, id).await?.ok_or(StoreError::Missing("worker"))?;
    let owner = users::Entity::find()
        .filter(users::COLUMN.tenant_id.eq(id.uuid()))
        .filter(users::COLUMN.role.eq(Role::Owner.as_str()))
        // A deleted tenant's owner is deleted with it.
        .order_by_desc(users::COLUMN.created_at)
        .one(tx)
        .await?;
    let request = setup_requests::Entity::find()
        .filter(setup_requests::COLUMN.tenant_id.eq(id.uuid()))
        .order_by_desc(setup_requests::COLUMN.created_at)
        .order_by_desc(setup_requests::COLUMN.id)
        .one(tx)
        .await?;
    let request = request_views(tx, request.into_iter().collect()).await?.pop();
    let stored = stored(session, now)?;
    let detail = TenantDetail {
        tenant: views::tenant(tenant)?,
        config: views::config(config)?,
        session: stored.view.clone(),
        worker: views::worker(worker, now, stale_after)?,
        request,
        owner: owner.map(views::user).transpose()?,
        waiting: waiting(tx, id, sees).await?,
    };
    Ok(Some((detail, stored)))
}

fn stored(row: whatsapp_sessions::Model, now: Instant) -> Result<StoredSession> {
    Ok(StoredSession {
        state: views::session_state(&row)?,
        wish: views::wish(&row)?,
        view: views::session(row, now)?,
    })
}

pub(crate) async fn config_row(
    tx: &DatabaseTransaction,
    tenant: TenantId,
) -> Result<Option<tenant_configs::Model>> {
    Ok(tenant_configs::Entity::find()
        .filter(tenant_configs::COLUMN.tenant_id.eq(tenant.uuid()))
        .one(tx)
        .await?)
}

async fn session_row(
    tx: &DatabaseTransaction,
    tenant: TenantId,
) -> Result<Option<whatsapp_sessions::Model>> {
    Ok(whatsapp_sessions::Entity::find()
        .filter(whatsapp_sessions::COLUMN.tenant_id.eq(tenant.uuid()))
        .one(tx)
        .await?)
}

async fn worker_row(
    tx: &DatabaseTransaction,
    tenant: TenantId,
) -> Result<Option<worker_processes::Model>> {
    Ok(worker_processes::Entity::find()
        .filter(worker_processes::COLUMN.tenant_id.eq(tenant.uuid()))
        .one(tx)
        .await?)
}
