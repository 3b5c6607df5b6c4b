//! The clock's picture of some days: what stands where.

use chrono::{Datelike, NaiveDate};
use domain::booking::{AppointmentView, ResourceView};
use domain::hours::{OpenHours, WeekHours};
use domain::{Instant, Zone};
use engine::Shelf;

use super::names::local_of;
use super::shades::own_hours;
use super::{date_of, lanes};
use crate::api::bookings::{Block, BookingLine, Column, Grid, ListDay};
use crate::text::{self, Locale, say};

/// Minutes of a day.
pub(super) const DAY: i64 = 24 * 60;
/// The hours that are drawn where the business has named none.
const USUAL: (i64, i64) = (8 * 60, 18 * 60);
/// Fewer hours would look like a slip.
const HOURS_MIN: i64 = 6;
/// Grains on which things are drawn, in minutes.
const GRAIN: i64 = 5;

/// What drawing needs to know.
pub(super) struct Drawing<'a> {
    pub(super) l: Locale,
    pub(super) zone: &'a Zone,
    pub(super) today: NaiveDate,
    pub(super) hours: &'a WeekHours,
    pub(super) shelf: &'a Shelf,
}

impl Drawing<'_> {
    pub(super) fn week(&self, days: &[NaiveDate], bookings: &[AppointmentView]) -> Grid {
        let open = days.iter().filter_map(|day| self.open_on(*day));
        let drawn = self.drawn_hours(days, open, bookings);
        let columns = days.iter().map(|day| Column {
            name: text::weekday(self.l, local_of(*day)).to_owned(),
            number: day.day().to_string(),
            ..self.column(*day, None, drawn, bookings.iter())
        });
        grid(drawn, columns.collect())
    }

    /// A day, with a column for everybody who does something then.
    pub(super) fn day(&self, day: NaiveDate, bookings: &[AppointmentView]) -> Grid {
        let open = self
            .open_on(day)
            .into_iter()
            .chain(self.shelf.resources.iter().filter_map(|resource| own_hours(resource, day)));
        let drawn = self.drawn_hours(&[day], open, bookings);
        let known = |booking: &&AppointmentView| {
            self.shelf.resources.iter().any(|resource| resource.id == booking.resource_id)
        };
        let mut columns: Vec<_> = self
            .shelf
            .resources
            .iter()
            .map(|resource| {
                let own = bookings.iter().filter(|booking| booking.resource_id == resource.id);
                let name = resource.name.clone();
                Column { name, ..self.column(day, Some(resource), drawn, own) }
            })
            .collect();
        // Who is out of use may still have something to do.
        let mut others: Vec<_> = bookings.iter().filter(|booking| !known(booking)).collect();
        others.sort_by_key(|booking| booking.resource_id);
        for own in others.chunk_by(|a, b| a.resource_id == b.resource_id) {
            let name = own[0].resource.clone();
            columns.push(Column { name, ..self.column(day, None, drawn, own.iter().copied()) });
        }
        if columns.is_empty() {
            columns.push(self.column(day, None, drawn, std::iter::empty()));
        }
        grid(drawn, columns)
    }

    pub(super) fn list(&self, days: &[NaiveDate], bookings: &[AppointmentView]) -> Vec<ListDay> {
        let day = |day: &NaiveDate| {
            let begins = |booking: &&AppointmentView| {
                let begin = date_of(self.zone.local(booking.starts_at));
                begin == *day || (begin < *day && *day == days[0])
            };
            let on = |booking: &&AppointmentView| self.minutes(booking, *day).is_some();
            let lines = bookings.iter().filter(on).filter(begins).map(|booking| self.line(booking));
            ListDay {
                title: self.heading(*day),
                date: day.to_string(),
                today: *day == self.today,
                closed: self.closed_all_day(*day),
                lines: lines.collect(),
            }
        };
        days.iter().map(day).collect()
    }

    fn column<'b>(
        &self,
        day: NaiveDate,
        resource: Option<&ResourceView>,
        drawn: (i64, i64),
        bookings: impl Iterator<Item = &'b AppointmentView>,
    ) -> Column {
        let placed = bookings
            .filter_map(|booking| {
                let (from, to) = within(self.minutes(booking, day)?, drawn)?;
                let line = match resource {
                    // The head of the column says who it is.
                    Some(_) => BookingLine { resource: String::new(), ..self.line(booking) },
                    None => self.line(booking),
                };
                Some((from, to, line))
            })
            .collect();
        Column {
            name: String::new(),
            number: String::new(),
            date: day.to_string(),
            spoken: self.spoken(day),
            resource: resource.map(|resource| resource.id),
            today: day == self.today,
            shades: self.shades(day, resource, drawn),
            blocks: lanes::placed(placed)
                .into_iter()
                .map(|(from, to, (lane, lanes), line)| Block {
                    from: small(from - drawn.0),
                    minutes: small(to - from),
                    lane,
                    lanes,
                    line,
                })
                .collect(),
        }
    }

    /// The first and the last minute that are drawn, on whole hours.
    fn drawn_hours(
        &self,
        days: &[NaiveDate],
        open: impl Iterator<Item = OpenHours>,
        bookings: &[AppointmentView],
    ) -> (i64, i64) {
        let open = open.map(|open| (i64::from(open.from), i64::from(open.to)));
        let booked = bookings.iter().flat_map(|booking| {
            days.iter().filter_map(|day| self.minutes(booking, *day)).collect::<Vec<_>>()
        });
        let hull = open.chain(booked).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let (from, to) = hull.unwrap_or(USUAL);
        let (from, to) = (from.div_euclid(60), (to + 59).div_euclid(60));
        let to = to.max(from + HOURS_MIN).min(24);
        ((to - HOURS_MIN).min(from) * 60, to * 60)
    }

    /// The minutes of a day that a booking takes; nothing on other days.
    fn minutes(&self, booking: &AppointmentView, day: NaiveDate) -> Option<(i64, i64)> {
        self.on(day, booking.starts_at, booking.ends_at)
    }

    /// What of a time lies on a day, in its minutes.
    pub(super) fn on(&self, day: NaiveDate, from: Instant, to: Instant) -> Option<(i64, i64)> {
        let minute = |at: Instant| {
            let local = self.zone.local(at);
            let days = local.date - number_of(day);
            days * DAY + i64::from(local.hour) * 60 + i64::from(local.minute)
        };
        within((minute(from), minute(to)), (0, DAY))
    }

    fn line(&self, booking: &AppointmentView) -> BookingLine {
        let clock = |at| text::clock(self.zone.local(at));
        let nobody = || say!(self.l, calendar.nobody).to_owned();
        let alone = self.shelf.resources.len() <= 1;
        BookingLine {
            id: booking.id,
            clock: format!("{} – {}", clock(booking.starts_at), clock(booking.ends_at)),
            customer: booking.customer.clone().unwrap_or_else(nobody),
            service: booking.service.clone(),
            resource: if alone { String::new() } else { booking.resource.clone() },
            status: booking.status,
        }
    }
}

