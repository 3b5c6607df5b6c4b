//! Time zones as browsers get them: looked up here, where the database of zones is.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;
use domain::{Instant, Zone};

use crate::Engine;

/// How far back changes of the clocks are looked for; what is older is shown by the offset before.
const BACK: TimeDelta = TimeDelta::days(3 * 366);
/// How far ahead they are looked for.
const AHEAD: TimeDelta = TimeDelta::days(366);
/// No zone changes its clocks twice within this time.
const STEP: TimeDelta = TimeDelta::days(14);

impl Engine {
    /// The zone of the platform, for pages that belong to no tenant.
    pub fn platform_zone(&self) -> Zone {
        self.zone(&self.config().timezone)
    }

    /// A zone by its IANA name around the present; the platform's where nobody knows the name.
    pub fn zone(&self, name: &str) -> Zone {
        let known = named(name).or_else(|| named(&self.config().timezone));
        known.map_or_else(Zone::utc, |zone| around(zone, self.now()))
    }
}

/// A zone by its IANA name.
pub(crate) fn named(name: &str) -> Option<Tz> {
    name.parse().ok()
}

/// The zone of a business; an unknown one is East Africa's, where the product comes from.
pub(crate) fn of(timezone: &str) -> Tz {
    named(timezone).unwrap_or(chrono_tz::Africa::Dar_es_Salaam)
}

/// What clocks in a zone show.
pub(crate) fn local(zone: Tz, at: Instant) -> NaiveDateTime {
    at.with_timezone(&zone).naive_local()
}

/// When clocks in a zone show this: the first time where they show it twice, and an hour on where they skip it.
pub(crate) fn instant(zone: Tz, at: NaiveDateTime) -> Instant {
    let shown = |at: NaiveDateTime| zone.from_local_datetime(&at).earliest();
    let found = shown(at).or_else(|| shown(at + TimeDelta::hours(1)));
    found.map_or_else(|| at.and_utc(), |found| found.to_utc())
}

/// Whether this is the IANA name of a time zone, such as `Africa/Dar_es_Salaam`.
pub fn is_timezone(name: &str) -> bool {
    named(name).is_some()
}

/// The first moment of a day that is written like `2026-11-03`, in a zone; nothing for anything else.
pub(crate) fn day_begin(zone: &Zone, date: &str) -> Option<Instant> {
    let date: NaiveDate = date.trim().parse().ok()?;
    let begin = date.and_time(NaiveTime::MIN).and_utc();
    // The offset is asked for twice: at about that time, and then at that time.
    let about = begin - TimeDelta::seconds(i64::from(zone.offset_at(begin)));
    Some(begin - TimeDelta::seconds(i64::from(zone.offset_at(about))))
}

/// The first moment of the day that is under way at `now` in a zone.
pub(crate) fn midnight(zone: &Zone, now: Instant) -> Instant {
    let local = zone.local(now);
    let passed = i64::from(local.hour) * 3_600 + i64::from(local.minute) * 60;
    let begin = now - TimeDelta::seconds(passed + i64::from(local.second));
    // Where the clocks changed today, midnight had another offset.
    let moved = zone.offset_at(now) - zone.offset_at(begin);
    begin + TimeDelta::seconds(i64::from(moved))
}

fn around(zone: Tz, now: Instant) -> Zone {
    let offset =
        |at: Instant| zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
    let (mut at, end) = (now - BACK, now + AHEAD);
    let first = offset(at);
    let (mut last, mut changes) = (first, Vec::new());
    while at < end {
        let next = at + STEP;
        let then = offset(next);
        if then != last {
            changes.push((change_between(at, next, |at| offset(at) == then), then));
            last = then;
        }
        at = next;
    }
    Zone { name: zone.name().to_owned(), offset: first, changes }
}

/// The first second, counted from 1970, at which `changed` is true; it is not at `before` and is at
/// `after`.
fn change_between(before: Instant, after: Instant, changed: impl Fn(Instant) -> bool) -> i64 {
    let (mut before, mut after) = (before.timestamp(), after.timestamp());
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if Instant::from_timestamp(middle, 0).is_some_and(&changed) {
            after = middle;
        } else {
            before = middle;
        }
    }
    after
}

