//! The calendar as it is drawn: everything is placed and worded here, so that the browser carries none of it.

mod closures;
mod drawing;
mod lanes;
mod names;
mod shades;

use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate};
use domain::appointment::AppointmentStatus;
use domain::{Instant, LocalTime, Zone};

use super::Cx;
use crate::AppError;
use crate::api::bookings::{Calendar, CalendarDays, CalendarQuery};
use crate::text::{self, current_locale};
use drawing::Drawing;

pub(crate) use closures::closure_lines;

/// Days of a list.
const LIST_DAYS: u64 = 7;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// A week by the clock, and a list where the screen is narrow.
    Fitting,
    Week,
    Day,
    List,
}

impl Look {
    fn named(name: &str) -> Self {
        match name {
            "week" => Self::Week,
            "day" => Self::Day,
            "list" => Self::List,
            _ => Self::Fitting,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Fitting => "",
            Self::Week => "week",
            Self::Day => "day",
            Self::List => "list",
        }
    }
}

/// Some days of the caller's own calendar.
pub(crate) async fn calendar(cx: &Cx, query: CalendarQuery) -> Result<Calendar, AppError> {
    let (engine, by, tenant) = (&cx.engine, &cx.principal, cx.own_tenant()?);
    let (l, now) = (current_locale(), super::now());
    let config = engine.tenant_config(by, tenant).await?;
    let zone = engine.zone(&config.timezone);
    let today = date_of(zone.local(now));
    let date = query.date.trim().parse().ok().filter(near(today)).unwrap_or(today);
    let look = Look::named(&query.view);
    let monday = week_of(date);
    let (first, days) = match look {
        Look::Fitting => (monday, 14),
        Look::Week => (monday, 7),
        Look::Day => (date, 1),
        Look::List => (date, LIST_DAYS),
    };
    let days = u32::try_from(days).unwrap_or(7);
    let mut booked = engine.booked_days(by, tenant, first, days).await?;
    let all = !query.all.is_empty();
    booked.bookings.retain(|booking| all || booking.status != AppointmentStatus::Cancelled);
    let drawing = Drawing { l, zone: &zone, today, hours: &config.hours, shelf: &booked.shelf };
    let bookings = booked.bookings.as_slice();
    let week: Vec<_> = (0..7).map(|day| monday + Days::new(day)).collect();
    let listed: Vec<_> = (0..LIST_DAYS).map(|day| date + Days::new(day)).collect();
    let grid = match look {
        Look::Fitting | Look::Week => Some(drawing.week(&week, bookings)),
        Look::Day => Some(drawing.day(date, bookings)),
        Look::List => None,
    };
    let list = match look {
        Look::Fitting | Look::List => drawing.list(&listed, bookings),
        Look::Week | Look::Day => Vec::new(),
    };
    let list_title = drawing.span(&listed);
    let title = match look {
        Look::Fitting | Look::Week => drawing.span(&week),
        Look::Day => drawing.full(date),
        Look::List => list_title.clone(),
    };
    let has_today = match look {
        Look::Fitting | Look::Week => monday == week_of(today),
        Look::Day | Look::List => date == today,
    };
    let step = Days::new(if look == Look::Day { 1 } else { 7 });
    let days = CalendarDays {
        view: look.name().to_owned(),
        date: date.to_string(),
        before: (date - step).to_string(),
        next: (date + step).to_string(),
        has_today,
        all,
        bookable: !booked.shelf.services.is_empty(),
        title,
        list_title,
        grid,
        list,
    };
    Ok(Calendar { now, zone, role: by.role, days })
}

/// Day and time of a moment as forms have them.
pub(crate) fn typed(zone: &Zone, at: Instant) -> (String, String) {
    let local = zone.local(at);
    (date_of(local).to_string(), text::clock(local))
}

/// The id that a form names; nothing for a new thing.
pub(crate) fn id_or_new<T: FromStr>(id: &str) -> Result<Option<T>, AppError> {
    if id.is_empty() {
        return Ok(None);
    }
    id.parse().map(Some).map_err(|_| super::refuse(AppError::Malformed))
}

/// Whether an address may ask for a day: a mistyped year leads nowhere.
fn near(today: NaiveDate) -> impl Fn(&NaiveDate) -> bool {
    move |date| (*date - today).num_days().abs() <= 3 * 366
}

/// The Monday of a day.
fn week_of(date: NaiveDate) -> NaiveDate {
    date - Days::new(date.weekday().num_days_from_monday().into())
}

fn date_of(local: LocalTime) -> NaiveDate {
    NaiveDate::default() + chrono::Duration::days(local.date)
}