fn grid((from, to): (i64, i64), columns: Vec<Column>) -> Grid {
    let hours = |minutes: i64| u32::try_from(minutes / 60).unwrap_or_default();
    Grid { first_hour: hours(from), hours: hours(to - from), columns }
}

/// What of a time lies within another one.
pub(super) fn within((from, to): (i64, i64), (first, last): (i64, i64)) -> Option<(i64, i64)> {
    let (from, to) = (from.max(first), to.min(last));
    // A booking that lasts no time is drawn all the same.
    (from < to || (from == to && from < last && from > first)).then_some((from, to))
}

/// Minutes as they are drawn: on grains.
pub(super) fn small(minutes: i64) -> u32 {
    u32::try_from(minutes / GRAIN * GRAIN).unwrap_or_default()
}

/// Days since 1 January 1970.
fn number_of(date: NaiveDate) -> i64 {
    (date - NaiveDate::default()).num_days()
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use domain::appointment::AppointmentStatus;
    use domain::booking::ClosureView;
    use domain::{AppointmentId, ClosureId, RecordId, ResourceId};
    use uuid::Uuid;

    use super::*;

    const MONDAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();

    fn dar() -> Zone {
        Zone { name: "Africa/Dar_es_Salaam".to_owned(), offset: 3 * 3_600, changes: Vec::new() }
    }

    fn booking(n: u128, from: &str, to: &str) -> AppointmentView {
        AppointmentView {
            id: AppointmentId::from_uuid(Uuid::from_u128(n)),
            contact_id: None,
            customer: Some(format!("Customer {n}")),
            service_id: None,
            service: "Kusuka".to_owned(),
            resource_id: ResourceId::from_uuid(Uuid::from_u128(1)),
            resource: "Asha".to_owned(),
            price_minor: None,
            starts_at: from.parse().unwrap(),
            ends_at: to.parse().unwrap(),
            status: AppointmentStatus::Booked,
            note: None,
            created_at: Instant::UNIX_EPOCH,
        }
    }

    fn week(shelf: &Shelf, bookings: &[AppointmentView]) -> Grid {
        let days: Vec<_> = (0..7).map(|day| MONDAY + Days::new(day)).collect();
        drawing(&dar(), shelf).week(&days, bookings)
    }

    fn drawing<'a>(zone: &'a Zone, shelf: &'a Shelf) -> Drawing<'a> {
        Drawing { l: Locale::en, zone, today: MONDAY, hours: &WeekHours::USUAL, shelf }
    }

    #[test]
    fn a_booking_stands_where_local_clocks_show_it() {
        let early = booking(1, "2026-11-24T03:30:00Z", "2026-11-24T04:15:00Z");
        let grid = week(&Shelf::default(), &[early]);
        // Open from 08:00 to 18:00, and somebody comes at 06:30.
        assert_eq!((grid.first_hour, grid.hours), (6, 12));
        assert_eq!(grid.columns[0].blocks, []);
        let block = &grid.columns[1].blocks[0];
        assert_eq!(
            (block.from, block.minutes, block.line.clock.as_str()),
            (30, 45, "06:30 – 07:15")
        );
        assert!(grid.columns[0].today && !grid.columns[1].today);
    }

    #[test]
    fn what_goes_on_over_midnight_stands_on_both_days() {
        let night = booking(1, "2026-11-23T20:00:00Z", "2026-11-23T22:00:00Z");
        let grid = week(&Shelf::default(), &[night]);
        assert_eq!((grid.first_hour, grid.hours), (0, 24));
        let at = |day: usize| {
            let block = &grid.columns[day].blocks[0];
            (block.from, block.minutes)
        };
        assert_eq!((at(0), at(1)), ((23 * 60, 60), (0, 60)));
    }

    #[test]
    fn closed_hours_and_holidays_are_shaded() {
        let closure = ClosureView {
            id: ClosureId::from_uuid(Uuid::from_u128(1)),
            starts_at: "2026-11-24T09:00:00Z".parse().unwrap(),
            ends_at: "2026-11-24T21:00:00Z".parse().unwrap(),
            reason: Some("Eid".to_owned()),
        };
        let shelf = Shelf { closures: vec![closure], ..Shelf::default() };
        let grid = week(&shelf, &[]);
        let shades = |day: usize| -> Vec<_> {
            let shades = grid.columns[day].shades.iter();
            shades.map(|shade| (shade.from, shade.minutes, shade.word.as_str())).collect()
        };
        assert_eq!(shades(0), []);
        assert_eq!(shades(1), [(4 * 60, 6 * 60, "Eid")]);
        // Saturday up to 14:00, Sunday not at all.
        assert_eq!(shades(5), [(6 * 60, 4 * 60, "")]);
        assert_eq!(shades(6), [(0, 10 * 60, "")]);
    }

    #[test]
    fn days_are_named_as_people_say_them() {
        let (zone, shelf) = (dar(), Shelf::default());
        let drawing = drawing(&zone, &shelf);
        assert_eq!(drawing.heading(MONDAY), "Today · Mon 23 Nov");
        assert_eq!(drawing.heading(MONDAY + Days::new(2)), "Wed 25 Nov");
        let span =
            |from: u64| drawing.span(&[MONDAY + Days::new(from), MONDAY + Days::new(from + 6)]);
        assert_eq!(span(0), "23 – 29 Nov 2026");
        assert_eq!(span(7), "30 Nov – 6 Dec 2026");
        assert_eq!(span(35), "28 Dec 2026 – 3 Jan 2027");
    }

    #[test]
    fn a_day_has_a_column_for_everybody_also_for_who_is_out_of_use() {
        let resource = |n: u128, name: &str| ResourceView {
            id: ResourceId::from_uuid(Uuid::from_u128(n)),
            name: name.to_owned(),
            capacity: 1,
            hours: None,
            services: Vec::new(),
        };
        let shelf = Shelf {
            resources: vec![resource(2, "Juma"), resource(3, "Neema")],
            ..Shelf::default()
        };
        let gone = booking(1, "2026-11-23T06:00:00Z", "2026-11-23T07:00:00Z");
        let zone = dar();
        let grid = drawing(&zone, &shelf).day(MONDAY, &[gone]);
        let names: Vec<_> = grid.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["Juma", "Neema", "Asha"]);
        assert_eq!(grid.columns[2].blocks.len(), 1);
    }
}
