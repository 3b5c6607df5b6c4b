//! Reading what is booked.

use domain::appointment::AppointmentStatus;
use domain::booking::{AppointmentView, ClosureView, ResourceView, ServiceView};
use domain::{AppointmentId, ContactId, Instant, RecordId, ResourceId};
use sea_orm::{DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::shelf::{closures_of, resources_of, services_of};
use crate::entity::{appointments, resources};
use crate::error::Result;
use crate::tenant::{TenantStore, contact_names};
use crate::views;

/// Bookings of one look at the calendar, at most.
const BOOKINGS_MAX: u64 = 2000;

/// Where a place is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenTime {
    /// Who or what.
    pub resource_id: ResourceId,
    /// By which booking.
    pub appointment_id: AppointmentId,
    /// From when on.
    pub starts_at: Instant,
    /// Up to when, what is needed afterwards included.
    pub free_at: Instant,
}

/// What tells where there is room, all of it from one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CalendarRows {
    /// Who or what bookings take up.
    pub resources: Vec<ResourceView>,
    /// When the business is closed.
    pub closures: Vec<ClosureView>,
    /// Where a place is taken.
    pub taken: Vec<TakenTime>,
}

impl TenantStore {
    /// What the business offers, in the owner's order.
    pub async fn services(&self) -> Result<Vec<ServiceView>> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| Box::pin(async move { services_of(tx, tenant).await }))
            .await
    }

    /// Who or what bookings take up, in the owner's order.
    pub async fn resources(&self) -> Result<Vec<ResourceView>> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| Box::pin(async move { resources_of(tx, tenant).await }))
            .await
    }

    /// When the business is closed from a moment on although it is usually open, soonest first.
    pub async fn closures(&self, from: Instant) -> Result<Vec<ClosureView>> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move { closures_of(tx, tenant, from).await })
            })
            .await
    }

    /// What tells where there is room between two moments.
    pub async fn calendar(&self, from: Instant, to: Instant) -> Result<CalendarRows> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    // What is needed after a booking reaches over its end.
                    let taken = between(tenant, from - chrono::Duration::days(1), to)
                        .filter(
                            appointments::COLUMN.status.ne(AppointmentStatus::Cancelled.as_str()),
                        )
                        .all(tx)
                        .await?;
                    Ok(CalendarRows {
                        resources: resources_of(tx, tenant).await?,
                        closures: closures_of(tx, tenant, from).await?,
                        taken: taken.iter().map(taken_time).collect(),
                    })
                })
            })
            .await
    }

    /// The bookings that lie between two moments at least in part, soonest first; also those that are called off.
    pub async fn bookings(&self, from: Instant, to: Instant) -> Result<Vec<AppointmentView>> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let rows = between(tenant, from, to).limit(BOOKINGS_MAX).all(tx).await?;
                    shown(tx, rows).await
                })
            })
            .await
    }

    /// A booking.
    pub async fn booking(&self, id: AppointmentId) -> Result<Option<AppointmentView>> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let row = appointments::Entity::find_by_id(id.uuid())
                        .filter(appointments::COLUMN.tenant_id.eq(tenant))
                        .all(tx)
                        .await?;
                    Ok(shown(tx, row).await?.pop())
                })
            })
            .await
    }

    /// What a customer has booked from a moment on and not called off, soonest first.
    pub async fn bookings_of(
        &self,
        contact: ContactId,
        from: Instant,
    ) -> Result<Vec<AppointmentView>> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let open = [AppointmentStatus::Booked, AppointmentStatus::Confirmed];
                    let rows = appointments::Entity::find()
                        .filter(appointments::COLUMN.tenant_id.eq(tenant))
                        .filter(appointments::COLUMN.contact_id.eq(contact.uuid()))
                        .filter(appointments::COLUMN.starts_at.gte(from))
                        .filter(
                            appointments::COLUMN.status.is_in(open.map(AppointmentStatus::as_str)),
                        )
                        .order_by_asc(appointments::Column::StartsAt)
                        .limit(9)
                        .all(tx)
                        .await?;
                    shown(tx, rows).await
                })
            })
            .await
    }
}

fn between(tenant: Uuid, from: Instant, to: Instant) -> Select<appointments::Entity> {
    appointments::Entity::find()
        .filter(appointments::COLUMN.tenant_id.eq(tenant))
        .filter(appointments::COLUMN.starts_at.lt(to))
        .filter(appointments::COLUMN.ends_at.gt(from))
        .order_by_asc(appointments::Column::StartsAt)
        .order_by_asc(appointments::Column::Id)
}

fn taken_time(row: &appointments::Model) -> TakenTime {
    TakenTime {
        resource_id: ResourceId::from_uuid(row.resource_id),
        appointment_id: AppointmentId::from_uuid(row.id),
        starts_at: row.starts_at,
        free_at: free_at(row),
    }
}

/// When what a booking takes up is free again: its end and what is needed afterwards.
pub(super) fn free_at(row: &appointments::Model) -> Instant {
    row.ends_at + chrono::Duration::minutes(row.buffer_minutes.into())
}

/// Bookings with the names that pages show.
pub(crate) async fn shown(
    tx: &DatabaseTransaction,
    rows: Vec<appointments::Model>,
) -> Result<Vec<AppointmentView>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let customers = contact_names(tx, rows.iter().filter_map(|row| row.contact_id)).await?;
    let places = resources::Entity::find()
        .filter(resources::COLUMN.id.is_in(rows.iter().map(|row| row.resource_id)))
        .all(tx)
        .await?;
    rows.into_iter()
        .map(|row| {
            let known = row.contact_id.and_then(|contact| customers.get(&contact).cloned());
            let place = places.iter().find(|place| place.id == row.resource_id);
            let place = place.map(|place| place.name.clone()).unwrap_or_default();
            views::appointment(row, known, place)
        })
        .collect()
}
