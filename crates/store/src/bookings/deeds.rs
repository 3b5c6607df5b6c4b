//! What becomes of bookings, and the reminders that go with it.

use chrono::Duration;
use domain::appointment::{
    AppointmentEvent, AppointmentStatus, ReminderKind, missed_at, reminders,
};
use domain::booking::AppointmentView;
use domain::booking_form::{BOOKING_NAME_MAX, BOOKING_NOTE_MAX};
use domain::customer::Dealing;
use domain::{
    AppointmentId, Conflict, ContactId, ConversationId, Instant, RecordId, ResourceId, ServiceId,
};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, Set,
};
use serde_json::json;
use uuid::Uuid;

use super::lists::{free_at, shown};
use super::place::Place;
use crate::actor::Actor;
use crate::clip::clip;
use crate::customers::follow;
use crate::entity::{appointments, resources, scheduled_messages, services};
use crate::error::{Result, StoreError};
use crate::mint::mint_at;
use crate::tenant::{TenantStore, Writing};
use crate::views;

/// A booking that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBooking {
    /// What.
    pub service: ServiceId,
    /// Who or what it takes up.
    pub resource: ResourceId,
    /// When it begins.
    pub starts_at: Instant,
    /// The service's name as it is kept with the booking.
    pub service_name: String,
    /// For whom, where that was said.
    pub customer_name: Option<String>,
    /// What the business notes about it.
    pub note: Option<String>,
}

/// For whom a booking is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Booker {
    /// The customer, where one wrote; only customers are reminded.
    pub contact: Option<ContactId>,
    /// Where it was agreed.
    pub conversation: Option<ConversationId>,
}

/// What becomes of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookingChange {
    /// The customer says that they will come.
    Confirm,
    /// It gets another time.
    Move {
        /// Who or what it takes up from now on.
        resource: ResourceId,
        /// When it begins from now on.
        starts_at: Instant,
    },
    /// The customer came.
    Complete,
    /// The customer did not come.
    Miss,
    /// It is called off; its time is free again.
    Cancel,
}

/// What a customer's message does to bookings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BookingDeed {
    /// One is made.
    Book(NewBooking),
    /// Something becomes of one of the customer's own.
    Change(AppointmentId, BookingChange),
}

impl TenantStore {
    /// Makes a booking.
    ///
    /// # Errors
    /// When somebody else has that time, and when the service or the resource is not there.
    pub async fn book(
        &self,
        by: &Actor,
        booker: Booker,
        new: NewBooking,
    ) -> Result<AppointmentView> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let bookings = Bookings::of(&writing);
                let row = bookings.book(booker, new).await?;
                let payload = json!({ "booking": row.id, "starts_at": row.starts_at });
                writing.log("booking.made", payload).await?;
                bookings.view(row).await
            })
        })
        .await
    }

    /// Changes a booking for the business; nothing where there is none such. The customer is told when it has another
    /// time or is called off.
    ///
    /// # Errors
    /// When somebody else has the new time, and when what became of it does not allow this any more.
    pub async fn change_booking(
        &self,
        by: &Actor,
        id: AppointmentId,
        change: BookingChange,
    ) -> Result<Option<AppointmentView>> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let bookings = Bookings::of(&writing);
                let Some(row) = bookings.find(id).await? else { return Ok(None) };
                let row = bookings.change(row, change).await?;
                bookings.tell(&row, change).await?;
                let payload = json!({ "booking": id, "starts_at": row.starts_at });
                writing.log(change.event_type(), payload).await?;
                Ok(Some(bookings.view(row).await?))
            })
        })
        .await
    }
}

impl BookingChange {
    const fn event(self) -> AppointmentEvent {
        match self {
            Self::Confirm => AppointmentEvent::Confirmed,
            Self::Move { .. } => AppointmentEvent::Moved,
            Self::Complete => AppointmentEvent::Completed,
            Self::Miss => AppointmentEvent::Missed,
            Self::Cancel => AppointmentEvent::Cancelled,
        }
    }

    const fn event_type(self) -> &'static str {
        match self {
            Self::Confirm => "booking.confirmed",
            Self::Move { .. } => "booking.moved",
            Self::Complete => "booking.completed",
            Self::Miss => "booking.missed",
            Self::Cancel => "booking.cancelled",
        }
    }
}

