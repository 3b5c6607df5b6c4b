//! Local time without a database of time zones: what the browser needs to show one.
//!
//! The server looks a zone up and sends its offset with the changes around the shown period; from
//! there on it is whole-number arithmetic, the same in the browser and on the server.

use serde::{Deserialize, Serialize};

use crate::Instant;

const DAY: i64 = 86_400;

/// Zones that a business may choose from a list, as IANA names; any other that the server knows is
/// as good.
pub const ZONES: [&str; 16] = [
    "Africa/Dar_es_Salaam",
    "Africa/Nairobi",
    "Africa/Kampala",
    "Africa/Kigali",
    "Africa/Bujumbura",
    "Africa/Lubumbashi",
    "Africa/Lusaka",
    "Africa/Blantyre",
    "Africa/Maputo",
    "Africa/Addis_Ababa",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "Indian/Comoro",
    "Asia/Dubai",
    "Europe/London",
    "UTC",
];

/// A time zone around a period: its name, and how far its clocks are ahead of UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// An IANA name such as `Africa/Dar_es_Salaam`.
    pub name: String,
    /// Seconds east of UTC before the first change.
    pub offset: i32,
    /// Second since 1970 (UTC) and the offset from then on, oldest first; empty where clocks never
    /// change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<(i64, i32)>,
}

/// A point in time as the clocks and calendars of a zone show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalTime {
    /// Days since 1 January 1970, for asking whether two times are on the same day.
    pub date: i64,
    /// Such as 2026.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
    /// Monday is 0.
    pub weekday: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
}

impl Zone {
    /// The zone of UTC itself.
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), offset: 0, changes: Vec::new() }
    }

    /// Seconds east of UTC at a point in time.
    pub fn offset_at(&self, at: Instant) -> i32 {
        let at = at.timestamp();
        let passed = self.changes.iter().rev().find(|(from, _)| *from <= at);
        passed.map_or(self.offset, |(_, offset)| *offset)
    }

    /// The local time of a point in time.
    pub fn local(&self, at: Instant) -> LocalTime {
        LocalTime::of_second(at.timestamp() + i64::from(self.offset_at(at)))
    }
}

impl LocalTime {
    /// The date and clock at a second since 1970, in no zone but its own.
    fn of_second(second: i64) -> Self {
        let (date, rest) = (second.div_euclid(DAY), second.rem_euclid(DAY));
        let (year, month, day) = civil(date);
        Self {
            date,
            year,
            month,
            day,
            // 1 January 1970 was a Thursday.
            weekday: small((date + 3).rem_euclid(7)),
            hour: small(rest / 3_600),
            minute: small(rest / 60 % 60),
            second: small(rest % 60),
        }
    }
}

/// Year, month and day of a day since 1 January 1970 in the Gregorian calendar.
///
/// Counts in eras of 400 years that begin on 1 March, so that the leap day is the last of its year
/// (the method of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn civil(date: i64) -> (i64, u8, u8) {
    let date = date + 719_468;
    let era = date.div_euclid(146_097);
    let of_era = date.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    (year + era * 400 + i64::from(month <= 2), small(month), small(day))
}

/// A part of a date, all of which are below 256.
fn small(part: i64) -> u8 {
    u8::try_from(part).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, TimeZone, Timelike, Utc};

    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        // A step that meets every second of the minute and every day of the week within some years.
        for step in -40_000..40_000_i64 {
            let at = Utc.timestamp_opt(step * 123_457, 0).unwrap();
            let local = Zone::utc().local(at);
            let wanted =
                (i64::from(at.year()), at.month(), at.day(), at.hour(), at.minute(), at.second());
            let got = (
                local.year,
                u32::from(local.month),
                u32::from(local.day),
                u32::from(local.hour),
                u32::from(local.minute),
                u32::from(local.second),
            );
            assert_eq!(got, wanted, "{at}");
            assert_eq!(u32::from(local.weekday), at.weekday().num_days_from_monday(), "{at}");
        }
    }

    #[test]
    fn clocks_change_at_the_second_that_is_said() {
        // London in 2026: an hour ahead from 29 March 01:00 UTC to 25 October 01:00 UTC.
        let zone = Zone {
            name: "Europe/London".to_owned(),
            offset: 0,
            changes: vec![(1_774_746_000, 3_600), (1_792_890_000, 0)],
        };
        let clock = |at: &str| {
            let local = zone.local(at.parse().unwrap());
            (local.day, local.hour, local.minute)
        };
        assert_eq!(clock("2026-03-29T00:59:59Z"), (29, 0, 59));
        assert_eq!(clock("2026-03-29T01:00:00Z"), (29, 2, 0));
        assert_eq!(clock("2026-07-31T23:30:00Z"), (1, 0, 30));
        assert_eq!(clock("2026-10-25T00:59:59Z"), (25, 1, 59));
        assert_eq!(clock("2026-10-25T01:00:00Z"), (25, 1, 0));
    }

    #[test]
    fn a_zone_west_of_greenwich_may_still_have_the_day_before() {
        let zone = Zone { name: "America/Bogota".to_owned(), offset: -18_000, changes: Vec::new() };
        let local = zone.local("2026-01-01T03:15:00Z".parse().unwrap());
        assert_eq!((local.year, local.month, local.day, local.hour), (2025, 12, 31, 22));
    }
}
