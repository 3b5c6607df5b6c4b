//! The calendar, bookings by hand, and what can be booked.

use domain::appointment::AppointmentStatus;
use domain::booking::{AppointmentView, ResourceView, ServiceView};
use domain::booking_form::{BookingForm, ClosureForm, MoveForm, ResourceForm, ServiceForm};
use domain::money::Currency;
use domain::{AppointmentId, ClosureId, Instant, Language, ResourceId, Role, ServiceId, Zone};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::api::Doc;

/// What of the calendar is looked at, as the address has it; what is not understood counts as not said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct CalendarQuery {
    /// `week`, `day` or `list`; nothing for what fits the screen.
    pub(crate) view: String,
    /// A local day, `2026-11-23`; nothing for today.
    pub(crate) date: String,
    /// Anything to see what was called off, too.
    pub(crate) all: String,
}

/// The calendar as it is drawn: the server has placed and worded everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Calendar {
    /// When this was so.
    pub(crate) now: Instant,
    /// The business's time zone.
    pub(crate) zone: Zone,
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// What is drawn.
    pub(crate) days: CalendarDays,
}

/// The part of the calendar that changes when something is booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CalendarDays {
    /// `week`, `day` or `list`; nothing for what fits the screen.
    pub(crate) view: String,
    /// The day that is looked at.
    pub(crate) date: String,
    /// The day that leads to what was before.
    pub(crate) before: String,
    /// The day that leads to what comes next.
    pub(crate) next: String,
    /// Whether today is in it.
    pub(crate) has_today: bool,
    /// Whether what was called off is shown, too.
    pub(crate) all: bool,
    /// Whether there is anything to book.
    pub(crate) bookable: bool,
    /// The days by name: `23 – 29 Nov 2026`.
    pub(crate) title: String,
    /// The days of the list by name, where both are drawn.
    pub(crate) list_title: String,
    /// Days or people beside each other, by the clock.
    pub(crate) grid: Option<Grid>,
    /// Day by day.
    pub(crate) list: Vec<ListDay>,
}

/// Columns by the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grid {
    /// The first hour that is drawn.
    pub(crate) first_hour: u32,
    /// How many hours are drawn.
    pub(crate) hours: u32,
    /// The columns.
    pub(crate) columns: Vec<Column>,
}

/// A day, or a person on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Column {
    /// The weekday, or who it is.
    pub(crate) name: String,
    /// The day of the month; empty for a person.
    pub(crate) number: String,
    /// The day, `2026-11-23`.
    pub(crate) date: String,
    /// The day as it is spoken.
    pub(crate) spoken: String,
    /// Whose column it is; nothing for all.
    pub(crate) resource: Option<ResourceId>,
    /// Whether the day is under way.
    pub(crate) today: bool,
    /// When nothing goes on.
    pub(crate) shades: Vec<Shade>,
    /// What is booked.
    pub(crate) blocks: Vec<Block>,
}

/// Some time in which the business is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shade {
    /// The first minute, counted from the first hour that is drawn.
    pub(crate) from: u32,
    /// How long.
    pub(crate) minutes: u32,
    /// Why; empty outside of the opening hours.
    pub(crate) word: String,
}

/// A booking in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Block {
    /// The first minute, counted from the first hour that is drawn.
    pub(crate) from: u32,
    /// How long.
    pub(crate) minutes: u32,
    /// Its place among those at the same time, from 0.
    pub(crate) lane: u32,
    /// How many places there are at that time.
    pub(crate) lanes: u32,
    /// The booking.
    pub(crate) line: BookingLine,
}

/// A booking in a few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BookingLine {
    /// Its id.
    pub(crate) id: AppointmentId,
    /// From when until when: `09:00 – 10:00`.
    pub(crate) clock: String,
    /// Who comes.
    pub(crate) customer: String,
    /// What for.
    pub(crate) service: String,
    /// Who does it; empty where there is but one.
    pub(crate) resource: String,
    /// Where it stands.
    pub(crate) status: AppointmentStatus,
}

/// A day of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ListDay {
    /// The day by name: `Today · Mon 23 Nov`.
    pub(crate) title: String,
    /// The day, `2026-11-23`.
    pub(crate) date: String,
    /// Whether it is under way.
    pub(crate) today: bool,
    /// Why it is closed all day; empty where it is not.
    pub(crate) closed: String,
    /// What is booked.
    pub(crate) lines: Vec<BookingLine>,
}

