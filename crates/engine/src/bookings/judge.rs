//! Judging what is typed about bookings: all wrong fields at once.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use domain::booking::{AppointmentView, ResourceView, ServiceView};
use domain::booking_form::{
    BOOKING_NAME_MAX, BOOKING_NOTE_MAX, BUFFER_MAX, BookingForm, CAPACITY_MAX, ClosureForm,
    MINUTES_STEP, MoveForm, ResourceForm, SERVICE_MINUTES, ServiceForm,
};
use domain::hours::WeekHours;
use domain::{Instant, Language, Problem, ResourceId, ServiceId, money};
use store::{NewBooking, ResourceInput, ServiceInput};

use super::{Shelf, midnight};
use crate::problems::{Problems, text};
use crate::{EngineError, setup, zone};

/// How far from now a day may lie: farther away, somebody has mistyped the year.
const FAR: TimeDelta = TimeDelta::days(3 * 366);

/// What forms are judged by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judging {
    /// The business's zone, in which days and times are typed.
    pub zone: Tz,
    /// The business's language.
    pub language: Language,
    pub now: Instant,
}

/// A booking that can be tried.
#[derive(Debug)]
pub(super) struct WantedBooking {
    /// With the first of the resources.
    pub new: NewBooking,
    /// Who may do it, in the order in which they are tried; never empty.
    pub resources: Vec<ResourceId>,
}

/// A booking that is made by hand.
pub(super) fn booking(
    form: &BookingForm,
    shelf: &Shelf,
    by: Judging,
) -> Result<WantedBooking, EngineError> {
    let mut problems = Problems::default();
    let customer = problems.take("customer", name(&form.customer));
    let service = problems.take("service", service_of(&form.service, shelf, by.language));
    let of = service.map(|service| service.id);
    let resources = problems.take("resource", resources_of(&form.resource, shelf, of));
    let starts_at = moment(&form.date, &form.time, by, &mut problems);
    let note = problems.take("note", text(&form.note, BOOKING_NOTE_MAX));
    match (customer, service, resources, starts_at, note) {
        (Some(customer), Some(service), Some(resources), Some(starts_at), Some(note)) => {
            let Some(first) = resources.first().copied() else {
                return Err(EngineError::field("resource", Problem::Required));
            };
            let new = NewBooking {
                service: service.id,
                resource: first,
                starts_at,
                service_name: service.name(by.language).to_owned(),
                customer_name: Some(customer),
                note,
            };
            Ok(WantedBooking { new, resources })
        }
        _ => problems.refuse(),
    }
}

/// Another time of a booking, with who may do it then.
pub(super) fn other_time(
    form: &MoveForm,
    booking: &AppointmentView,
    shelf: &Shelf,
    by: Judging,
) -> Result<(Instant, Vec<ResourceId>), EngineError> {
    let mut problems = Problems::default();
    let resources =
        problems.take("resource", resources_of(&form.resource, shelf, booking.service_id));
    let starts_at = moment(&form.date, &form.time, by, &mut problems);
    match (starts_at, resources) {
        (Some(starts_at), Some(resources)) => Ok((starts_at, resources)),
        _ => problems.refuse(),
    }
}

/// Something that can be booked.
pub(super) fn service(form: &ServiceForm) -> Result<ServiceInput, EngineError> {
    let mut problems = Problems::default();
    let (sw, en) = (form.name_sw.trim(), form.name_en.trim());
    let sw = match (sw, en) {
        ("", "") => Err(Problem::Required),
        _ => text(sw, BOOKING_NAME_MAX).map(Option::unwrap_or_default),
    };
    let name_sw = problems.take("name_sw", sw);
    let name_en =
        problems.take("name_en", text(en, BOOKING_NAME_MAX).map(Option::unwrap_or_default));
    let (least, most) = SERVICE_MINUTES;
    let minutes = problems.take("minutes", stepped(&form.minutes, least, most));
    let buffer = match form.buffer.trim() {
        "" => Ok(0),
        typed => stepped(typed, 0, BUFFER_MAX),
    };
    let buffer = problems.take("buffer", buffer);
    let price = match form.price.trim() {
        "" => Ok(None),
        typed => money::amount(typed).map(Some).ok_or(Problem::Amount),
    };
    let price = problems.take("price", price);
    match (name_sw, name_en, minutes, buffer, price) {
        (Some(name_sw), Some(name_en), Some(minutes), Some(buffer_minutes), Some(price_minor)) => {
            let active = !form.active.trim().is_empty();
            Ok(ServiceInput { name_sw, name_en, minutes, buffer_minutes, price_minor, active })
        }
        _ => problems.refuse(),
    }
}

/// Who or what bookings take up.
pub(super) fn resource(form: &ResourceForm, shelf: &Shelf) -> Result<ResourceInput, EngineError> {
    let mut problems = Problems::default();
    let name = problems.take("name", name(&form.name));
    let capacity = form.capacity.trim().parse().ok().filter(|n| (1..=CAPACITY_MAX).contains(n));
    let wrong = Problem::Range { min: 1, max: CAPACITY_MAX.into() };
    let capacity = problems.take("capacity", capacity.ok_or(wrong));
    let hours = setup::week(&form.hours, problems.list());
    // One that never works would be none at all: no hours of its own are those of the business.
    let hours = (hours != WeekHours::default()).then_some(hours);
    let known = |typed: &String| {
        let id: ServiceId = typed.parse().ok()?;
        shelf.services.iter().any(|service| service.id == id).then_some(id)
    };
    let services: Option<Vec<_>> = form.services.iter().map(known).collect();
    let services = services.ok_or_else(|| one_of(shelf.services.iter().map(either_name)));
    let services = problems.take("services", services);
    match (name, capacity, services) {
        (Some(name), Some(capacity), Some(mut services)) if problems.is_empty() => {
            services.sort_unstable();
            services.dedup();
            Ok(ResourceInput { name, capacity, hours, services })
        }
        _ => problems.refuse(),
    }
}

