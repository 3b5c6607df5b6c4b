//! What a word can mean for a date or a time. The languages' tables translate into these.

use chrono::Weekday;

use super::day_part::DayPart;

/// A word or phrase of a language and what it means; a phrase may say several things at once.
pub(super) type Entry = (&'static str, &'static [Meaning]);

/// One thing that a word says. The grammar knows these and no language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A day so many days from today: "kesho" is 1, "jana" is -1.
    Day(i64),
    Weekday(Weekday),
    Weekend,
    /// A month by its name, 1 to 12.
    Month(u32),
    /// "tarehe": a day of the month follows.
    Date,
    /// "the": the day of the month may follow.
    The,
    Unit(Unit),
    /// A counting number that may be an hour.
    Number(u32),
    /// A number in order: "kwanza", "first".
    Ordinal(u32),
    /// A number that agrees with the thing it counts, and so is no hour: "mawili".
    Count(u32),
    /// "saa": the hour of the Swahili clock follows.
    Saa,
    Oclock,
    Half,
    Quarter,
    /// Minutes are missing to the hour said before: "kasoro".
    Less,
    /// Minutes are gone since the hour that follows: "half past three".
    Past,
    /// "to": until something, or minutes that are missing to the hour that follows.
    To,
    Am,
    Pm,
    Part(DayPart),
    Noon,
    Midnight,
    /// "at": an hour of the western clock follows.
    At,
    After,
    Before,
    From,
    Until,
    Between,
    /// "in", before a time that passes from now.
    Within,
    Next,
    This,
    Last,
    /// "from now".
    Ahead,
    Ago,
    AnyTime,
    Now,
    Or,
    And,
    Not,
    /// What was said just before it is not possible, or what follows: "kesho siwezi", "siwezi kesho".
    Cannot,
    /// A thing that is counted or numbered, which makes the number beside it no time: "watu 4".
    Counted,
    /// Changes nothing: politeness, and greetings that name a part of the day.
    Filler,
}

/// What time is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}