/// Some days of the person's own calendar.
#[server(endpoint = "read_calendar")]
pub(crate) async fn read_calendar(query: CalendarQuery) -> Result<Doc<Calendar>, AppError> {
    crate::ssr::serve(|cx| async move {
        crate::ssr::doc(&crate::ssr::calendar::calendar(&cx, query).await?)
    })
    .await
}

/// A booking with what can become of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BookingPage {
    /// When this was so.
    pub(crate) now: Instant,
    /// The business's time zone.
    pub(crate) zone: Zone,
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// What prices are in.
    pub(crate) currency: Currency,
    /// The booking.
    pub(crate) booking: AppointmentView,
    /// Its time as it would be typed, or was.
    pub(crate) form: MoveForm,
    /// Who may do it.
    pub(crate) resources: Vec<ResourceView>,
}

/// A booking of the person's own business.
#[server(endpoint = "read_booking")]
pub(crate) async fn read_booking(id: String) -> Result<Doc<BookingPage>, AppError> {
    crate::ssr::serve(|cx| async move {
        let id = id.parse().map_err(|_| AppError::NotFound)?;
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        let booking = engine.booking(by, tenant, id).await.map_err(AppError::from)?;
        let config = engine.tenant_config(by, tenant).await?;
        let zone = engine.zone(&config.timezone);
        let mut resources = engine.shelf(by, tenant).await?.resources;
        resources.retain(|resource| {
            let does =
                booking.service_id.is_none_or(|service| resource.services.contains(&service));
            resource.services.is_empty() || does
        });
        let typed = || {
            let (date, time) = crate::ssr::calendar::typed(&zone, booking.starts_at);
            MoveForm { resource: booking.resource_id.to_string(), date, time }
        };
        let form = crate::ssr::take_draft("move").unwrap_or_else(typed);
        let (now, role, currency) = (crate::ssr::now(), by.role, config.currency);
        crate::ssr::doc(&BookingPage { now, zone, role, currency, booking, form, resources })
    })
    .await
}

/// What the form of a new booking begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NewBookingPage {
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// The business's language, in which services are named.
    pub(crate) language: Language,
    /// What can be booked.
    pub(crate) services: Vec<ServiceView>,
    /// Who does it.
    pub(crate) resources: Vec<ResourceView>,
    /// What was typed, or the time that the address names.
    pub(crate) form: BookingForm,
}

/// The beginnings of a booking by hand.
#[server(endpoint = "read_new_booking")]
pub(crate) async fn read_new_booking(
    #[server(default)] date: String,
    #[server(default)] time: String,
    #[server(default)] resource: String,
) -> Result<Doc<NewBookingPage>, AppError> {
    crate::ssr::serve(|cx| async move {
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        let config = engine.tenant_config(by, tenant).await?;
        let shelf = engine.shelf(by, tenant).await?;
        let zone = engine.zone(&config.timezone);
        let begun = || {
            let today = || crate::ssr::calendar::typed(&zone, crate::ssr::now()).0;
            let date = if date.is_empty() { today() } else { date };
            BookingForm { date, time, resource, ..BookingForm::default() }
        };
        let form = crate::ssr::take_draft("booking").unwrap_or_else(begun);
        let (services, resources) = (shelf.services, shelf.resources);
        let (role, language) = (by.role, config.language);
        crate::ssr::doc(&NewBookingPage { role, language, services, resources, form })
    })
    .await
}

/// Makes a booking by hand and leads to its day.
#[server(endpoint = "book")]
pub(crate) async fn book(form: BookingForm) -> Result<(), AppError> {
    let kept = form.clone();
    let made = crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine.book(&cx.principal, tenant, &form).await.map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft("booking", &kept))?;
    leptos_axum::redirect(&format!("/app/appointments/{}", made.id));
    Ok(())
}

/// Gives a booking another time.
#[server(endpoint = "move_booking")]
pub(crate) async fn move_booking(id: AppointmentId, form: MoveForm) -> Result<(), AppError> {
    let kept = form.clone();
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let moved = cx.engine.move_booking(&cx.principal, tenant, id, &form).await;
        moved.map(drop).map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft("move", &kept))?;
    leptos_axum::redirect(&format!("/app/appointments/{id}"));
    Ok(())
}

/// Says what became of a booking; `act` is a [`domain::booking_form::BookingAct`].
#[server(endpoint = "change_booking")]
pub(crate) async fn change_booking(id: AppointmentId, act: String) -> Result<(), AppError> {
    use domain::booking_form::BookingAct;
    let act: BookingAct = act.parse().map_err(|_| crate::ssr::refuse(AppError::Malformed))?;
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let changed = cx.engine.change_booking(&cx.principal, tenant, id, act).await;
        changed.map(drop).map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect(&format!("/app/appointments/{id}"));
    Ok(())
}

