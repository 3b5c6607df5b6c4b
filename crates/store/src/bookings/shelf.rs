//! What can be booked, who does it, and when nobody does.

use domain::booking::{ClosureView, ResourceView, ServiceView};
use domain::hours::WeekHours;
use domain::{ClosureId, Instant, RecordId, ResourceId, ServiceId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    Set,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::deeds::Bookings;
use crate::actor::Actor;
use crate::clip::stored;
use crate::db::Working;
use crate::entity::{closures, resource_services, resources, services};
use crate::error::{Result, StoreError};
use crate::mint::mint_at;
use crate::tenant::TenantStore;
use crate::views;

/// What the business says about a service; judged before it comes here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceInput {
    /// Its name in Swahili; empty where only the other is known.
    pub name_sw: String,
    /// Its name in English.
    pub name_en: String,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// How long nothing else can be done after it, in minutes.
    pub buffer_minutes: u32,
    /// What it costs, in hundredths.
    pub price_minor: Option<i64>,
    /// Whether customers can book it.
    pub active: bool,
}

/// What the business says about who or what a booking takes up; judged before it comes here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceInput {
    /// Its name.
    pub name: String,
    /// How many bookings it takes at once.
    pub capacity: u32,
    /// Its own hours.
    pub hours: Option<WeekHours>,
    /// What it is there for; empty is everything.
    pub services: Vec<ServiceId>,
}

impl TenantStore {
    /// Keeps a service: the one with this id, or a new one, which comes last. Gives its id, or nothing where
    /// there is no such service.
    pub async fn save_service(
        &self,
        by: &Actor,
        id: Option<ServiceId>,
        input: ServiceInput,
    ) -> Result<Option<ServiceId>> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let bookings = Bookings::of(&writing);
                let (id, what) = match id {
                    Some(id) if bookings.change_service(id, &input).await? => {
                        (id, "service.changed")
                    }
                    Some(_) => return Ok(None),
                    None => (bookings.add_service(&input).await?, "service.added"),
                };
                let payload = json!({ "service": id });
                writing.log(what, payload).await?;
                Ok(Some(id))
            })
        })
        .await
    }

    /// Takes a service off the list; bookings of it stay. False when it is not there.
    pub async fn remove_service(&self, by: &Actor, id: ServiceId) -> Result<bool> {
        let gone = services::Entity::update_many()
            .filter(services::COLUMN.id.eq(id.uuid()))
            .filter(services::COLUMN.tenant_id.eq(self.id().uuid()))
            .filter(services::COLUMN.deleted_at.is_null());
        self.take_off(by, "service.removed", json!({ "service": id }), |tx, now| {
            let gone = gone
                .col_expr(services::Column::DeletedAt, Expr::value(now))
                .col_expr(services::Column::UpdatedAt, Expr::value(now));
            Box::pin(async move { Ok(gone.exec(tx).await?.rows_affected) })
        })
        .await
    }

    /// Keeps who or what bookings take up: the one with this id, or a new one. Gives its id, or nothing where
    /// there is none.
    ///
    /// # Errors
    /// When a service is named that is not there.
    pub async fn save_resource(
        &self,
        by: &Actor,
        id: Option<ResourceId>,
        input: ResourceInput,
    ) -> Result<Option<ResourceId>> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let bookings = Bookings::of(&writing);
                let (id, what) = match id {
                    Some(id) if bookings.change_resource(id, &input).await? => {
                        (id, "resource.changed")
                    }
                    Some(_) => return Ok(None),
                    None => (bookings.add_resource(&input).await?, "resource.added"),
                };
                bookings.pair(id, &input.services).await?;
                let payload = json!({ "resource": id });
                writing.log(what, payload).await?;
                Ok(Some(id))
            })
        })
        .await
    }

    /// Takes somebody or something out of use; bookings stay. False when it is not there.
    pub async fn remove_resource(&self, by: &Actor, id: ResourceId) -> Result<bool> {
        let gone = resources::Entity::update_many()
            .filter(resources::COLUMN.id.eq(id.uuid()))
            .filter(resources::COLUMN.tenant_id.eq(self.id().uuid()))
            .filter(resources::COLUMN.deleted_at.is_null());
        self.take_off(by, "resource.removed", json!({ "resource": id }), |tx, now| {
            let gone = gone
                .col_expr(resources::Column::DeletedAt, Expr::value(now))
                .col_expr(resources::Column::UpdatedAt, Expr::value(now));
            Box::pin(async move { Ok(gone.exec(tx).await?.rows_affected) })
        })
        .await
    }

    /// Closes the business for a time in which it is usually open.
    pub async fn add_closure(
        &self,
        by: &Actor,
        starts_at: Instant,
        ends_at: Instant,
        reason: Option<String>,
    ) -> Result<ClosureId> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let now = writing.now;
                let id = mint_at(now);
                let row = closures::ActiveModel {
                    id: Set(id),
                    tenant_id: Set(writing.tenant.uuid()),
                    starts_at: Set(starts_at),
                    ends_at: Set(ends_at),
                    reason: Set(reason),
                    created_at: Set(now),
                    updated_at: Set(now),
                };
                row.insert(writing.tx).await?;
                let id = ClosureId::from_uuid(id);
                let payload = json!({ "closure": id, "from": starts_at, "to": ends_at });
                writing.log("closure.added", payload).await?;
                Ok(id)
            })
        })
        .await
    }

    /// Opens the business again for a time that was closed. False when it was not.
    pub async fn remove_closure(&self, by: &Actor, id: ClosureId) -> Result<bool> {
        let gone = closures::Entity::delete_many()
            .filter(closures::COLUMN.id.eq(id.uuid()))
            .filter(closures::COLUMN.tenant_id.eq(self.id().uuid()));
        self.take_off(by, "closure.removed", json!({ "closure": id }), |tx, _| {
            Box::pin(async move { Ok(gone.exec(tx).await?.rows_affected) })
        })
        .await
    }

    /// Takes a row off the shelf and notes it in the event log. False when `take` finds none.
    async fn take_off<W>(
        &self,
        by: &Actor,
        what: &'static str,
        payload: Value,
        take: W,
    ) -> Result<bool>
    where
        W: for<'t> FnOnce(&'t DatabaseTransaction, Instant) -> Working<'t, u64> + Send + 'static,
    {
        self.change(by, move |writing| {
            Box::pin(async move {
                if take(writing.tx, writing.now).await? == 0 {
                    return Ok(false);
                }
                writing.log(what, payload).await?;
                Ok(true)
            })
        })
        .await
    }
}

