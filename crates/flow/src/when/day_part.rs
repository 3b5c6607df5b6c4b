//! The parts of the day and their hours, as data.

use chrono::{NaiveTime, Timelike};

use super::Span;

/// A part of the day in Swahili or in English; the two languages do not cut the day alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayPart {
    Alfajiri,
    Asubuhi,
    Adhuhuri,
    Mchana,
    Alasiri,
    Jioni,
    Usiku,
    Morning,
    Lunch,
    Afternoon,
    Evening,
    Night,
}

/// Minutes of the day, from the first to the last; over midnight when the last is smaller.
type Minutes = (u32, u32);

/// What a part of the day means.
struct Row {
    part: DayPart,
    /// The hours that it means when no hour is said.
    usual: Minutes,
    /// Hours of the Swahili clock that are said with it: "saa moja jioni" is 19:00.
    swahili: Minutes,
    /// Hours of the western clock that are said with it: "7 jioni", "7 in the evening".
    western: Minutes,
}

const fn hours(from: u32, to: u32) -> Minutes {
    (from * 60, to * 60 - 1)
}

const fn usual(from: u32, to: u32) -> Minutes {
    (from * 60, to * 60)
}

/// The last minute of the day.
const END: u32 = 24 * 60 - 1;

const ROWS: [Row; 12] = {
    use DayPart as P;
    const fn row(part: DayPart, usual: Minutes, swahili: Minutes, western: Minutes) -> Row {
        Row { part, usual, swahili, western }
    }
    [
        row(P::Alfajiri, usual(4, 6), hours(3, 7), hours(3, 7)),
        row(P::Asubuhi, usual(6, 12), hours(5, 12), hours(6, 12)),
        row(P::Adhuhuri, usual(12, 14), hours(11, 15), hours(11, 15)),
        row(P::Mchana, usual(12, 16), hours(11, 17), hours(11, 17)),
        row(P::Alasiri, usual(15, 17), hours(14, 18), hours(14, 18)),
        row(P::Jioni, usual(16, 19), hours(15, 21), hours(15, 21)),
        row(P::Usiku, (19 * 60, END), hours(19, 6), hours(19, 24)),
        // With "saa" the hours of the Swahili part count; see `swahili_sibling`.
        row(P::Morning, usual(6, 12), hours(5, 12), hours(0, 12)),
        row(P::Lunch, usual(12, 14), hours(11, 15), hours(11, 15)),
        row(P::Afternoon, usual(12, 17), hours(12, 18), hours(12, 19)),
        row(P::Evening, usual(17, 20), hours(16, 21), hours(16, 23)),
        row(P::Night, (19 * 60, END), hours(19, 6), hours(18, 6)),
    ]
};

impl DayPart {
    fn row(self) -> &'static Row {
        ROWS.iter().find(|row| row.part == self).expect("every part of the day has a row")
    }

    /// The hours that are meant when nothing but the part is said.
    pub fn span(self) -> Span {
        let (from, to) = self.row().usual;
        Span { from: time_at(i64::from(from)), to: time_at(i64::from(to)) }
    }

    /// Whether an hour of the Swahili clock is said with this part.
    pub fn fits_swahili(self, time: NaiveTime) -> bool {
        within(self.row().swahili, time)
    }

    /// Whether an hour of the western clock is said with this part.
    pub fn fits_western(self, time: NaiveTime) -> bool {
        within(self.row().western, time)
    }

    /// The Swahili part for an English one: "saa 3 morning" is counted as "saa 3 asubuhi".
    pub fn swahili_sibling(self) -> Self {
        match self {
            Self::Morning => Self::Asubuhi,
            Self::Lunch | Self::Afternoon => Self::Mchana,
            Self::Evening => Self::Jioni,
            Self::Night => Self::Usiku,
            swahili => swahili,
        }
    }

    pub fn is_english(self) -> bool {
        self.swahili_sibling() != self
    }

    /// Whether the part goes over midnight.
    pub fn is_night(self) -> bool {
        matches!(self, Self::Usiku | Self::Night)
    }
}

fn within((from, to): Minutes, time: NaiveTime) -> bool {
    let minute = time.hour() * 60 + time.minute();
    if from <= to { (from..=to).contains(&minute) } else { minute >= from || minute <= to }
}

/// The time so many minutes after midnight, around the clock.
pub(super) fn time_at(minutes: i64) -> NaiveTime {
    let seconds = u32::try_from(minutes.rem_euclid(24 * 60) * 60).unwrap_or_default();
    NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_hours_and_night_goes_over_midnight() {
        for row in &ROWS {
            let span = row.part.span();
            assert!(span.from < span.to, "{:?}", row.part);
        }
        assert!(DayPart::Usiku.fits_swahili(time_at(0)));
        assert!(!DayPart::Usiku.fits_western(time_at(0)));
        assert!(!DayPart::Usiku.fits_swahili(time_at(12 * 60)));
    }
}