/// What can be booked, by whom, and when nothing can.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ServicesPage {
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// The business's language, in which services are named.
    pub(crate) language: Language,
    /// What prices are in.
    pub(crate) currency: Currency,
    /// What the business offers.
    pub(crate) services: Vec<ServiceView>,
    /// Who does it.
    pub(crate) resources: Vec<ResourceView>,
    /// When the business is closed.
    pub(crate) closures: Vec<ClosureLine>,
    /// What was typed into a form that was refused.
    pub(crate) service_draft: Option<ServiceForm>,
    /// The same of a person or room.
    pub(crate) resource_draft: Option<ResourceForm>,
    /// The same of a holiday.
    pub(crate) closure_draft: Option<ClosureForm>,
}

/// A time in which the business is closed, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClosureLine {
    /// Its id.
    pub(crate) id: ClosureId,
    /// `Thu 24 Dec – Sat 26 Dec`.
    pub(crate) when: String,
    /// Why; may be empty.
    pub(crate) reason: String,
}

/// What the person's own business offers.
#[server(endpoint = "read_services")]
pub(crate) async fn read_services() -> Result<Doc<ServicesPage>, AppError> {
    crate::ssr::serve(|cx| async move {
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        let config = engine.tenant_config(by, tenant).await?;
        let shelf = engine.shelf(by, tenant).await?;
        let zone = engine.zone(&config.timezone);
        let closures = crate::ssr::calendar::closure_lines(&zone, shelf.closures);
        crate::ssr::doc(&ServicesPage {
            role: by.role,
            language: config.language,
            currency: config.currency,
            services: shelf.services,
            resources: shelf.resources,
            closures,
            service_draft: crate::ssr::take_draft("service"),
            resource_draft: crate::ssr::take_draft("resource"),
            closure_draft: crate::ssr::take_draft("closure"),
        })
    })
    .await
}

/// Keeps a service; a new one where no id is said. Leads back to the card of the conversation that the form stood on,
/// where one is said.
#[server(endpoint = "save_service")]
pub(crate) async fn save_service(
    #[server(default)] id: String,
    #[server(default)] card: String,
    form: ServiceForm,
) -> Result<(), AppError> {
    let id: Option<ServiceId> = crate::ssr::calendar::id_or_new(&id)?;
    let kept = form.clone();
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let saved = cx.engine.save_service(&cx.principal, tenant, id, &form).await;
        saved.map(drop).map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft("service", &kept))?;
    let back = crate::api::editor::at_card(&card, "service");
    leptos_axum::redirect(back.as_deref().unwrap_or("/app/services?saved=service"));
    Ok(())
}

/// Takes a service off the list.
#[server(endpoint = "remove_service")]
pub(crate) async fn remove_service(id: ServiceId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine.remove_service(&cx.principal, tenant, id).await.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect("/app/services?saved=removed");
    Ok(())
}

/// Keeps a person or room; a new one where no id is said.
#[server(endpoint = "save_resource")]
pub(crate) async fn save_resource(
    #[server(default)] id: String,
    form: ResourceForm,
) -> Result<(), AppError> {
    let id: Option<ResourceId> = crate::ssr::calendar::id_or_new(&id)?;
    let kept = form.clone();
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let saved = cx.engine.save_resource(&cx.principal, tenant, id, &form).await;
        saved.map(drop).map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft("resource", &kept))?;
    leptos_axum::redirect("/app/services?saved=resource");
    Ok(())
}

/// Takes a person or room out of use.
#[server(endpoint = "remove_resource")]
pub(crate) async fn remove_resource(id: ResourceId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine.remove_resource(&cx.principal, tenant, id).await.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect("/app/services?saved=removed");
    Ok(())
}

/// Closes the business for some time.
#[server(endpoint = "add_closure")]
pub(crate) async fn add_closure(form: ClosureForm) -> Result<(), AppError> {
    let kept = form.clone();
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let added = cx.engine.add_closure(&cx.principal, tenant, &form).await;
        added.map(drop).map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft("closure", &kept))?;
    leptos_axum::redirect("/app/services?saved=closure");
    Ok(())
}

/// Opens the business again for a time that was closed.
#[server(endpoint = "remove_closure")]
pub(crate) async fn remove_closure(id: ClosureId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine.remove_closure(&cx.principal, tenant, id).await.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect("/app/services?saved=removed");
    Ok(())
}