impl Bookings<'_> {
    async fn add_service(&self, input: &ServiceInput) -> Result<ServiceId> {
        let count = services::Entity::find()
            .filter(services::COLUMN.tenant_id.eq(self.tenant))
            .count(self.tx)
            .await?;
        let id = mint_at(self.now);
        let row = services::ActiveModel {
            id: Set(id),
            tenant_id: Set(self.tenant),
            position: Set(stored(count)),
            deleted_at: Set(None),
            created_at: Set(self.now),
            ..self.service(input)
        };
        row.insert(self.tx).await?;
        Ok(ServiceId::from_uuid(id))
    }

    /// False when there is no such service.
    async fn change_service(&self, id: ServiceId, input: &ServiceInput) -> Result<bool> {
        let changed = services::Entity::update_many()
            .set(self.service(input))
            .filter(services::COLUMN.id.eq(id.uuid()))
            .filter(services::COLUMN.tenant_id.eq(self.tenant))
            .filter(services::COLUMN.deleted_at.is_null())
            .exec(self.tx)
            .await?;
        Ok(changed.rows_affected == 1)
    }

    fn service(&self, input: &ServiceInput) -> services::ActiveModel {
        services::ActiveModel {
            name_sw: Set(input.name_sw.clone()),
            name_en: Set(input.name_en.clone()),
            minutes: Set(stored(input.minutes)),
            buffer_minutes: Set(stored(input.buffer_minutes)),
            price_minor: Set(input.price_minor),
            active: Set(input.active),
            updated_at: Set(self.now),
            ..Default::default()
        }
    }

    async fn add_resource(&self, input: &ResourceInput) -> Result<ResourceId> {
        let count = resources::Entity::find()
            .filter(resources::COLUMN.tenant_id.eq(self.tenant))
            .count(self.tx)
            .await?;
        let id = mint_at(self.now);
        let row = resources::ActiveModel {
            id: Set(id),
            tenant_id: Set(self.tenant),
            position: Set(stored(count)),
            deleted_at: Set(None),
            created_at: Set(self.now),
            ..self.resource(input)
        };
        row.insert(self.tx).await?;
        Ok(ResourceId::from_uuid(id))
    }

    /// False when there is none such.
    async fn change_resource(&self, id: ResourceId, input: &ResourceInput) -> Result<bool> {
        let changed = resources::Entity::update_many()
            .set(self.resource(input))
            .filter(resources::COLUMN.id.eq(id.uuid()))
            .filter(resources::COLUMN.tenant_id.eq(self.tenant))
            .filter(resources::COLUMN.deleted_at.is_null())
            .exec(self.tx)
            .await?;
        Ok(changed.rows_affected == 1)
    }

    fn resource(&self, input: &ResourceInput) -> resources::ActiveModel {
        resources::ActiveModel {
            name: Set(input.name.clone()),
            capacity: Set(stored(input.capacity)),
            hours: Set(input.hours.as_ref().map(|hours| json!(hours))),
            updated_at: Set(self.now),
            ..Default::default()
        }
    }

    /// Says what a resource is there for.
    async fn pair(&self, resource: ResourceId, wanted: &[ServiceId]) -> Result<()> {
        resource_services::Entity::delete_many()
            .filter(resource_services::COLUMN.tenant_id.eq(self.tenant))
            .filter(resource_services::COLUMN.resource_id.eq(resource.uuid()))
            .exec(self.tx)
            .await?;
        if wanted.is_empty() {
            return Ok(());
        }
        let known = services::Entity::find()
            .filter(services::COLUMN.tenant_id.eq(self.tenant))
            .filter(services::COLUMN.id.is_in(wanted.iter().map(|id| id.uuid())))
            .filter(services::COLUMN.deleted_at.is_null())
            .count(self.tx)
            .await?;
        if known != wanted.len() as u64 {
            return Err(StoreError::Missing("service"));
        }
        let rows = wanted.iter().map(|service| resource_services::ActiveModel {
            id: Set(mint_at(self.now)),
            tenant_id: Set(self.tenant),
            resource_id: Set(resource.uuid()),
            service_id: Set(service.uuid()),
            created_at: Set(self.now),
            updated_at: Set(self.now),
        });
        resource_services::Entity::insert_many(rows).exec_without_returning(self.tx).await?;
        Ok(())
    }
}

