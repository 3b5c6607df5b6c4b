//! Days and times as answers.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use domain::Language;

use super::{Said, Verdict};
use crate::definition::Validator;
use crate::when::{self, TimeSaid, Understood, Wanted, When, day_in_words, time_in_words};

/// A day, a time or both, as a slot holds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Value {
    date: Option<NaiveDate>,
    time: Option<NaiveTime>,
}

impl Value {
    fn parse(value: &str) -> Option<Self> {
        let date = |text: &str| text.parse::<NaiveDate>().ok();
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
        let (date, time) = match value.split_once(' ') {
            Some((day, hour)) => (Some(date(day)?), Some(time(hour)?)),
            None => (date(value), time(value)),
        };
        (date.is_some() || time.is_some()).then_some(Self { date, time })
    }

    fn text(self) -> String {
        let date = self.date.map(|date| date.to_string());
        let time = self.time.map(|time| format!("{:02}:{:02}", time.hour(), time.minute()));
        [date, time].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// Whether a value has its day and its time.
pub(super) fn is_complete(value: &str) -> bool {
    Value::parse(value).is_some_and(|value| value.date.is_some() && value.time.is_some())
}

/// A slot's value as a customer reads it.
pub(super) fn in_words(value: &str, today: NaiveDate, language: Language) -> Option<String> {
    let Value { date, time } = Value::parse(value)?;
    let date = date.map(|date| day_in_words(date, today, language));
    let time = time.map(|time| time_in_words(time, language));
    Some([date, time].into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// What becomes of an answer to a question for a day, a time or both.
pub(super) fn judge(validator: &Validator, said: &Said<'_>) -> Verdict {
    match validator {
        Validator::Date { min, max } => days(said.text, said.now, Range::new(said, *min, *max)),
        Validator::Time => of(said.text, midnight(said.now.date()), Wanted::Time, None),
        Validator::Moment { min, max } => moment(said, Range::new(said, *min, *max)),
        _ => Verdict::Refused,
    }
}

/// The days that count.
#[derive(Clone, Copy)]
pub(super) struct Range {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl Range {
    fn new(said: &Said<'_>, min: u32, max: u32) -> Self {
        Self { first: later(said.now.date(), min), last: later(said.now.date(), max) }
    }
}

/// The day so many days later.
pub(super) fn later(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN)
}

/// What becomes of a text that names a day.
pub(super) fn days(text: &str, now: NaiveDateTime, range: Range) -> Verdict {
    of(text, now, Wanted::Date, Some(range))
}

fn moment(said: &Said<'_>, range: Range) -> Verdict {
    let alone = of(said.text, said.now, Wanted::Moment, Some(range));
    let is_whole = match &alone {
        Verdict::Accepted(_) => true,
        Verdict::Several(values) => values.iter().all(|value| is_complete(value)),
        _ => false,
    };
    if is_whole {
        return alone;
    }
    // What was said first is one half, and this may be the other.
    let both = match said.known.and_then(Value::parse) {
        Some(Value { date: Some(date), .. }) => {
            let time = of(said.text, midnight(date), Wanted::Time, None);
            with(time, |value| Value { date: Some(date), ..value }, said.now)
        }
        Some(Value { time: Some(time), .. }) => {
            let day = days(said.text, said.now, range);
            with(day, |value| Value { time: Some(time), ..value }, said.now)
        }
        _ => Verdict::Refused,
    };
    if both == Verdict::Refused { alone } else { both }
}

/// Puts the half that was known before to the one that was understood now.
fn with(verdict: Verdict, put: impl Fn(Value) -> Value, now: NaiveDateTime) -> Verdict {
    let is_over = |value: &Value| moment_of(*value).is_some_and(|at| at <= now);
    let all = match verdict {
        Verdict::Accepted(value) => vec![value],
        Verdict::Several(values) => values,
        other => return other,
    };
    let values: Vec<_> = all.iter().filter_map(|value| Value::parse(value)).map(put).collect();
    let ahead: Vec<_> = values.into_iter().filter(|value| !is_over(value)).collect();
    match ahead.as_slice() {
        [] => Verdict::Past,
        [only] => Verdict::Accepted(only.text()),
        several => Verdict::Several(several.iter().map(|value| value.text()).collect()),
    }
}

fn moment_of(value: Value) -> Option<NaiveDateTime> {
    Some(value.date?.and_time(value.time?))
}

/// What becomes of a text of which so much is wanted.
fn of(text: &str, now: NaiveDateTime, wanted: Wanted, range: Option<Range>) -> Verdict {
    let meanings = match when::read(text, now, wanted) {
        Understood::One(when) => vec![when],
        Understood::Several(meanings) => meanings,
        Understood::Past(_) => return Verdict::Past,
        Understood::Impossible => return Verdict::Impossible,
        Understood::Nothing => return Verdict::Refused,
    };
    let mut seen = BTreeSet::new();
    let values: Vec<_> = meanings
        .into_iter()
        .filter_map(|when| value(when, wanted))
        .filter(|value| seen.insert(*value))
        .collect();
    if values.is_empty() {
        return Verdict::Refused;
    }
    let counts = |value: &&Value| match (value.date, range) {
        (Some(date), Some(Range { first, last })) => first <= date && date <= last,
        _ => true,
    };
    let counting: Vec<_> = values.iter().filter(counts).collect();
    match (counting.as_slice(), range) {
        ([], Some(Range { first, last })) => Verdict::Outside { first, last },
        ([], None) => Verdict::Refused,
        ([only], _) if wanted == Wanted::Moment && moment_of(**only).is_none() => {
            Verdict::Incomplete(only.text())
        }
        ([only], _) => Verdict::Accepted(only.text()),
        (several, _) => Verdict::Several(several.iter().map(|value| value.text()).collect()),
    }
}

/// The part of a meaning that is wanted; a stretch of a day is no time.
fn value(when: When, wanted: Wanted) -> Option<Value> {
    let time = match when.time {
        Some(TimeSaid::At(time)) => Some(time),
        Some(TimeSaid::Within(_)) | None => None,
    };
    let value = match wanted {
        Wanted::Date => Value { date: when.date, time: None },
        Wanted::Time => Value { date: None, time },
        Wanted::Moment => Value { date: when.date, time },
    };
    (value.date.is_some() || value.time.is_some()).then_some(value)
}
