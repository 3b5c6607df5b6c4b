//! Dates, clocks, spans and numbers in words; whole-number arithmetic alone, for the browser carries it.

use domain::{Instant, LocalTime, Zone};

use super::{Locale, fill, say};

/// The longest time that is told relative to now, in seconds: a day.
const RELATIVE: i64 = 86_400;

/// When something was: relative words up to a day, then day and clock.
pub(crate) fn ago(l: Locale, zone: &Zone, at: Instant, now: Instant) -> String {
    let seconds = now.timestamp() - at.timestamp();
    let (text, count) = match seconds {
        ..5 => return say!(l, ago.now).to_owned(),
        5..60 => (say!(l, ago.seconds), seconds),
        // Swahili has another word for one than for several.
        60..120 => return say!(l, ago.minute).to_owned(),
        120..3_600 => (say!(l, ago.minutes), seconds / 60),
        3_600..7_200 => return say!(l, ago.hour).to_owned(),
        7_200..RELATIVE => (say!(l, ago.hours), seconds / 3_600),
        _ => return moment(l, zone, at, now),
    };
    fill(text, &[("n", &count.to_string())])
}

/// The clock alone for today, day and clock for any other day: `Tue 3 Nov, 14:05`.
pub(crate) fn moment(l: Locale, zone: &Zone, at: Instant, now: Instant) -> String {
    let (local, today) = (zone.local(at), zone.local(now));
    if local.date == today.date {
        return clock(local);
    }
    let day = date(l, local, today);
    fill(say!(l, when.day_clock), &[("day", &day), ("clock", &clock(local))])
}

/// When something was, as a part of a sentence: `at 14:05`, `yesterday at 14:05`.
pub(crate) fn at(l: Locale, zone: &Zone, at: Instant, now: Instant) -> String {
    let (local, today) = (zone.local(at), zone.local(now));
    let text = match today.date - local.date {
        0 => say!(l, when.at_clock),
        1 => say!(l, when.at_yesterday),
        _ => say!(l, when.at_day),
    };
    fill(text, &[("day", &date(l, local, today)), ("clock", &clock(local))])
}

/// The day of something above what happened on it: `Today`, `Yesterday`, `Tue 3 Nov`.
pub(crate) fn day_heading(l: Locale, zone: &Zone, at: Instant, now: Instant) -> String {
    let (local, today) = (zone.local(at), zone.local(now));
    match today.date - local.date {
        0 => say!(l, when.today).to_owned(),
        1 => say!(l, when.yesterday).to_owned(),
        _ => date(l, local, today),
    }
}

/// Day, clock and zone, for who wants to know it exactly: `Tue 3 Nov 2026, 14:05 (Dar es Salaam)`.
pub(crate) fn exactly(l: Locale, zone: &Zone, at: Instant) -> String {
    let local = zone.local(at);
    let (day, place) = (full_day(l, local), place(zone));
    let parts = [("day", day.as_str()), ("clock", &clock(local)), ("place", &place)];
    fill(say!(l, when.exactly), &parts)
}

/// The place that gives a zone its name: `Dar es Salaam`.
fn place(zone: &Zone) -> String {
    place_of(&zone.name)
}

/// The place in an IANA name.
pub(crate) fn place_of(name: &str) -> String {
    name.rsplit('/').next().unwrap_or_default().replace('_', " ")
}

/// `14:05`.
pub(crate) fn clock(local: LocalTime) -> String {
    pair(local.hour) + ":" + &pair(local.minute)
}

/// The moment in UTC as machines read it (RFC 3339): `2026-11-03T11:05:09Z`.
pub(crate) fn iso(at: Instant) -> String {
    let utc = Zone::utc().local(at);
    let date = utc.year.to_string() + "-" + &pair(utc.month) + "-" + &pair(utc.day);
    date + "T" + &clock(utc) + ":" + &pair(utc.second) + "Z"
}

