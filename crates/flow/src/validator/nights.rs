//! How long a stay is: so many nights, or until a day.

use chrono::{NaiveDate, NaiveTime};
use domain::Language;

use super::day::{Range, days, later};
use super::{Said, Verdict};
use crate::heard::Heard;
use crate::when::day_in_words;

/// Words beside a number of nights that change nothing.
const BESIDE: [&str; 22] = [
    "usiku", "siku", "masiku", "night", "nights", "day", "days", "kwa", "ya", "for", "nitakaa",
    "tutakaa", "kukaa", "nalala", "nitalala", "tutalala", "stay", "staying", "tu", "pekee", "only",
    "just",
];
/// Words that make a number one of weeks.
const WEEKS: [&str; 4] = ["wiki", "week", "weeks", "majuma"];
/// Days that are counted from today, whatever day the stay begins on.
const FROM_TODAY: [&str; 6] = ["leo", "kesho", "keshokutwa", "today", "tonight", "tomorrow"];
/// A larger number alone may as well be the day of the month.
const SURELY_NIGHTS: u32 = 10;

/// What becomes of an answer: the day on which the stay ends.
pub(super) fn judge(after: &str, max: u32, said: &Said<'_>, heard: &Heard) -> Verdict {
    let arrival = said.slots.get(after).and_then(|day| day.parse::<NaiveDate>().ok());
    let arrival = arrival.unwrap_or(said.now.date());
    let range = Range { first: later(arrival, 1), last: later(arrival, max) };
    match counted(heard) {
        Some(nights) if (1..=max).contains(&nights) => {
            let end = later(arrival, nights).to_string();
            let is_bare = heard.number().is_some();
            match until(said, heard, arrival, range) {
                Verdict::Accepted(day) if is_bare && nights > SURELY_NIGHTS && day != end => {
                    Verdict::Several(vec![end, day])
                }
                _ => Verdict::Accepted(end),
            }
        }
        Some(_) if heard.number().is_none() => {
            Verdict::Outside { first: range.first, last: range.last }
        }
        _ => until(said, heard, arrival, range),
    }
}

/// The number of nights that the text is and nothing else.
fn counted(heard: &Heard) -> Option<u32> {
    let number = heard.only_number()?;
    let is_week = heard.has_any(&WEEKS);
    let beside = |word: &&str| {
        BESIDE.contains(word) || WEEKS.contains(word) || Heard::new(word).only_number().is_some()
    };
    let core = heard.core().iter().map(String::as_str);
    if heard.number().is_none() && !core.into_iter().all(|word| beside(&word)) {
        return None;
    }
    u32::try_from(number).ok()?.checked_mul(if is_week { 7 } else { 1 })
}

/// The day that the text names. A day of the week or of the month is the first one after the arrival.
fn until(said: &Said<'_>, heard: &Heard, arrival: NaiveDate, range: Range) -> Verdict {
    let from_today = days(said.text, said.now, range);
    if matches!(from_today, Verdict::Accepted(_)) || heard.has_any(&FROM_TODAY) {
        return from_today;
    }
    match days(said.text, arrival.and_time(NaiveTime::MIN), range) {
        Verdict::Refused => from_today,
        from_arrival => from_arrival,
    }
}

/// The day on which a stay ends, with its nights: "Ijumaa 27 Februari (usiku 3)".
pub(super) fn in_words(
    value: &str,
    arrival: &str,
    today: NaiveDate,
    language: Language,
) -> Option<String> {
    let (end, arrival) = (value.parse::<NaiveDate>().ok()?, arrival.parse::<NaiveDate>().ok()?);
    let day = day_in_words(end, today, language);
    Some(match ((end - arrival).num_days(), language) {
        (nights, Language::Sw) => format!("{day}, usiku {nights}"),
        (1, Language::En) => format!("{day}, 1 night"),
        (nights, Language::En) => format!("{day}, {nights} nights"),
    })
}
