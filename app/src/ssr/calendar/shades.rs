//! When a business is closed, as it is drawn.

use chrono::{Datelike, NaiveDate};
use domain::booking::{ClosureView, ResourceView};
use domain::hours::{OpenHours, WeekHours};

use super::drawing::{DAY, Drawing, small, within};
use crate::api::bookings::Shade;
use crate::text::say;

impl Drawing<'_> {
    /// When nothing goes on: outside of the opening hours, and when the business is closed beside them.
    pub(super) fn shades(
        &self,
        day: NaiveDate,
        resource: Option<&ResourceView>,
        drawn: (i64, i64),
    ) -> Vec<Shade> {
        let open = match resource.and_then(|resource| resource.hours.as_ref()) {
            Some(_) => resource.and_then(|resource| own_hours(resource, day)),
            None => self.open_on(day),
        };
        let outside = match open {
            Some(open) => vec![(0, open.from.into()), (open.to.into(), DAY)],
            // Nobody has named any hours: then none of them are closed.
            None if *self.hours == WeekHours::default()
                && resource.is_none_or(|it| it.hours.is_none()) =>
            {
                Vec::new()
            }
            None => vec![(0, DAY)],
        };
        let outside = outside.into_iter().map(|times| (times, String::new()));
        let closed = self.shelf.closures.iter().filter_map(|closure| {
            let times = self.on(day, closure.starts_at, closure.ends_at)?;
            Some((times, self.reason(closure)))
        });
        outside
            .chain(closed)
            .filter_map(|(times, word)| {
                let (from, to) = within(times, drawn)?;
                Some(Shade { from: small(from - drawn.0), minutes: small(to - from), word })
            })
            .collect()
    }

    /// Why a day is closed from its beginning to its end; empty where it is not.
    pub(super) fn closed_all_day(&self, day: NaiveDate) -> String {
        let whole = self
            .shelf
            .closures
            .iter()
            .find(|closure| self.on(day, closure.starts_at, closure.ends_at) == Some((0, DAY)));
        match whole {
            Some(closure) => self.reason(closure),
            None if self.open_on(day).is_none() && *self.hours != WeekHours::default() => {
                say!(self.l, calendar.closed).to_owned()
            }
            None => String::new(),
        }
    }

    fn reason(&self, closure: &ClosureView) -> String {
        closure.reason.clone().unwrap_or_else(|| say!(self.l, calendar.closed).to_owned())
    }

    pub(super) fn open_on(&self, day: NaiveDate) -> Option<OpenHours> {
        self.hours.0[day.weekday().num_days_from_monday() as usize]
    }
}

/// When somebody is there on a day, where they have hours of their own.
pub(super) fn own_hours(resource: &ResourceView, day: NaiveDate) -> Option<OpenHours> {
    resource.hours.as_ref()?.0[day.weekday().num_days_from_monday() as usize]
}
