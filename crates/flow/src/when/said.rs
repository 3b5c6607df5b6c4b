//! What a text says about days and times, before it is decided what it means.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use super::day::DaySaid;
use super::day_part::{DayPart, time_at};
use super::hour::{HourSaid, TimeMeant};
use super::{Span, TimeSaid};

/// One piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Day(DaySaid),
    Time(TimePiece),
    Or,
    And,
    /// The next piece is not meant.
    Not,
    /// The piece before is not meant, or the next one when there is none in the sentence.
    Cannot {
        is_after: bool,
    },
}

/// A piece about the time of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimePiece {
    Hour(HourSaid),
    Part(DayPart),
    AnyTime,
    After(HourSaid),
    Before(HourSaid),
    AfterPart(DayPart),
    BeforePart(DayPart),
    Range(HourSaid, HourSaid),
    /// So many minutes from now. "Baada ya saa mbili" can be an hour as well.
    FromNow {
        minutes: i64,
        or_after: Option<HourSaid>,
    },
}

/// A time that can be meant, with the day when it has one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TimeChoice {
    pub said: TimeSaid,
    pub date: Option<NaiveDate>,
    pub is_likely: bool,
    pub is_after_midnight: bool,
}

const DAY_END: i64 = 24 * 60 - 1;

/// Times counted from now are rounded up to these minutes.
const ROUND_MINUTES: u32 = 5;

impl TimePiece {
    /// The hours in this piece.
    pub fn hours(&mut self) -> Vec<&mut HourSaid> {
        match self {
            Self::Hour(hour) | Self::After(hour) | Self::Before(hour) => vec![hour],
            Self::Range(from, to) => vec![from, to],
            _ => Vec::new(),
        }
    }

    /// What can be meant; nothing when there is no such time.
    pub fn choices(self, now: NaiveDateTime) -> Vec<TimeChoice> {
        match self {
            Self::Hour(hour) => hour.times().into_iter().map(at).collect(),
            Self::Part(part) => vec![within(part.span(), true)],
            Self::AnyTime => vec![between(time_at(0), time_at(DAY_END), true)],
            Self::AfterPart(part) => vec![between(part.span().to, time_at(DAY_END), true)],
            Self::BeforePart(part) => vec![between(time_at(0), part.span().from, true)],
            Self::After(hour) => {
                let after = |it: TimeMeant| between(it.time, time_at(DAY_END), it.is_likely);
                hour.times().into_iter().map(after).collect()
            }
            Self::Before(hour) => {
                let before = |it: TimeMeant| between(time_at(0), it.time, it.is_likely);
                hour.times().into_iter().map(before).collect()
            }
            Self::Range(from, to) => range(from, to),
            Self::FromNow { minutes, or_after } => {
                let mut choices: Vec<_> = from_now(now, minutes).into_iter().collect();
                if let Some(hour) = or_after {
                    choices.extend(Self::After(hour).choices(now));
                }
                choices
            }
        }
    }
}

fn at(it: TimeMeant) -> TimeChoice {
    TimeChoice {
        said: TimeSaid::At(it.time),
        date: None,
        is_likely: it.is_likely,
        is_after_midnight: it.is_after_midnight,
    }
}

fn within(span: Span, is_likely: bool) -> TimeChoice {
    TimeChoice { said: TimeSaid::Within(span), date: None, is_likely, is_after_midnight: false }
}

fn between(from: NaiveTime, to: NaiveTime, is_likely: bool) -> TimeChoice {
    within(Span { from, to }, is_likely)
}

/// Both ends by the same clock, and the nearest end for each beginning. What is said with one end
/// counts for the other where that is possible: "2 to 4 pm", but "11 to 1 pm".
fn range(from: HourSaid, to: HourSaid) -> Vec<TimeChoice> {
    let choices = pairs(from.with_part_of(to), to);
    if choices.is_empty() { pairs(from, to) } else { choices }
}

fn pairs(from: HourSaid, to: HourSaid) -> Vec<TimeChoice> {
    let ends = to.times();
    let mut choices: Vec<TimeChoice> = Vec::new();
    for start in from.times().iter().filter(|it| it.is_likely) {
        let end = ends
            .iter()
            .filter(|end| end.is_likely && end.is_swahili == start.is_swahili)
            .map(|end| if end.time == time_at(0) { time_at(DAY_END) } else { end.time })
            .filter(|end| *end > start.time)
            .min();
        if let Some(end) = end {
            let choice = between(start.time, end, true);
            if !choices.contains(&choice) {
                choices.push(choice);
            }
        }
    }
    choices
}

/// The moment so many minutes from now, up to the next five minutes.
fn from_now(now: NaiveDateTime, minutes: i64) -> Option<TimeChoice> {
    let moment = now.checked_add_signed(TimeDelta::try_minutes(minutes)?)?;
    let over = moment.minute() % ROUND_MINUTES * 60 + moment.second();
    let missing = (ROUND_MINUTES * 60 - over) % (ROUND_MINUTES * 60);
    let moment = moment
        .with_nanosecond(0)?
        .checked_add_signed(TimeDelta::try_seconds(i64::from(missing))?)?;
    Some(TimeChoice {
        said: TimeSaid::At(moment.time()),
        date: Some(moment.date()),
        is_likely: true,
        is_after_midnight: false,
    })
}
