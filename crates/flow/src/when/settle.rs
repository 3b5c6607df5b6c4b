//! From the pieces of a text to what it means: what was said together must hold together, what is
//! over is left out, and what remains is one meaning or several.

mod days;
mod times;

use chrono::{Days, NaiveDateTime, NaiveTime, Timelike};

use self::days::days;
use self::times::times;
use super::day::DayMeant;
use super::day_part::time_at;
use super::said::{Said, TimeChoice};
use super::{TimeSaid, Understood, When};

/// A customer is asked about no more meanings than these.
const MOST_MEANINGS: usize = 4;

/// Unlikely hours after this one are not even taken when all likely ones are over.
const LATEST_UNLIKELY: i64 = 21 * 60;

/// What the pieces mean.
pub(super) fn settle(pieces: &[Said], now: NaiveDateTime) -> Understood {
    let pieces = without_denied(pieces);
    let is_day = |piece: &Said| matches!(piece, Said::Day(_));
    let is_time = |piece: &Said| matches!(piece, Said::Time(_));
    if !pieces.iter().any(|piece| is_day(piece) || is_time(piece)) {
        return Understood::Nothing;
    }
    // "Kesho asubuhi au Ijumaa jioni" are two moments; "kesho au Ijumaa asubuhi" two days at one time.
    let clauses: Vec<&[Said]> = pieces.split(|piece| *piece == Said::Or).collect();
    let are_moments =
        clauses.iter().all(|clause| clause.iter().any(is_day) && clause.iter().any(is_time));
    let clauses = if are_moments { clauses } else { vec![&pieces[..]] };
    let mut all = Vec::new();
    for clause in clauses {
        let days = days(clause, now.date());
        let times = times(clause, now);
        all.extend(meanings(days.as_deref(), times.as_deref()));
    }
    decide(all, now)
}

/// The pieces without those that are not meant: "sio kesho".
fn without_denied(pieces: &[Said]) -> Vec<Said> {
    let mut is_denied = false;
    let mut kept = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match piece {
            Said::Not | Said::Cannot { is_after: false } => is_denied = true,
            Said::Cannot { is_after: true } if kept.is_empty() => is_denied = true,
            Said::Cannot { is_after: true } => {
                kept.pop();
            }
            _ if is_denied => is_denied = false,
            piece => kept.push(*piece),
        }
    }
    kept
}

/// A whole meaning, and how readily it is taken: smaller numbers first.
#[derive(Clone, Copy)]
struct Meant {
    when: When,
    rank: u8,
}

/// Every day with every time.
fn meanings(days: Option<&[DayMeant]>, times: Option<&[TimeChoice]>) -> Vec<Meant> {
    let Some(times) = times else {
        let alone =
            |day: &DayMeant| Meant { when: When { date: Some(day.date), time: None }, rank: 0 };
        return days.unwrap_or_default().iter().map(alone).collect();
    };
    let Some(days) = days else {
        let alone = |it: &TimeChoice| Meant {
            when: When { date: it.date, time: Some(it.said) },
            rank: if it.is_likely { 0 } else { 2 },
        };
        return times.iter().map(alone).collect();
    };
    let each = days.iter().flat_map(|day| times.iter().map(move |time| (day, time)));
    each.filter_map(|(day, time)| meaning(*day, *time)).collect()
}

fn meaning(day: DayMeant, time: TimeChoice) -> Option<Meant> {
    if time.date.is_some_and(|date| date != day.date) {
        return None;
    }
    let night = Days::new(u64::from(time.is_after_midnight));
    let date = day.date.checked_add_days(night)?;
    let rank = match (time.is_likely, day.is_spare) {
        (true, false) => 0,
        (true, true) => 1,
        (false, _) => 2,
    };
    Some(Meant { when: When { date: Some(date), time: Some(time.said) }, rank })
}

/// Leaves out what is over, and takes what is readiest of the rest.
fn decide(meanings: Vec<Meant>, now: NaiveDateTime) -> Understood {
    let Some(first) = meanings.first().copied() else { return Understood::Impossible };
    let ahead: Vec<Meant> =
        meanings.into_iter().filter(|it| !is_over(it.when, now) && !is_too_late(it)).collect();
    let Some(best) = ahead.iter().map(|it| it.rank).min() else {
        return Understood::Past(first.when);
    };
    let mut whens: Vec<When> = Vec::new();
    for it in ahead.iter().filter(|it| it.rank == best) {
        if !whens.contains(&it.when) {
            whens.push(it.when);
        }
    }
    whens.truncate(MOST_MEANINGS);
    match whens[..] {
        [when] => Understood::One(when),
        _ => Understood::Several(whens),
    }
}

fn is_over(when: When, now: NaiveDateTime) -> bool {
    let Some(date) = when.date else { return false };
    if date != now.date() {
        return date < now.date();
    }
    match when.time {
        None => false,
        Some(TimeSaid::At(time)) => time < to_the_minute(now.time()),
        Some(TimeSaid::Within(span)) => span.to <= now.time(),
    }
}

fn to_the_minute(time: NaiveTime) -> NaiveTime {
    time_at(i64::from(time.hour() * 60 + time.minute()))
}

fn is_too_late(meant: &Meant) -> bool {
    let latest = time_at(LATEST_UNLIKELY);
    meant.rank == 2 && matches!(meant.when.time, Some(TimeSaid::At(time)) if time > latest)
}
