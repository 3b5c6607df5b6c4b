//! Rules for days.

use chrono::Weekday;

use super::{Found, Place};
use crate::when::Wanted;
use crate::when::day::{DaySaid, MonthSaid, Which};
use crate::when::lexicon::Sign;
use crate::when::meaning::{Meaning, Unit};
use crate::when::said::Said;

/// A number in order up to here is often no date: "my first time".
const LAST_EVERYDAY_ORDINAL: u32 = 10;

/// A number after a weekday is an hour up to here: "friday 3".
const LAST_HOUR: u32 = 12;

impl Place<'_> {
    /// A day, in any of the ways in which days are said.
    pub(super) fn day(self) -> Found<DaySaid> {
        self.weekday_span()
            .or_else(|| self.named_day())
            .or_else(|| self.week())
            .or_else(|| self.day_and_month())
            .or_else(|| self.month_and_day())
            .or_else(|| self.day_in_figures())
            .or_else(|| self.day_of_month())
    }

    /// The length of a day that is only the end of a time: "kabla ya Ijumaa" and "a week
    /// from friday" ask for no Friday.
    pub(super) fn day_not_meant(self) -> Option<usize> {
        if let Some((_, _, length)) = self.quantity(false)
            && self.ahead(length).says(0, Meaning::From)
        {
            let (_, day) = self.ahead(length + 1).day()?;
            return Some(length + 1 + day);
        }
        let is_end = matches!(
            self.meant(0)?,
            Meaning::Before | Meaning::After | Meaning::Until | Meaning::To
        );
        if !is_end || matches!(self.meant(1), Some(Meaning::Day(_))) {
            return None;
        }
        self.ahead(1).day().map(|(_, length)| length + 1)
    }

    /// "Ijumaa hadi Jumapili".
    fn weekday_span(self) -> Found<DaySaid> {
        let Meaning::Weekday(first) = self.meant(0)? else { return None };
        let goes_on =
            matches!(self.sign(1)?, Sign::Dash | Sign::Meant(Meaning::Until | Meaning::To));
        match self.meant(2)? {
            Meaning::Weekday(last) if goes_on => Some((DaySaid::Weekdays(first, last), 3)),
            _ => None,
        }
    }

    /// "kesho", "next friday", "Ijumaa ijayo", "wikendi".
    fn named_day(self) -> Found<DaySaid> {
        let (before, at) = self.which(0).map_or((None, 0), |which| (Some(which), 1));
        let weekday = match self.meant(at)? {
            Meaning::Day(days) if at == 0 => return Some((DaySaid::Away(days, Unit::Day), 1)),
            Meaning::Weekday(weekday) => Some(weekday),
            Meaning::Weekend => None,
            _ => return None,
        };
        let after = if before.is_none() { self.which_after(at + 1) } else { None };
        let length = at + 1 + usize::from(after.is_some());
        let which = before.or(after).unwrap_or(Which::Coming);
        let said = |weekday: Weekday| DaySaid::Weekday(weekday, which);
        Some((weekday.map_or(DaySaid::Weekend(which), said), length))
    }

    fn which(self, ahead: usize) -> Option<Which> {
        match self.meant(ahead)? {
            Meaning::This => Some(Which::Coming),
            Meaning::Next => Some(Which::Next),
            Meaning::Last => Some(Which::Last),
            _ => None,
        }
    }

    /// The same after the name, where it may belong to what follows: "friday next week".
    fn which_after(self, ahead: usize) -> Option<Which> {
        let belongs_to_next = matches!(self.meant(ahead + 1), Some(Meaning::Unit(_)));
        if belongs_to_next { None } else { self.which(ahead) }
    }

    /// "next week", "wiki ijayo".
    fn week(self) -> Found<DaySaid> {
        let week = Meaning::Unit(Unit::Week);
        let which = if self.says(0, week) {
            self.which(1)
        } else if self.says(1, week) {
            self.which(0)
        } else {
            None
        };
        Some((DaySaid::Week(which?), 2))
    }

    /// The number of a day in words or digits.
    fn day_number(self, ahead: usize) -> Option<u32> {
        match self.sign(ahead)? {
            Sign::Digits { value, width: 1 | 2 }
            | Sign::Meant(Meaning::Number(value) | Meaning::Ordinal(value)) => Some(value),
            _ => None,
        }
    }

    fn is_ordinal(self, ahead: usize) -> bool {
        matches!(self.meant(ahead), Some(Meaning::Ordinal(_)))
    }

    /// "26 Feb", "tarehe 26 mwezi wa pili", "1st of next month", and the 26 of "26 or 27 Feb".
    fn day_and_month(self) -> Found<DaySaid> {
        let skip = self.before_day();
        let day = self.day_number(skip)?;
        let after = self.ahead(skip + 1);
        if matches!(after.meant(0), Some(Meaning::Or | Meaning::And)) {
            let (other, _) = after.ahead(1).day_and_month()?;
            let DaySaid::OfMonth(_, month) = other else { return None };
            return Some((DaySaid::OfMonth(day, month), skip + 1));
        }
        let (month, length) = after.month()?;
        let (month, year_length) = after.ahead(length).with_year(month);
        Some((DaySaid::OfMonth(day, month), skip + 1 + length + year_length))
    }

    /// "tarehe" or "the" before a day.
    fn before_day(self) -> usize {
        usize::from(matches!(self.meant(0), Some(Meaning::Date | Meaning::The)))
    }

    /// "Feb 26", "machi 3", "mwezi ujao tarehe 28".
    fn month_and_day(self) -> Found<DaySaid> {
        let (month, length) = self.month()?;
        let after = self.ahead(length);
        let skip = after.before_day();
        let is_named = matches!(self.meant(0), Some(Meaning::Month(_)));
        let day = after.day_number(skip)?;
        let follows = after.ahead(skip + 1);
        if (skip == 0 && !is_named && !after.is_ordinal(0)) || follows.says(0, Meaning::Counted) {
            return None;
        }
        let (month, year_length) = follows.with_year(month);
        Some((DaySaid::OfMonth(day, month), length + skip + 1 + year_length))
    }

    /// The month after a day: by name, by number after "mwezi", or counted from this one.
    fn month(self) -> Found<MonthSaid> {
        let month = Meaning::Unit(Unit::Month);
        let (this, next) = (Some(Meaning::This), Some(Meaning::Next));
        match self.meant(0)? {
            Meaning::Month(month) => Some((MonthSaid::Named(month), 1)),
            it if it == month && self.meant(1) == this => Some((MonthSaid::This, 2)),
            it if it == month && self.meant(1) == next => Some((MonthSaid::Next, 2)),
            it if it == month => match self.meant(1) {
                Some(Meaning::Month(month)) => Some((MonthSaid::Named(month), 2)),
                _ => Some((MonthSaid::Named(self.day_number(1)?), 2)),
            },
            Meaning::This if self.says(1, month) => Some((MonthSaid::This, 2)),
            Meaning::Next if self.says(1, month) => Some((MonthSaid::Next, 2)),
            // "1st of the next month"
            Meaning::The if self.says(2, month) => self.ahead(1).month().map(|(it, n)| (it, n + 1)),
            _ => None,
        }
    }

    /// The month with the year that may follow it.
    fn with_year(self, said: MonthSaid) -> (MonthSaid, usize) {
        let has_break = matches!(self.sign(0), Some(Sign::Comma));
        let skip = usize::from(has_break || self.says(0, Meaning::Unit(Unit::Year)));
        match (said, self.sign(skip)) {
            (MonthSaid::Named(month), Some(Sign::Digits { value, width: 4 })) => {
                let year = i32::try_from(value).unwrap_or_default();
                (MonthSaid::Full { month, year }, skip + 1)
            }
            _ => (said, 0),
        }
    }

    /// "26/2", "tarehe 26.2", "2026-02-26".
    fn day_in_figures(self) -> Found<DaySaid> {
        let skip = usize::from(self.says(0, Meaning::Date));
        if self.is_counted() {
            return None;
        }
        match self.sign(skip)? {
            Sign::Figures { day, month, year } => {
                Some((DaySaid::OfMonth(day, MonthSaid::Full { month, year }), skip + 1))
            }
            Sign::Pair { first, mark, second, .. } => {
                let is_date = match mark {
                    '/' => true,
                    '.' | '-' => skip == 1 || self.wanted == Wanted::Date || first > 24,
                    _ => false,
                };
                let said = DaySaid::OfMonth(first, MonthSaid::Named(second));
                is_date.then_some((said, skip + 1))
            }
            _ => None,
        }
    }

    /// "tarehe 26", "the 26th", "sat 7th", and numbers alone when a date is asked for.
    fn day_of_month(self) -> Found<DaySaid> {
        let skip = self.before_day();
        let day = self.day_number(skip)?;
        let length = skip + 1;
        if let Some(Said::Day(DaySaid::OfMonth(_, month))) = self.other {
            return Some((DaySaid::OfMonth(day, month), length));
        }
        let is_date = if self.says(0, Meaning::Date) {
            true
        } else if self.is_ordinal(skip) {
            self.is_answer() || self.follows_weekday() || (skip == 1 && !self.is_everyday(day))
        } else {
            let is_too_late = day > LAST_HOUR && self.follows_weekday() && !self.counts(length);
            is_too_late || (self.wanted == Wanted::Date && self.is_answer())
        };
        is_date.then_some((DaySaid::OfMonth(day, MonthSaid::Any), length))
    }

    /// Whether the text is nothing but days of the month: "26", "26th or 27th".
    fn is_answer(self) -> bool {
        let is_day = |sign: Sign| {
            matches!(
                sign,
                Sign::Digits { .. } | Sign::Meant(Meaning::Number(_) | Meaning::Ordinal(_))
            )
        };
        let joins = |sign| {
            matches!(sign, Sign::Meant(Meaning::Or | Meaning::And | Meaning::The | Meaning::Date))
        };
        let list = &self.signs.list;
        list.iter().all(|(sign, _)| is_day(*sign) || joins(*sign))
            && !list.windows(2).any(|pair| is_day(pair[0].0) && is_day(pair[1].0))
    }

    fn follows_weekday(self) -> bool {
        let before = self.at.checked_sub(1).map(|before| self.signs.list[before].0);
        matches!(before, Some(Sign::Meant(Meaning::Weekday(_))))
    }

    /// Whether the number before belongs to what follows.
    fn counts(self, ahead: usize) -> bool {
        matches!(
            self.sign(ahead),
            Some(
                Sign::Unknown
                    | Sign::Dash
                    | Sign::Meant(Meaning::Counted | Meaning::Unit(_) | Meaning::Am | Meaning::Pm)
            )
        )
    }

    /// "the first time", "the second option".
    fn is_everyday(self, day: u32) -> bool {
        let follows = self.sign(2);
        let names_a_thing = matches!(
            follows,
            Some(Sign::Unknown | Sign::Meant(Meaning::Counted | Meaning::Number(_)))
        );
        day <= LAST_EVERYDAY_ORDINAL && self.wanted != Wanted::Date && names_a_thing
    }
}
