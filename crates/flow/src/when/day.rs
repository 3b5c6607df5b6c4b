//! Which days a customer can mean.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::meaning::Unit;

/// A date without a year that is over for longer than this belongs to the next year: "5 Jan" said
/// in November. When it is over for less, it is simply over: "26/2" said on the 27th.
const OVER_FOR_GOOD_DAYS: i64 = 183;

/// Which one of the days or weeks with the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Coming,
    Next,
    Last,
}

/// The month of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MonthSaid {
    /// None was said.
    Any,
    This,
    Next,
    Named(u32),
    Full {
        month: u32,
        year: i32,
    },
}

/// What was said about the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DaySaid {
    /// So many days, weeks or months from today.
    Away(i64, Unit),
    Weekday(Weekday, Which),
    /// From one weekday to another.
    Weekdays(Weekday, Weekday),
    Weekend(Which),
    /// All days of a week.
    Week(Which),
    OfMonth(u32, MonthSaid),
}

/// A day that can be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DayMeant {
    pub date: NaiveDate,
    /// Meant only when the days before it in the list are over: today's weekday in a week.
    pub is_spare: bool,
}

impl DaySaid {
    /// The days that can be meant, most probable first; none when there is no such day.
    pub fn days(self, today: NaiveDate) -> Vec<DayMeant> {
        let dates: Vec<NaiveDate> = match self {
            Self::Away(count, unit) => away(today, count, unit).into_iter().collect(),
            Self::Weekday(weekday, which) => return weekdays(today, weekday, which),
            Self::Weekdays(first, last) => {
                let ahead = i64::from(first.days_since(today.weekday()));
                let days = ahead..=ahead + i64::from(last.days_since(first));
                days.filter_map(|days| away(today, days, Unit::Day)).collect()
            }
            Self::Weekend(which) => weekend(today, which),
            Self::Week(which) => {
                let monday = monday_of(today, which);
                (0..7).filter_map(|day| monday?.checked_add_days(Days::new(day))).collect()
            }
            Self::OfMonth(day, month) => of_month(today, day, month).into_iter().collect(),
        };
        dates.into_iter().map(|date| DayMeant { date, is_spare: false }).collect()
    }
}

/// The day so many units away.
fn away(today: NaiveDate, count: i64, unit: Unit) -> Option<NaiveDate> {
    match unit {
        Unit::Month => {
            let months = Months::new(u32::try_from(count.unsigned_abs()).ok()?);
            if count < 0 {
                today.checked_sub_months(months)
            } else {
                today.checked_add_months(months)
            }
        }
        unit => {
            let days = count.checked_mul(if unit == Unit::Week { 7 } else { 1 })?;
            let size = Days::new(days.unsigned_abs());
            if days < 0 { today.checked_sub_days(size) } else { today.checked_add_days(size) }
        }
    }
}

/// "Ijumaa" is the coming one, and today's own name means today or in a week. "Ijumaa ijayo" is
/// the coming one for some and the one of next week for others.
fn weekdays(today: NaiveDate, weekday: Weekday, which: Which) -> Vec<DayMeant> {
    let ahead = i64::from(weekday.days_since(today.weekday()));
    let (days, next_is_spare): (Vec<i64>, bool) = match which {
        Which::Last => (vec![if ahead == 0 { -7 } else { ahead - 7 }], false),
        Which::Coming if ahead == 0 => (vec![0, 7], true),
        Which::Coming => (vec![ahead], false),
        Which::Next if ahead == 0 => (vec![7], false),
        Which::Next if weekday.num_days_from_monday() < today.weekday().num_days_from_monday() => {
            (vec![ahead], false)
        }
        Which::Next => (vec![ahead, ahead + 7], false),
    };
    let day = |(at, days): (usize, &i64)| {
        let date = away(today, *days, Unit::Day)?;
        Some(DayMeant { date, is_spare: next_is_spare && at > 0 })
    };
    days.iter().enumerate().filter_map(day).collect()
}

/// Monday of this week, of the next or of the last.
fn monday_of(today: NaiveDate, which: Which) -> Option<NaiveDate> {
    let weeks = match which {
        Which::Coming => 0,
        Which::Next => 1,
        Which::Last => -1,
    };
    let since_monday = i64::from(today.weekday().num_days_from_monday());
    away(today, weeks * 7 - since_monday, Unit::Day)
}

/// Saturday and Sunday. "Next weekend" in the middle of a week can be the one ahead or the one after.
fn weekend(today: NaiveDate, which: Which) -> Vec<NaiveDate> {
    let Some(monday) = monday_of(today, Which::Coming) else { return Vec::new() };
    let is_weekend = matches!(today.weekday(), Weekday::Sat | Weekday::Sun);
    let days: &[i64] = match which {
        Which::Coming => &[5, 6],
        Which::Next if is_weekend => &[12, 13],
        Which::Next => &[5, 6, 12, 13],
        Which::Last => &[-2, -1],
    };
    let dates = days.iter().filter_map(|days| away(monday, *days, Unit::Day));
    if which == Which::Coming {
        return dates.filter(|date| *date >= today).collect();
    }
    dates.collect()
}

/// The day of a month, in the month and year that are probably meant.
fn of_month(today: NaiveDate, day: u32, month: MonthSaid) -> Option<NaiveDate> {
    let first = today.with_day(1)?;
    let in_month = |months: u32| first.checked_add_months(Months::new(months))?.with_day(day);
    match month {
        MonthSaid::This => in_month(0),
        MonthSaid::Next => in_month(1),
        // The month after this one can be too short, as February for "tarehe 30".
        MonthSaid::Any => (0..3).filter_map(in_month).find(|date| *date >= today),
        MonthSaid::Full { month, year } if (2000..2100).contains(&year) => {
            NaiveDate::from_ymd_opt(year, month, day)
        }
        MonthSaid::Full { .. } => None,
        MonthSaid::Named(month) => {
            let in_year = |year: i32| NaiveDate::from_ymd_opt(year, month, day);
            let next = in_year(today.year() + 1);
            match in_year(today.year()) {
                Some(date) if (today - date).num_days() <= OVER_FOR_GOOD_DAYS => Some(date),
                this => next.or(this),
            }
        }
    }
}