/// A whole number with its thousands apart, the same in both languages: `12,500`.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// How long something took, in the largest unit that fits: `12 s`, `3 min`, `2 h`.
pub(crate) fn span(l: Locale, seconds: u64) -> String {
    let (text, number) = match seconds {
        0..60 => (say!(l, span.seconds), seconds),
        60..3_600 => (say!(l, span.minutes), seconds / 60),
        _ => (say!(l, span.hours), seconds / 3_600),
    };
    fill(text, &[("n", &count(number))])
}

/// The day, with its year only where that is another one than today's: `Tue 3 Nov`.
pub(crate) fn date(l: Locale, local: LocalTime, today: LocalTime) -> String {
    if local.year != today.year {
        return full_day(l, local);
    }
    let date = local.day.to_string();
    let (weekday, month) = (weekday(l, local), month(l, local));
    fill(say!(l, when.day), &[("weekday", weekday), ("date", &date), ("month", month)])
}

fn full_day(l: Locale, local: LocalTime) -> String {
    let (date, year) = (local.day.to_string(), local.year.to_string());
    let (weekday, month) = (weekday(l, local), month(l, local));
    fill(
        say!(l, when.day_of_year),
        &[("weekday", weekday), ("date", &date), ("month", month), ("year", &year)],
    )
}

fn pair(number: u8) -> String {
    let digit = |digit: u8| char::from(b'0' + digit % 10);
    [digit(number / 10), digit(number)].iter().collect()
}

/// The day of the week as calendars head their columns: `Tue`.
pub(crate) fn weekday(l: Locale, local: LocalTime) -> &'static str {
    match local.weekday {
        0 => say!(l, weekday.mon),
        1 => say!(l, weekday.tue),
        2 => say!(l, weekday.wed),
        3 => say!(l, weekday.thu),
        4 => say!(l, weekday.fri),
        5 => say!(l, weekday.sat),
        _ => say!(l, weekday.sun),
    }
}