/// When the business is closed: the first moment, the first one after it, and why.
pub(super) fn closure(
    form: &ClosureForm,
    by: Judging,
) -> Result<(Instant, Instant, Option<String>), EngineError> {
    let mut problems = Problems::default();
    let first = problems.take("first", day(&form.first, by));
    let last = match form.last.trim() {
        "" => first,
        typed => problems.take("last", day(typed, by)),
    };
    let from = problems.take("from", clock_or(&form.from, None));
    let to = problems.take("to", clock_or(&form.to, None));
    let reason = problems.take("reason", text(&form.reason, BOOKING_NAME_MAX));
    let (Some(first), Some(last), Some(from), Some(to), Some(reason)) =
        (first, last, from, to, reason)
    else {
        return problems.refuse();
    };
    let begin = zone::instant(by.zone, first.and_time(from.unwrap_or(NaiveTime::MIN)));
    let end = match (to, last.succ_opt()) {
        (Some(to), _) => zone::instant(by.zone, last.and_time(to)),
        (None, Some(next)) => midnight(by.zone, next),
        (None, None) => return Err(EngineError::field("last", Problem::Date)),
    };
    if end <= begin {
        let field = if last < first { "last" } else { "to" };
        return Err(EngineError::field(field, Problem::EndsFirst));
    }
    Ok((begin, end, reason))
}

/// The moment of a local day and time.
fn moment(date: &str, time: &str, by: Judging, problems: &mut Problems) -> Option<Instant> {
    let date = problems.take("date", day(date, by));
    let time = problems.take("time", clock_or(time, Some(Problem::Required)));
    Some(zone::instant(by.zone, date?.and_time(time??)))
}

fn day(typed: &str, by: Judging) -> Result<NaiveDate, Problem> {
    if typed.trim().is_empty() {
        return Err(Problem::Required);
    }
    let day: NaiveDate = typed.trim().parse().map_err(|_| Problem::Date)?;
    let away = day - zone::local(by.zone, by.now).date();
    if away.abs() > FAR { Err(Problem::Date) } else { Ok(day) }
}

/// A time of day such as `09:30`; what comes of an empty text is said by who asks.
fn clock_or(typed: &str, empty: Option<Problem>) -> Result<Option<NaiveTime>, Problem> {
    let typed = typed.trim();
    if typed.is_empty() {
        return empty.map_or(Ok(None), Err);
    }
    // Browsers add seconds where somebody has typed some.
    let read = |form| NaiveTime::parse_from_str(typed, form).ok();
    read("%H:%M").or_else(|| read("%H:%M:%S")).map(Some).ok_or(Problem::Clock)
}

fn name(typed: &str) -> Result<String, Problem> {
    text(typed, BOOKING_NAME_MAX)?.ok_or(Problem::Required)
}

fn stepped(typed: &str, min: u32, max: u32) -> Result<u32, Problem> {
    let number = typed.trim().parse::<u32>().ok();
    let fits = |n: &u32| (min..=max).contains(n) && n.is_multiple_of(MINUTES_STEP);
    number.filter(fits).ok_or(Problem::Step { min, max, step: MINUTES_STEP })
}

fn service_of<'s>(
    typed: &str,
    shelf: &'s Shelf,
    language: Language,
) -> Result<&'s ServiceView, Problem> {
    if typed.trim().is_empty() {
        return Err(Problem::Required);
    }
    let id: Option<ServiceId> = typed.trim().parse().ok();
    let found = shelf.services.iter().find(|service| Some(service.id) == id);
    found.ok_or_else(|| one_of(shelf.services.iter().map(|service| service.name(language))))
}

/// Who may do a service: the one who is asked for, or else everybody who does it.
fn resources_of(
    typed: &str,
    shelf: &Shelf,
    service: Option<ServiceId>,
) -> Result<Vec<ResourceId>, Problem> {
    let does = |resource: &&ResourceView| {
        let all = resource.services.is_empty();
        all || service.is_none_or(|service| resource.services.contains(&service))
    };
    let fit: Vec<_> = shelf.resources.iter().filter(does).collect();
    if fit.is_empty() {
        return Err(Problem::Required);
    }
    if typed.trim().is_empty() {
        return Ok(fit.iter().map(|resource| resource.id).collect());
    }
    let id: Option<ResourceId> = typed.trim().parse().ok();
    let found = fit.iter().find(|resource| Some(resource.id) == id);
    let found = found.map(|resource| vec![resource.id]);
    found.ok_or_else(|| one_of(fit.iter().map(|resource| resource.name.as_str())))
}

fn either_name(service: &ServiceView) -> &str {
    service.name(Language::Sw)
}

fn one_of<'n>(names: impl Iterator<Item = &'n str>) -> Problem {
    Problem::Choice { allowed: names.collect::<Vec<_>>().join(", ") }
}
