//! Days as people say them.

use chrono::{Datelike, NaiveDate};
use domain::{LocalTime, Zone};

use super::drawing::Drawing;
use crate::text::{self, say};

impl Drawing<'_> {
    /// `Mon 23 Nov`.
    pub(super) fn spoken(&self, day: NaiveDate) -> String {
        text::date(self.l, local_of(day), local_of(self.today))
    }

    /// `Today · Mon 23 Nov`.
    pub(super) fn heading(&self, day: NaiveDate) -> String {
        let near = match (day - self.today).num_days() {
            0 => say!(self.l, calendar.today),
            1 => say!(self.l, calendar.tomorrow),
            _ => return self.spoken(day),
        };
        format!("{near} · {}", self.spoken(day))
    }

    /// `Mon 23 Nov 2026`.
    pub(super) fn full(&self, day: NaiveDate) -> String {
        let weekday = text::weekday(self.l, local_of(day));
        format!("{weekday} {} {} {}", day.day(), self.month(day), day.year())
    }

    /// `23 – 29 Nov 2026`.
    pub(super) fn span(&self, days: &[NaiveDate]) -> String {
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return String::new() };
        let end = format!("{} {} {}", last.day(), self.month(*last), last.year());
        match (first.month() == last.month(), first.year() == last.year()) {
            (true, _) => format!("{} – {end}", first.day()),
            (false, true) => format!("{} {} – {end}", first.day(), self.month(*first)),
            (false, false) => {
                format!("{} {} {} – {end}", first.day(), self.month(*first), first.year())
            }
        }
    }

    fn month(&self, day: NaiveDate) -> &'static str {
        text::month(self.l, local_of(day))
    }
}

/// A day of the calendar as words want it.
pub(super) fn local_of(date: NaiveDate) -> LocalTime {
    Zone::utc().local(date.and_time(chrono::NaiveTime::MIN).and_utc())
}