/// What a change means for how far the customer is; nothing where it is as it was.
const fn dealing(change: BookingChange) -> Option<Dealing> {
    match change {
        BookingChange::Confirm => Some(Dealing::Confirmed),
        BookingChange::Complete => Some(Dealing::Done),
        BookingChange::Cancel | BookingChange::Miss => Some(Dealing::CalledOff),
        BookingChange::Move { .. } => None,
    }
}

/// A tenant's bookings within a transaction that may change them.
pub(crate) struct Bookings<'t> {
    pub(crate) tx: &'t DatabaseTransaction,
    pub(crate) now: Instant,
    pub(crate) tenant: Uuid,
}

impl<'t> Bookings<'t> {
    pub(super) fn of(writing: &Writing<'t>) -> Self {
        Self { tx: writing.tx, now: writing.now, tenant: writing.tenant.uuid() }
    }
}

impl Bookings<'_> {
    /// Does what a customer's message asks for.
    ///
    /// # Errors
    /// When somebody else has that time; when what was asked for is not there, or another customer's.
    pub(crate) async fn does(&self, booker: Booker, deed: BookingDeed) -> Result<()> {
        match deed {
            BookingDeed::Book(new) => self.book(booker, new).await.map(drop),
            BookingDeed::Change(id, change) => {
                let row = self.find(id).await?.ok_or(StoreError::Missing("booking"))?;
                if row.contact_id != booker.contact.map(RecordId::uuid) {
                    return Err(StoreError::Missing("booking"));
                }
                self.change(row, change).await.map(drop)
            }
        }
    }

    async fn book(&self, booker: Booker, new: NewBooking) -> Result<appointments::Model> {
        let service = services::Entity::find_by_id(new.service.uuid())
            .filter(services::COLUMN.tenant_id.eq(self.tenant))
            .filter(services::COLUMN.deleted_at.is_null())
            .one(self.tx)
            .await?
            .ok_or(StoreError::Missing("service"))?;
        let row = appointments::Model {
            id: mint_at(self.now),
            tenant_id: self.tenant,
            contact_id: booker.contact.map(RecordId::uuid),
            conversation_id: booker.conversation.map(RecordId::uuid),
            service_id: Some(service.id),
            resource_id: new.resource.uuid(),
            service_name: clip(&new.service_name, BOOKING_NAME_MAX as usize),
            minutes: service.minutes,
            buffer_minutes: service.buffer_minutes,
            price_minor: service.price_minor,
            customer_name: new.customer_name.map(|name| clip(&name, BOOKING_NAME_MAX as usize)),
            // What a flow notes is put together from answers, which may be long each.
            note: new.note.map(|note| clip(&note, BOOKING_NOTE_MAX as usize)),
            starts_at: new.starts_at,
            ends_at: new.starts_at + Duration::minutes(service.minutes.into()),
            status: AppointmentStatus::Booked.as_str().to_owned(),
            cancelled_at: None,
            created_at: self.now,
            updated_at: self.now,
        };
        row.clone().into_active_model().insert(self.tx).await?;
        self.place(&row).await?.take(self.tx, self.now).await?;
        self.remind(&row).await?;
        follow(self.tx, self.now, self.tenant, row.contact_id, Dealing::Placed).await?;
        Ok(row)
    }

    async fn change(
        &self,
        row: appointments::Model,
        change: BookingChange,
    ) -> Result<appointments::Model> {
        let status = views::appointment_status(&row)?.apply(change.event());
        let mut row = appointments::Model {
            status: status.map_err(Conflict::from)?.as_str().to_owned(),
            updated_at: self.now,
            ..row
        };
        // Who has said that they will come is not asked a day before; the rest stays as it was planned.
        let over = (change == BookingChange::Confirm).then_some(ReminderKind::DayBefore);
        self.forget_reminders(row.id, over).await?;
        match change {
            BookingChange::Move { resource, starts_at } => {
                // What it has is given back first, for it may only be moved by a little.
                self.place(&row).await?.give_back(self.tx).await?;
                row.resource_id = resource.uuid();
                row.starts_at = starts_at;
                row.ends_at = starts_at + Duration::minutes(row.minutes.into());
                self.place(&row).await?.take(self.tx, self.now).await?;
                self.remind(&row).await?;
            }
            BookingChange::Cancel => {
                self.place(&row).await?.give_back(self.tx).await?;
                row.cancelled_at = Some(self.now);
            }
            BookingChange::Miss => {
                let planned =
                    missed_at(self.now, row.starts_at).map(|at| (ReminderKind::Missed, at));
                self.schedule(&row, planned.into_iter().collect()).await?;
            }
            BookingChange::Confirm | BookingChange::Complete => {}
        }
        let changed = row.clone().into_active_model().reset_all();
        appointments::Entity::update(changed).exec(self.tx).await?;
        if let Some(news) = dealing(change) {
            follow(self.tx, self.now, self.tenant, row.contact_id, news).await?;
        }
        Ok(row)
    }

    /// A booking of the tenant, locked for the change.
    async fn find(&self, id: AppointmentId) -> Result<Option<appointments::Model>> {
        Ok(appointments::Entity::find_by_id(id.uuid())
            .filter(appointments::COLUMN.tenant_id.eq(self.tenant))
            .lock(LockType::NoKeyUpdate)
            .one(self.tx)
            .await?)
    }

    /// What a booking takes up.
    async fn place(&self, row: &appointments::Model) -> Result<Place> {
        let resource = resources::Entity::find_by_id(row.resource_id)
            .filter(resources::COLUMN.tenant_id.eq(self.tenant))
            .one(self.tx)
            .await?
            .ok_or(StoreError::Missing("resource"))?;
        Ok(Place {
            tenant: self.tenant,
            appointment: row.id,
            resource: row.resource_id,
            // Who is not there any more takes nothing on, but gives back what it had.
            capacity: if resource.deleted_at.is_some() { 0 } else { resource.capacity },
            from: row.starts_at,
            to: free_at(row),
        })
    }

    /// Plans the reminders of a booking that has this time now.
    async fn remind(&self, row: &appointments::Model) -> Result<()> {
        self.schedule(row, reminders(self.now, row.starts_at)).await
    }

    /// Has the customer told of what the business did to a booking that is still to come.
    async fn tell(&self, row: &appointments::Model, change: BookingChange) -> Result<()> {
        let news = match change {
            BookingChange::Move { .. } => ReminderKind::Moved,
            BookingChange::Cancel => ReminderKind::Cancelled,
            BookingChange::Confirm | BookingChange::Complete | BookingChange::Miss => return Ok(()),
        };
        let planned = (row.starts_at > self.now).then_some((news, self.now));
        self.schedule(row, planned.into_iter().collect()).await
    }

    async fn schedule(
        &self,
        row: &appointments::Model,
        planned: Vec<(ReminderKind, Instant)>,
    ) -> Result<()> {
        let Some(contact) = row.contact_id.filter(|_| !planned.is_empty()) else { return Ok(()) };
        let rows = planned.into_iter().map(|(kind, at)| scheduled_messages::ActiveModel {
            id: Set(mint_at(self.now)),
            tenant_id: Set(self.tenant),
            contact_id: Set(contact),
            subject_id: Set(row.id),
            kind: Set(kind.as_str().to_owned()),
            run_at: Set(at),
            created_at: Set(self.now),
            updated_at: Set(self.now),
        });
        scheduled_messages::Entity::insert_many(rows).exec_without_returning(self.tx).await?;
        Ok(())
    }

    /// Forgets what was to be said about a booking: that of a kind, or all of it.
    async fn forget_reminders(&self, appointment: Uuid, only: Option<ReminderKind>) -> Result<()> {
        let of_kind = only.map(|kind| scheduled_messages::COLUMN.kind.eq(kind.as_str()));
        scheduled_messages::Entity::delete_many()
            .filter(scheduled_messages::COLUMN.tenant_id.eq(self.tenant))
            .filter(scheduled_messages::COLUMN.subject_id.eq(appointment))
            .filter(Condition::all().add_option(of_kind))
            .exec(self.tx)
            .await?;
        Ok(())
    }

    async fn view(&self, row: appointments::Model) -> Result<AppointmentView> {
        let mut views = shown(self.tx, vec![row]).await?;
        views.pop().ok_or(StoreError::Missing("booking"))
    }
}