/// The services of a tenant, in the owner's order.
pub(super) async fn services_of(
    tx: &DatabaseTransaction,
    tenant: Uuid,
) -> Result<Vec<ServiceView>> {
    let rows = services::Entity::find()
        .filter(services::COLUMN.tenant_id.eq(tenant))
        .filter(services::COLUMN.deleted_at.is_null())
        .order_by_asc(services::Column::Position)
        .order_by_asc(services::Column::Id)
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(views::service).collect())
}

/// Who or what a tenant's bookings take up, in the owner's order.
pub(super) async fn resources_of(
    tx: &DatabaseTransaction,
    tenant: Uuid,
) -> Result<Vec<ResourceView>> {
    let rows = resources::Entity::find()
        .filter(resources::COLUMN.tenant_id.eq(tenant))
        .filter(resources::COLUMN.deleted_at.is_null())
        .order_by_asc(resources::Column::Position)
        .order_by_asc(resources::Column::Id)
        .all(tx)
        .await?;
    let pairs = resource_services::Entity::find()
        .filter(resource_services::COLUMN.tenant_id.eq(tenant))
        .all(tx)
        .await?;
    rows.into_iter()
        .map(|row| {
            let of = pairs.iter().filter(|pair| pair.resource_id == row.id);
            let services = of.map(|pair| ServiceId::from_uuid(pair.service_id)).collect();
            views::resource(row, services)
        })
        .collect()
}

/// When a tenant is closed from a moment on, soonest first.
pub(super) async fn closures_of(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    from: Instant,
) -> Result<Vec<ClosureView>> {
    let rows = closures::Entity::find()
        .filter(closures::COLUMN.tenant_id.eq(tenant))
        .filter(closures::COLUMN.ends_at.gt(from))
        .order_by_asc(closures::Column::StartsAt)
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(views::closure).collect())
}
