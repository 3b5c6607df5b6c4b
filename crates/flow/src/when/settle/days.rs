//! Which days the pieces of a text mean together.

use chrono::{Datelike, NaiveDate, Weekday};

use super::MOST_MEANINGS;
use crate::when::day::{DayMeant, DaySaid};
use crate::when::said::Said;

/// The days that can be meant; `None` when none was said, and an empty list when there is no such day.
pub(super) fn days(pieces: &[Said], today: NaiveDate) -> Option<Vec<DayMeant>> {
    let groups = day_groups(pieces, today);
    if groups.is_empty() {
        return None;
    }
    let mut days: Vec<DayMeant> = Vec::new();
    for group in groups {
        let agreed = together(&group, today);
        if agreed.is_empty() {
            return Some(Vec::new());
        }
        for day in agreed {
            if !days.iter().any(|it| it.date == day.date) {
                days.push(day);
            }
        }
    }
    Some(days)
}

/// The days that were said together; "or" begins another group, and so does a second weekday.
fn day_groups(pieces: &[Said], today: NaiveDate) -> Vec<Vec<DaySaid>> {
    let said: Vec<DaySaid> = pieces
        .iter()
        .filter_map(|piece| if let Said::Day(day) = piece { Some(*day) } else { None })
        .collect();
    let is_over = |day: &DaySaid| {
        let days = day.days(today);
        !days.is_empty() && days.iter().all(|day| day.date < today)
    };
    // "I came yesterday and want to come tomorrow" asks for tomorrow.
    let drops_over = said.iter().any(is_over) && said.iter().any(|day| !is_over(day));
    let mut groups: Vec<Vec<DaySaid>> = Vec::new();
    let mut begins = true;
    for piece in pieces {
        match piece {
            Said::Day(day) if drops_over && tells_of_past(*day) && is_over(day) => {}
            Said::Day(day) => {
                let is_second_weekday = matches!(day, DaySaid::Weekday(..))
                    && groups
                        .last()
                        .is_some_and(|group| group.iter().any(|it| is_other_weekday(*it, *day)));
                match groups.last_mut() {
                    Some(group) if !begins && !is_second_weekday => group.push(*day),
                    _ => groups.push(vec![*day]),
                }
                begins = false;
            }
            Said::Or | Said::And => begins = true,
            _ => begins = false,
        }
    }
    groups
}

/// "jana", "last week": said to tell, not to ask.
fn tells_of_past(day: DaySaid) -> bool {
    !matches!(day, DaySaid::OfMonth(..))
}

fn is_other_weekday(one: DaySaid, other: DaySaid) -> bool {
    matches!((one, other), (DaySaid::Weekday(one, _), DaySaid::Weekday(other, _)) if one != other)
}

/// The days on which everything that was said together agrees. A weekday beside a date only checks it.
fn together(group: &[DaySaid], today: NaiveDate) -> Vec<DayMeant> {
    let fixed: Vec<DaySaid> =
        group.iter().copied().filter(|day| !matches!(day, DaySaid::Weekday(..))).collect();
    let Some((first, others)) = fixed.split_first() else {
        return group.first().map(|day| day.days(today)).unwrap_or_default();
    };
    if let [week @ DaySaid::Week(_)] = group {
        return working_days(week.days(today), today);
    }
    let mut days = first.days(today);
    for other in others {
        let dates: Vec<NaiveDate> = other.days(today).iter().map(|day| day.date).collect();
        days.retain(|day| dates.contains(&day.date));
    }
    for said in group {
        if let DaySaid::Weekday(weekday, _) = said {
            days.retain(|day| day.date.weekday() == *weekday);
        }
    }
    days
}

/// The first days of a week on which most businesses work; all of a week that is over.
fn working_days(week: Vec<DayMeant>, today: NaiveDate) -> Vec<DayMeant> {
    let ahead: Vec<DayMeant> = week.iter().copied().filter(|day| day.date >= today).collect();
    let is_working = |day: &DayMeant| !matches!(day.date.weekday(), Weekday::Sat | Weekday::Sun);
    let working: Vec<DayMeant> = ahead.iter().copied().filter(is_working).collect();
    let days = [working, ahead, week].into_iter().find(|days| !days.is_empty());
    days.unwrap_or_default().into_iter().take(MOST_MEANINGS).collect()
}