#[cfg(test)]
mod tests {
    use chrono::Timelike;

    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_zone_without_summer_time_is_one_number() {
        let zone = around(chrono_tz::Africa::Dar_es_Salaam, at("2026-11-21T09:00:00Z"));
        assert_eq!((zone.offset, zone.changes.len()), (3 * 3_600, 0));
        assert_eq!(zone.name, "Africa/Dar_es_Salaam");
    }

    #[test]
    fn changes_of_the_clocks_are_found_to_the_second() {
        let zone = around(chrono_tz::Europe::London, at("2026-11-21T09:00:00Z"));
        let spring = at("2026-03-29T01:00:00Z").timestamp();
        let autumn = at("2026-10-25T01:00:00Z").timestamp();
        assert!(zone.changes.contains(&(spring, 3_600)), "{:?}", zone.changes);
        assert!(zone.changes.contains(&(autumn, 0)), "{:?}", zone.changes);
    }

    #[test]
    fn the_sent_zone_agrees_with_the_database_of_zones_at_every_hour_around_the_present() {
        let now = at("2026-11-21T09:00:00Z");
        for name in
            ["Europe/London", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe"]
        {
            let known = named(name).unwrap();
            let zone = around(known, now);
            for hour in -24 * 900..24 * 300 {
                let at = now + TimeDelta::hours(hour);
                let (wanted, got) = (at.with_timezone(&known), zone.local(at));
                let wanted = (wanted.hour(), wanted.minute());
                assert_eq!((u32::from(got.hour), u32::from(got.minute)), wanted, "{name} {at}");
            }
        }
    }

    #[test]
    fn a_local_time_is_found_also_where_clocks_change() {
        let london = chrono_tz::Europe::London;
        for (local, utc) in [
            ("2026-07-01T09:00:00", "2026-07-01T08:00:00Z"),
            // Skipped, and shown twice.
            ("2026-03-29T01:30:00", "2026-03-29T01:30:00Z"),
            ("2026-10-25T01:30:00", "2026-10-25T00:30:00Z"),
        ] {
            assert_eq!(instant(london, local.parse().unwrap()), at(utc), "{local}");
        }
        let dar = of("Mars/Olympus");
        assert_eq!(local(dar, at("2026-07-01T08:00:00Z")), "2026-07-01T11:00:00".parse().unwrap());
    }

    #[test]
    fn a_day_begins_at_its_local_midnight() {
        let zone = around(chrono_tz::Europe::London, at("2026-11-21T09:00:00Z"));
        for (date, wanted) in [
            ("2026-11-03", "2026-11-03T00:00:00Z"),
            ("2026-07-01", "2026-06-30T23:00:00Z"),
            ("2026-03-29", "2026-03-29T00:00:00Z"),
            ("2026-03-30", "2026-03-29T23:00:00Z"),
            ("2026-10-25", "2026-10-24T23:00:00Z"),
            ("2026-10-26", "2026-10-26T00:00:00Z"),
        ] {
            assert_eq!(day_begin(&zone, date), Some(at(wanted)), "{date}");
        }
        assert_eq!(day_begin(&zone, "yesterday"), None);
    }

    #[test]
    fn the_day_begins_at_midnight_even_when_the_clocks_changed_since() {
        let zone = around(chrono_tz::Europe::London, at("2026-11-21T09:00:00Z"));
        for (now, wanted) in [
            ("2026-11-21T09:30:12Z", "2026-11-21T00:00:00Z"),
            ("2026-07-01T23:30:00Z", "2026-07-01T23:00:00Z"),
            // An hour was left out, and an hour was lived twice.
            ("2026-03-29T12:00:00Z", "2026-03-29T00:00:00Z"),
            ("2026-10-25T12:00:00Z", "2026-10-24T23:00:00Z"),
        ] {
            assert_eq!(midnight(&zone, at(now)), at(wanted), "{now}");
        }
    }
}
