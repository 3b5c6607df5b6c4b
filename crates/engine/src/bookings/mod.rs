//! What the business's people do with bookings: looking at them, making, moving and ending them by hand, and
//! saying what can be booked. What customers book by writing is the worker's.

mod feed;
mod ical;
mod judge;
mod shelf;

pub use feed::CalendarFeed;

use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use domain::booking::{AppointmentView, ClosureView, ResourceView, ServiceView};
use domain::booking_form::{BookingAct, BookingForm, MoveForm};
use domain::views::ConfigView;
use domain::{AppointmentId, Conflict, Instant, Permission, Principal, TenantId};
use store::{Actor, Booker, BookingChange, NewBooking, StoreError};

use crate::{Engine, EngineError, access, zone};

/// Days of one look at the calendar, at most.
const DAYS_MAX: u32 = 62;

/// What can be booked, and when nothing can.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shelf {
    /// What the business offers, in the owner's order.
    pub services: Vec<ServiceView>,
    /// Who or what bookings take up, in the owner's order.
    pub resources: Vec<ResourceView>,
    /// When the business is closed although it is usually open, soonest first.
    pub closures: Vec<ClosureView>,
}

/// Some days of the calendar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BookedDays {
    /// The bookings that lie in them at least in part, soonest first; also those that are called off.
    pub bookings: Vec<AppointmentView>,
    /// What can be booked in them.
    pub shelf: Shelf,
}

impl Engine {
    /// Some days of the calendar from a local day on; at most two months.
    pub async fn booked_days(
        &self,
        principal: &Principal,
        tenant: TenantId,
        first: NaiveDate,
        days: u32,
    ) -> Result<BookedDays, EngineError> {
        access::tenant(principal, tenant, Permission::ReadBookings)?;
        let zone = zone::of(&self.detail(tenant).await?.config.timezone);
        let last = first
            .checked_add_days(Days::new(days.clamp(1, DAYS_MAX).into()))
            .ok_or(EngineError::NotFound)?;
        let (from, to) = (midnight(zone, first), midnight(zone, last));
        let door = self.store().tenant(tenant);
        let bookings = door.bookings(from, to).await?;
        let mut offer = self.shelf_from(tenant, from).await?;
        offer.closures.retain(|closure| closure.starts_at < to);
        Ok(BookedDays { bookings, shelf: offer })
    }

    /// One booking.
    pub async fn booking(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: AppointmentId,
    ) -> Result<AppointmentView, EngineError> {
        access::tenant(principal, tenant, Permission::ReadBookings)?;
        self.store().tenant(tenant).booking(id).await?.ok_or(EngineError::NotFound)
    }

    /// Makes a booking by hand. It may lie outside of the opening hours, because whoever types it knows, but
    /// never on a time that is taken.
    ///
    /// # Errors
    /// Names every wrong field at once; and when somebody else has that time.
    pub async fn book(
        &self,
        principal: &Principal,
        tenant: TenantId,
        form: &BookingForm,
    ) -> Result<AppointmentView, EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBookings)?;
        let config = self.detail(tenant).await?.config;
        let offer = self.shelf_from(tenant, self.now()).await?;
        let wanted = judge::booking(form, &offer, self.judging(&config))?;
        let (door, by) = (self.store().tenant(tenant), Actor::from(principal));
        for resource in wanted.resources {
            let new = NewBooking { resource, ..wanted.new.clone() };
            if let Some(made) = unless_taken(door.book(&by, Booker::default(), new).await)? {
                self.tell_of_bookings(tenant).await;
                return Ok(made);
            }
        }
        Err(EngineError::Conflict(Conflict::SlotTaken))
    }

    /// Gives a booking another time, or somebody else to do it.
    ///
    /// # Errors
    /// Names every wrong field at once; when somebody else has that time, and when the booking is over.
    pub async fn move_booking(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: AppointmentId,
        form: &MoveForm,
    ) -> Result<AppointmentView, EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBookings)?;
        let config = self.detail(tenant).await?.config;
        let door = self.store().tenant(tenant);
        let booking = door.booking(id).await?.ok_or(EngineError::NotFound)?;
        let offer = self.shelf_from(tenant, self.now()).await?;
        let (starts_at, resources) =
            judge::other_time(form, &booking, &offer, self.judging(&config))?;
        let by = Actor::from(principal);
        for resource in resources {
            let change = BookingChange::Move { resource, starts_at };
            if let Some(moved) = unless_taken(door.change_booking(&by, id, change).await)? {
                self.wake(tenant);
                self.tell_of_bookings(tenant).await;
                return moved.ok_or(EngineError::NotFound);
            }
        }
        Err(EngineError::Conflict(Conflict::SlotTaken))
    }

    /// Says what became of a booking.
    ///
    /// # Errors
    /// When that cannot become of it any more.
    pub async fn change_booking(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: AppointmentId,
        act: BookingAct,
    ) -> Result<AppointmentView, EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBookings)?;
        self.detail(tenant).await?;
        let change = match act {
            BookingAct::Confirm => BookingChange::Confirm,
            BookingAct::Complete => BookingChange::Complete,
            BookingAct::Miss => BookingChange::Miss,
            BookingAct::Cancel => BookingChange::Cancel,
        };
        let door = self.store().tenant(tenant);
        let changed = door.change_booking(&Actor::from(principal), id, change).await?;
        self.wake(tenant);
        self.tell_of_bookings(tenant).await;
        changed.ok_or(EngineError::NotFound)
    }

    /// What can be booked, with what is closed from a moment on.
    async fn shelf_from(&self, tenant: TenantId, from: Instant) -> Result<Shelf, EngineError> {
        let door = self.store().tenant(tenant);
        Ok(Shelf {
            services: door.services().await?,
            resources: door.resources().await?,
            closures: door.closures(from).await?,
        })
    }

    fn judging(&self, config: &ConfigView) -> judge::Judging {
        let zone = zone::of(&config.timezone);
        judge::Judging { zone, language: config.language, now: self.now() }
    }

    /// Tells the pages that bookings changed, and what the event log says of it.
    async fn tell_of_bookings(&self, tenant: TenantId) {
        self.publish_bookings(tenant);
        self.publish_deed(tenant).await;
    }
}

/// The first moment of a local day.
fn midnight(zone: Tz, day: NaiveDate) -> Instant {
    zone::instant(zone, day.and_time(NaiveTime::MIN))
}

/// Nothing where somebody else has that time. What was there a moment ago and is gone is not found.
fn unless_taken<T>(answer: Result<T, StoreError>) -> Result<Option<T>, EngineError> {
    match answer {
        Ok(done) => Ok(Some(done)),
        Err(StoreError::Conflict(Conflict::SlotTaken)) => Ok(None),
        Err(StoreError::Missing(_)) => Err(EngineError::NotFound),
        Err(error) => Err(error.into()),
    }
}
