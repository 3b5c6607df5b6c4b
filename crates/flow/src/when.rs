//! Dates and times as people write them, in Swahili, in English and in both at once.
//!
//! [`read`] tells what a text says about a day and a time of the day. It never guesses where people
//! mean different things: [`Understood::Several`] is a reason to ask back. It knows nothing of a
//! business's opening hours; whoever asked compares. docs/flows.md has the rules, and
//! docs/decisions/0021-dates-and-times.md why they are ours.
//!
//! The words of the languages are tables (`when/swahili.rs`, `when/english.rs`), and so are the
//! hours of the parts of the day (`when/day_part.rs`). `when/lexicon.rs` turns a text into what its
//! words mean, `when/grammar.rs` picks out the pieces that speak of a time, and `when/settle.rs`
//! decides what they mean together.

mod day;
mod day_part;
mod english;
mod grammar;
mod hour;
mod lexicon;
mod meaning;
mod said;
mod settle;
mod swahili;
mod token;
mod words;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

pub use words::{day_in_words, time_in_words};

/// What a question wants to hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A day: "26" alone is a day of the month.
    Date,
    /// A time of the day: "10" alone is an hour.
    Time,
    /// A day and a time: a number alone is neither.
    Moment,
}

/// A stretch of a day, from its first to its last minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// When it begins.
    pub from: NaiveTime,
    /// When it ends; 23:59 when it is open.
    pub to: NaiveTime,
}

/// A time of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeSaid {
    /// To the minute.
    At(NaiveTime),
    /// Some time within: "asubuhi", "between 2 and 4", "after 3pm".
    Within(Span),
}

/// What was said. Parts that were not said are `None`, but never both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// The day.
    pub date: Option<NaiveDate>,
    /// The time of the day.
    pub time: Option<TimeSaid>,
}

/// What a text means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Understood {
    /// Exactly one meaning, which is not over.
    One(When),
    /// Two to four meanings, most probable first: ask back which.
    Several(Vec<When>),
    /// A time that is over.
    Past(When),
    /// The text says nothing about a day or a time.
    Nothing,
    /// There is no such day or time, or the text contradicts itself: "31 Feb", "Friday 26 Feb" when
    /// the 26th is a Thursday.
    Impossible,
}

/// Reads a day and a time from a customer's text, in either language. `now` is the business's local
/// time. Figures are day, month and year in this order, as in all of East Africa. What else the text
/// says is passed over.
pub fn read(text: &str, now: NaiveDateTime, wanted: Wanted) -> Understood {
    settle::settle(&grammar::pieces(text, wanted), now)
}
