//! Admins create, delete and restore tenants.

use domain::tenant::TenantEvent;
use domain::{Conflict, Instant, TenantId};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set, Unchanged};
use serde_json::json;
use uuid::Uuid;

use crate::accounts::{TenantSeed, plant_tenant};
use crate::actor::Actor;
use crate::db::Scope;
use crate::entity::{auth_sessions, tenants, users, whatsapp_sessions, worker_processes};
use crate::error::{Result, StoreError, duplicate_as};
use crate::platform::PlatformStore;
use crate::platform::commands::stop;
use crate::tenant::SetupInput;
use crate::{events, lock, slug, transition};

/// A tenant that an admin creates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTenant {
    /// Its name.
    pub name: String,
    /// What it says about the business.
    pub setup: SetupInput,
}

impl PlatformStore {
    /// A new tenant without people.
    pub async fn create_tenant(&self, by: &Actor, new: NewTenant) -> Result<TenantId> {
        let (by, store) = (by.clone(), self.store.clone());
        self.store
            .write(Scope::Admin, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let NewTenant { name, setup } = new;
                    let seed = TenantSeed {
                        name,
                        phone_number: Some(setup.whatsapp_number.into()),
                        business_name: setup.business_name,
                        business_type: setup.business_type,
                        template: setup.template,
                        language: setup.language,
                        hours: setup.hours,
                    };
                    let id = plant_tenant(tx, &store, now, seed).await?;
                    events::append(tx, now, Some(id), &by, "tenant.created", json!({})).await?;
                    Ok(id)
                })
            })
            .await
    }

    /// Deletes a tenant so that it can be restored: its worker is to stop, its slug is free, its people
    /// are signed out and cannot sign in. False for a tenant that never was.
    ///
    /// # Errors
    /// When it is deleted already.
    pub async fn delete_tenant(&self, by: &Actor, id: TenantId) -> Result<bool> {
        let (by, store) = (by.clone(), self.store.clone());
        self.store
            .write(Scope::Admin, move |tx| {
                Box::pin(async move { delete(tx, store.now(), &by, id).await })
            })
            .await
    }

    /// Brings a deleted tenant back with the people who were deleted with it. Its worker does not run,
    /// and its slug is a new one where the old one is taken. False for a tenant that never was.
    ///
    /// # Errors
    /// When it is not deleted, or one of its people's e-mail addresses is somebody else's by now.
    pub async fn restore_tenant(&self, by: &Actor, id: TenantId) -> Result<bool> {
        let (by, store) = (by.clone(), self.store.clone());
        self.store
            .write(Scope::Admin, move |tx| {
                Box::pin(async move { restore(tx, store.now(), &by, id).await })
            })
            .await
    }
}

async fn delete(tx: &DatabaseTransaction, now: Instant, by: &Actor, id: TenantId) -> Result<bool> {
    let Some(worker) = lock::worker(tx, id).await? else { return Ok(false) };
    let tenant = lock::living_tenant(tx, id).await?;
    let worker_id = worker.id;
    let tenant = stop(tx, now, worker, tenant).await?;
    let freed = worker_processes::ActiveModel {
        id: Unchanged(worker_id),
        // The name follows the slug and is unique among all, so it is given back too.
        process_name: Set(slug::process_name(&tenant.id.to_string())),
        ..Default::default()
    };
    freed.update_without_returning(tx).await?;
    let gone = tenants::ActiveModel {
        id: Unchanged(tenant.id),
        deleted_at: Set(Some(now)),
        updated_at: Set(now),
        ..Default::default()
    };
    gone.update_without_returning(tx).await?;
    // Its phone may speak for another business from now on.
    whatsapp_sessions::Entity::update_many()
        .col_expr(whatsapp_sessions::Column::LinkedPhone, Expr::value(None::<String>))
        .filter(whatsapp_sessions::COLUMN.tenant_id.eq(tenant.id))
        .exec(tx)
        .await?;
    users::Entity::update_many()
        .col_expr(users::Column::DeletedAt, Expr::value(now))
        .col_expr(users::Column::UpdatedAt, Expr::value(now))
        .filter(users::COLUMN.tenant_id.eq(tenant.id))
        .filter(users::COLUMN.deleted_at.is_null())
        .exec(tx)
        .await?;
    auth_sessions::Entity::delete_many()
        .filter(
            auth_sessions::COLUMN.user_id.in_subquery(
                Query::select()
                    .column(users::Column::Id)
                    .from(users::Entity)
                    .and_where(users::COLUMN.tenant_id.eq(tenant.id))
                    .to_owned(),
            ),
        )
        .exec(tx)
        .await?;
    events::append(tx, now, Some(id), by, "tenant.deleted", json!({})).await?;
    Ok(true)
}

async fn restore(tx: &DatabaseTransaction, now: Instant, by: &Actor, id: TenantId) -> Result<bool> {
    let Some(worker) = lock::worker(tx, id).await? else { return Ok(false) };
    let Some(tenant) = lock::tenant(tx, id).await? else { return Ok(false) };
    let Some(deleted_at) = tenant.deleted_at else { return Err(Conflict::TenantAlive.into()) };
    let slug = slug::kept_or_free(tx, &tenant.slug, &tenant.name).await?;
    let process_name = slug::process_name(&slug);
    let back = tenants::ActiveModel {
        id: Unchanged(tenant.id),
        slug: Set(slug),
        deleted_at: Set(None),
        updated_at: Set(now),
        ..Default::default()
    };
    back.update_without_returning(tx).await?;
    let named = worker_processes::ActiveModel {
        id: Unchanged(worker.id),
        process_name: Set(process_name),
        updated_at: Set(now),
        ..Default::default()
    };
    named.update_without_returning(tx).await?;
    restore_people(tx, now, tenant.id, deleted_at).await?;
    transition::tenant_if_possible(tx, now, tenant, TenantEvent::WorkerStopped).await?;
    events::append(tx, now, Some(id), by, "tenant.restored", json!({})).await?;
    Ok(true)
}

/// Only those who were deleted with the tenant, not those who were gone before.
async fn restore_people(
    tx: &DatabaseTransaction,
    now: Instant,
    tenant: Uuid,
    deleted_at: Instant,
) -> Result<()> {
    users::Entity::update_many()
        .col_expr(users::Column::DeletedAt, Expr::value(None::<Instant>))
        .col_expr(users::Column::UpdatedAt, Expr::value(now))
        .filter(users::COLUMN.tenant_id.eq(tenant))
        .filter(users::COLUMN.deleted_at.eq(deleted_at))
        .exec(tx)
        .await
        .map_err(duplicate_as(StoreError::EmailTaken))?;
    Ok(())
}
