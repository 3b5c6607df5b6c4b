//! Which of the free times fit what a customer said.

use chrono::{Days, NaiveDate, NaiveDateTime};

use super::{FAR, OFFERED, OFFERED_A_DAY};
use crate::slots::{Room, Slot};
use crate::when::{TimeSaid, When};

/// The day of all these times, where it is one.
pub(super) fn only_day(offered: &[Slot]) -> Option<NaiveDate> {
    let day = offered.first()?.at.date();
    offered.iter().all(|slot| slot.at.date() == day).then_some(day)
}

/// The free times that fit a meaning.
pub(super) fn matching(
    room: &Room<'_>,
    when: &When,
    now: NaiveDateTime,
    until: NaiveDate,
) -> Vec<Slot> {
    let fits = |slot: &Slot| match when.time {
        None => true,
        Some(TimeSaid::At(time)) => slot.at.time() == time,
        Some(TimeSaid::Within(span)) => span.from <= slot.at.time() && slot.at.time() < span.to,
    };
    let on = |day: NaiveDate| match when.time {
        // A time that is said may lie between those that are offered.
        Some(TimeSaid::At(time)) => room.at(day.and_time(time)).into_iter().collect(),
        _ => room.on(day).into_iter().filter(fits).collect::<Vec<_>>(),
    };
    if let Some(date) = when.date {
        return spread(&on(date));
    }
    if when.time.is_none() {
        return Vec::new();
    }
    let last = until.min(now.date() + FAR);
    let days = now.date().iter_days().take_while(|day| *day <= last);
    days.flat_map(|day| on(day).into_iter().take(OFFERED_A_DAY)).take(OFFERED_A_DAY).collect()
}

/// What is free around a day and time: of that day what is nearest, then of the days after it.
pub(super) fn nearest(room: &Room<'_>, date: NaiveDate, time: Option<TimeSaid>) -> Vec<Slot> {
    let mut of_day = room.on(date);
    let wanted = match time {
        Some(TimeSaid::At(time)) => Some(time),
        Some(TimeSaid::Within(span)) => Some(span.from),
        None => None,
    };
    if let Some(wanted) = wanted {
        of_day.sort_by_key(|slot| (slot.at.time() - wanted).abs());
    }
    of_day.truncate(OFFERED_A_DAY);
    of_day.sort_by_key(|slot| slot.at);
    let after = (date + Days::new(1)).and_time(chrono::NaiveTime::MIN);
    of_day.extend(room.next(after, OFFERED - of_day.len(), 2));
    of_day
}

/// At most as many as are offered, evenly over all of them.
fn spread(free: &[Slot]) -> Vec<Slot> {
    let count = free.len().min(OFFERED);
    (0..count).map(|n| free[n * free.len() / count]).collect()
}
