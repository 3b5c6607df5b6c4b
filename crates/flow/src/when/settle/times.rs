//! Which times of the day the pieces of a text mean together.

use chrono::NaiveDateTime;

use crate::when::said::{Said, TimeChoice, TimePiece};
use crate::when::{Span, TimeSaid};

/// The times that can be meant; `None` when none was said, and an empty list when there is no such time.
pub(super) fn times(pieces: &[Said], now: NaiveDateTime) -> Option<Vec<TimeChoice>> {
    let groups = time_groups(pieces);
    if groups.is_empty() {
        return None;
    }
    let mut times: Vec<TimeChoice> = Vec::new();
    for group in groups {
        let agreed = group
            .into_iter()
            .map(|piece| piece.choices(now))
            .reduce(|one, other| both(&one, &other))
            .unwrap_or_default();
        if agreed.is_empty() {
            return Some(Vec::new());
        }
        for choice in agreed {
            if !times.iter().any(|it| it.said == choice.said && it.date == choice.date) {
                times.push(choice);
            }
        }
    }
    Some(times)
}

/// The times that were said together, each hour with the part of the day that stands apart from it.
fn time_groups(pieces: &[Said]) -> Vec<Vec<TimePiece>> {
    let mut groups: Vec<Vec<TimePiece>> = Vec::new();
    let mut begins = true;
    for piece in pieces {
        match piece {
            Said::Time(time) => {
                match groups.last_mut() {
                    Some(group) if !begins => group.push(*time),
                    _ => groups.push(vec![*time]),
                }
                begins = false;
            }
            Said::Or => begins = true,
            _ => {}
        }
    }
    for group in &mut groups {
        lend_part(group);
    }
    groups
}

/// "Asubuhi saa tatu": the part of the day goes to the hours that have none. With hours of their own
/// part it says the same again, or contradicts them.
fn lend_part(group: &mut Vec<TimePiece>) {
    let Some(at) = group.iter().position(|piece| matches!(piece, TimePiece::Part(_))) else {
        return;
    };
    let TimePiece::Part(part) = group[at] else { return };
    let mut is_settled = false;
    for piece in &mut *group {
        let is_exact = matches!(piece, TimePiece::Hour(_) | TimePiece::Range(..));
        for hour in piece.hours() {
            if hour.part.is_none() && hour.half.is_none() {
                hour.part = Some(part);
                is_settled |= is_exact;
            } else {
                let fits = |time| part.fits_swahili(time) || part.fits_western(time);
                is_settled |= is_exact && hour.times().iter().any(|it| fits(it.time));
            }
        }
    }
    if is_settled {
        group.remove(at);
    }
}

/// The times in which two pieces agree.
fn both(one: &[TimeChoice], other: &[TimeChoice]) -> Vec<TimeChoice> {
    let mut agreed: Vec<TimeChoice> = Vec::new();
    for (one, other) in one.iter().flat_map(|one| other.iter().map(move |other| (one, other))) {
        let Some(said) = overlap(one.said, other.said) else { continue };
        let choice = TimeChoice {
            said,
            date: one.date.or(other.date),
            // An unlikely hour becomes the one that is meant when it is said twice.
            is_likely: one.is_likely || other.is_likely,
            is_after_midnight: one.is_after_midnight && other.is_after_midnight,
        };
        if !agreed.contains(&choice) {
            agreed.push(choice);
        }
    }
    agreed
}

fn overlap(one: TimeSaid, other: TimeSaid) -> Option<TimeSaid> {
    match (one, other) {
        (TimeSaid::At(one), TimeSaid::At(other)) => (one == other).then_some(TimeSaid::At(one)),
        (TimeSaid::At(time), TimeSaid::Within(span))
        | (TimeSaid::Within(span), TimeSaid::At(time)) => {
            (span.from..=span.to).contains(&time).then_some(TimeSaid::At(time))
        }
        (TimeSaid::Within(one), TimeSaid::Within(other)) => {
            let span = Span { from: one.from.max(other.from), to: one.to.min(other.to) };
            (span.from < span.to).then_some(TimeSaid::Within(span))
        }
    }
}