/// The month: `Nov`.
pub(crate) fn month(l: Locale, local: LocalTime) -> &'static str {
    match local.month {
        1 => say!(l, month.jan),
        2 => say!(l, month.feb),
        3 => say!(l, month.mar),
        4 => say!(l, month.apr),
        5 => say!(l, month.may),
        6 => say!(l, month.jun),
        7 => say!(l, month.jul),
        8 => say!(l, month.aug),
        9 => say!(l, month.sep),
        10 => say!(l, month.oct),
        11 => say!(l, month.nov),
        _ => say!(l, month.dec),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dar() -> Zone {
        Zone { name: "Africa/Dar_es_Salaam".to_owned(), offset: 3 * 3_600, changes: Vec::new() }
    }

    /// London in 2026, with its summer time.
    fn london() -> Zone {
        Zone {
            name: "Europe/London".to_owned(),
            offset: 0,
            changes: vec![(1_774_746_000, 3_600), (1_792_890_000, 0)],
        }
    }

    fn utc(text: &str) -> Instant {
        text.parse().unwrap()
    }

    /// What was, in Dar es Salaam; relative and absolute, in English and Swahili.
    const TABLE: [(&str, [&str; 4]); 9] = [
        ("2026-11-03T11:05:07Z", ["just now", "sasa hivi", "14:05", "14:05"]),
        ("2026-11-03T11:04:29Z", ["40 s ago", "sekunde 40 zilizopita", "14:04", "14:04"]),
        ("2026-11-03T11:04:00Z", ["1 min ago", "dakika 1 iliyopita", "14:04", "14:04"]),
        ("2026-11-03T10:05:00Z", ["1 h ago", "saa 1 iliyopita", "13:05", "13:05"]),
        ("2026-11-03T10:50:00Z", ["15 min ago", "dakika 15 zilizopita", "13:50", "13:50"]),
        // Yesterday evening there, and still the same day in UTC.
        (
            "2026-11-02T20:59:59Z",
            ["14 h ago", "saa 14 zilizopita", "Mon 2 Nov, 23:59", "Jumatatu 2 Novemba, saa 23:59"],
        ),
        ("2026-11-02T21:00:00Z", ["14 h ago", "saa 14 zilizopita", "00:00", "00:00"]),
        (
            "2026-11-02T11:05:09Z",
            [
                "Mon 2 Nov, 14:05",
                "Jumatatu 2 Novemba, saa 14:05",
                "Mon 2 Nov, 14:05",
                "Jumatatu 2 Novemba, saa 14:05",
            ],
        ),
        (
            "2025-12-31T21:30:00Z",
            [
                "Thu 1 Jan, 00:30",
                "Alhamisi 1 Januari, saa 00:30",
                "Thu 1 Jan, 00:30",
                "Alhamisi 1 Januari, saa 00:30",
            ],
        ),
    ];

    #[test]
    fn times_are_told_in_both_languages_by_the_clocks_of_the_zone() {
        let now = utc("2026-11-03T11:05:09Z");
        for (at, wanted) in TABLE {
            let at = utc(at);
            let got = [
                ago(Locale::en, &dar(), at, now),
                ago(Locale::sw, &dar(), at, now),
                moment(Locale::en, &dar(), at, now),
                moment(Locale::sw, &dar(), at, now),
            ];
            assert_eq!(got, wanted, "{at}");
        }
    }

    #[test]
    fn summer_time_moves_the_clock_and_not_the_moment() {
        let now = utc("2026-11-03T11:05:09Z");
        for (at, wanted) in [
            ("2026-10-25T00:30:00Z", "Sun 25 Oct, 01:30"),
            ("2026-10-25T01:30:00Z", "Sun 25 Oct, 01:30"),
            ("2026-07-31T23:30:00Z", "Sat 1 Aug, 00:30"),
            ("2026-01-15T12:00:00Z", "Thu 15 Jan, 12:00"),
        ] {
            assert_eq!(moment(Locale::en, &london(), utc(at), now), wanted, "{at}");
        }
    }

    #[test]
    fn sentences_and_headings_know_today_and_yesterday() {
        let now = utc("2026-11-03T11:05:09Z");
        for (then, en, sw, heading) in [
            ("2026-11-03T05:00:00Z", "at 08:00", "saa 08:00", "Leo"),
            ("2026-11-02T05:00:00Z", "yesterday at 08:00", "jana saa 08:00", "Jana"),
            (
                "2026-10-30T05:00:00Z",
                "on Fri 30 Oct at 08:00",
                "Ijumaa 30 Oktoba, saa 08:00",
                "Ijumaa 30 Oktoba",
            ),
            (
                "2025-10-30T05:00:00Z",
                "on Thu 30 Oct 2025 at 08:00",
                "Alhamisi 30 Oktoba 2025, saa 08:00",
                "Alhamisi 30 Oktoba 2025",
            ),
        ] {
            assert_eq!(at(Locale::en, &dar(), utc(then), now), en);
            assert_eq!(at(Locale::sw, &dar(), utc(then), now), sw);
            assert_eq!(day_heading(Locale::sw, &dar(), utc(then), now), heading);
        }
    }

    #[test]
    fn the_exact_time_names_its_place_and_machines_read_utc() {
        let at = utc("2026-11-03T11:05:09.123456Z");
        assert_eq!(exactly(Locale::en, &dar(), at), "Tue 3 Nov 2026, 14:05 (Dar es Salaam)");
        let swahili = "Jumanne 3 Novemba 2026, saa 14:05 (Dar es Salaam)";
        assert_eq!(exactly(Locale::sw, &dar(), at), swahili);
        assert_eq!(iso(at), "2026-11-03T11:05:09Z");
    }

    #[test]
    fn numbers_have_their_thousands_apart() {
        for (number, wanted) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (12_500, "12,500"), (1_234_567, "1,234,567")]
        {
            assert_eq!(count(number), wanted);
        }
    }

    #[test]
    fn spans_are_told_in_the_largest_unit_that_fits() {
        for (seconds, en, sw) in [
            (0, "0 s", "sekunde 0"),
            (59, "59 s", "sekunde 59"),
            (60, "1 min", "dakika 1"),
            (7_199, "1 h", "saa 1"),
            (4_500_000, "1,250 h", "saa 1,250"),
        ] {
            assert_eq!(
                (span(Locale::en, seconds), span(Locale::sw, seconds)),
                (en.into(), sw.into())
            );
        }
    }
}
