//! Rules for times of the day.

use super::{Found, Place};
use crate::when::Wanted;
use crate::when::day::DaySaid;
use crate::when::hour::{Clock, Half, HourSaid};
use crate::when::lexicon::{Sign, Tongue};
use crate::when::meaning::{Meaning, Unit};
use crate::when::said::{Said, TimePiece};

/// Minutes as digits before "to" are at least these: "10 to 12" is a span, "20 to 5" a time.
const FEWEST_MINUTES_TO: u32 = 13;

/// An hour, and whether something beside the number says that it is one.
#[derive(Clone, Copy)]
struct Heard {
    said: HourSaid,
    length: usize,
    is_marked: bool,
    /// Nothing but "saa" and a number.
    is_plain_saa: bool,
}

impl Place<'_> {
    /// An hour of the day that is certain to be one. What is said with one of two hours counts for
    /// both: "saa 4 au 5 asubuhi", "3 or 4pm".
    pub(super) fn clock(self) -> Found<TimePiece> {
        let mut heard = self.hour(Until::CanBeMinutes)?;
        let mut is_hour =
            heard.is_marked || (self.takes_bare_numbers() && (1..24).contains(&heard.said.hour));
        if let Some(Said::Time(TimePiece::Hour(other))) = self.other {
            is_hour = true;
            heard.said = same_clock(other, heard.said).1;
        }
        if self.sign(heard.length) == Some(Sign::Meant(Meaning::Or))
            && let Some(next) = self.ahead(heard.length + 1).hour(Until::CanBeMinutes)
            && (is_hour || next.is_marked)
        {
            is_hour = true;
            heard.said = same_clock(heard.said, next.said).0.with_part_of(next.said);
        }
        is_hour.then_some((TimePiece::Hour(heard.said), heard.length))
    }

    /// Whether a number alone is an answer.
    fn takes_bare_numbers(self) -> bool {
        self.wanted == Wanted::Time && self.signs.is_bare
    }

    /// "in two hours", "baada ya siku tatu", "siku tatu zijazo", "3 days ago".
    pub(super) fn passing(self) -> Found<Said> {
        // "after tomorrow" is the day after it.
        if let (Some(Meaning::After), Some(Meaning::Day(days))) = (self.meant(0), self.meant(1)) {
            return Some((Said::Day(DaySaid::Away(days + 1, Unit::Day)), 2));
        }
        let skip = usize::from(matches!(self.meant(0), Some(Meaning::Within | Meaning::After)));
        let (count, unit, length) = self.ahead(skip).quantity(skip == 1)?;
        let end = skip + length;
        let (is_past, more) = match self.meant(end) {
            Some(Meaning::Ago | Meaning::Last) => (true, 1),
            Some(Meaning::Next | Meaning::Ahead) => (false, 1),
            _ if skip == 1 => (false, 0),
            _ => return None,
        };
        let count = if is_past { -count } else { count };
        let said = match unit {
            Unit::Minute => Said::Time(TimePiece::FromNow { minutes: count, or_after: None }),
            Unit::Hour => Said::Time(TimePiece::FromNow { minutes: count * 60, or_after: None }),
            Unit::Year => return None,
            unit => Said::Day(DaySaid::Away(count, unit)),
        };
        Some((said, end + more))
    }

    /// A number and its unit, in either order. "Saa" counts hours when the words around it say so.
    pub(super) fn quantity(self, is_introduced: bool) -> Option<(i64, Unit, usize)> {
        let unit = |ahead: usize| match self.meant(ahead) {
            Some(Meaning::Unit(unit)) => Some(unit),
            _ => None,
        };
        if self.says(0, Meaning::Half) && unit(1) == Some(Unit::Hour) {
            return Some((30, Unit::Minute, 2));
        }
        if let (Some(count), Some(unit)) = (self.count(0), unit(1)) {
            return Some((count, unit, 2));
        }
        if let (Some(unit), Some(count)) = (unit(0), self.count(1)) {
            return Some((count, unit, 2));
        }
        let is_within = is_introduced && self.at > 0 && self.back(Meaning::Within);
        let passes = is_within || matches!(self.meant(2), Some(Meaning::Next | Meaning::Ago));
        if self.says(0, Meaning::Saa) && passes {
            return Some((self.count(1)?, Unit::Hour, 2));
        }
        None
    }

    fn back(self, meaning: Meaning) -> bool {
        self.signs.list[self.at - 1].0 == Sign::Meant(meaning)
    }

    fn count(self, ahead: usize) -> Option<i64> {
        match self.sign(ahead)? {
            Sign::Digits { value, .. }
            | Sign::Meant(Meaning::Number(value) | Meaning::Count(value)) => Some(i64::from(value)),
            _ => None,
        }
    }

    /// "between 2 and 4 pm", "saa nane hadi saa kumi", "9-11am".
    pub(super) fn range(self) -> Found<TimePiece> {
        let is_between = self.says(0, Meaning::Between);
        let opener = usize::from(is_between || self.says(0, Meaning::From));
        let start = self.ahead(opener);
        if let Some((range, length)) = start.range_in_figures(opener == 1) {
            return Some((range, opener + length));
        }
        let until = if opener == 1 { Until::IsSpan } else { Until::CanBeMinutes };
        let from = start.hour(until)?;
        let goes_on = match start.sign(from.length)? {
            Sign::Dash | Sign::Meant(Meaning::Until | Meaning::To) => true,
            Sign::Meant(Meaning::And) => is_between,
            _ => false,
        };
        if !goes_on {
            return None;
        }
        let to = start.ahead(from.length + 1).hour(Until::IsSpan)?;
        let is_marked = opener == 1 || from.is_marked || to.is_marked;
        if !is_marked && !self.takes_bare_numbers() {
            return None;
        }
        let said = same_clock(from.said, to.said);
        Some((TimePiece::Range(said.0, said.1), opener + from.length + 1 + to.length))
    }

    /// "2-4pm", "saa 3-5 asubuhi".
    fn range_in_figures(self, is_opened: bool) -> Found<TimePiece> {
        let skip = usize::from(matches!(self.meant(0), Some(Meaning::Saa | Meaning::At)));
        let Sign::Pair { first, mark: '-', second, .. } = self.sign(skip)? else { return None };
        let clock = self.clock_of_digits(false, self.says(0, Meaning::Saa));
        let hour = |hour| HourSaid { hour, clock, ..HourSaid::named(12) };
        let (to, length) = self.ahead(skip + 1).with_part(hour(second));
        let is_marked = is_opened || skip == 1 || length > 0;
        if (!is_marked && !self.takes_bare_numbers()) || self.is_counted() {
            return None;
        }
        Some((TimePiece::Range(hour(first), to), skip + 1 + length))
    }

    /// "after 3pm", "kabla ya saa sita", "kuanzia saa nane", "after lunch".
    pub(super) fn bounded(self) -> Found<TimePiece> {
        let is_after = match self.meant(0)? {
            Meaning::After | Meaning::From => true,
            Meaning::Before | Meaning::Until => false,
            _ => return None,
        };
        if let Some(part) = self.part(1) {
            let after = TimePiece::AfterPart(part);
            return Some((if is_after { after } else { TimePiece::BeforePart(part) }, 2));
        }
        let heard = self.ahead(1).hour(Until::IsSpan)?;
        // "from 2 to 3 kids": had it been a span of time, it would be one by now.
        let goes_on = matches!(
            self.sign(1 + heard.length),
            Some(Sign::Dash | Sign::Meant(Meaning::To | Meaning::Until))
        );
        if goes_on && !heard.is_marked {
            return None;
        }
        let piece = match (is_after, self.says(0, Meaning::After) && heard.is_plain_saa) {
            (_, true) => TimePiece::FromNow {
                minutes: i64::from(heard.said.hour) * 60,
                or_after: Some(heard.said),
            },
            (true, false) => TimePiece::After(heard.said),
            (false, false) => TimePiece::Before(heard.said),
        };
        Some((piece, 1 + heard.length))
    }

    /// An hour with its minutes and part of the day.
    fn hour(self, until: Until) -> Option<Heard> {
        let is_at = self.says(0, Meaning::At);
        let start = self.ahead(usize::from(is_at));
        let has_saa = start.says(0, Meaning::Saa);
        let start = start.ahead(usize::from(has_saa));
        let (minutes_before, length) = start.minutes_before(until).unwrap_or_default();
        let number = start.ahead(length);
        let (mut said, number_length, is_clock) = number.hour_number(is_at, has_saa)?;
        let after = number.ahead(number_length);
        let (minutes_after, minutes_length) = after.minutes_after(said).unwrap_or_default();
        said.minutes += minutes_before + minutes_after;
        let (said, part_length) = after.ahead(minutes_length).with_part(said);
        let follows = after.ahead(minutes_length + part_length);
        let prefix = usize::from(is_at) + usize::from(has_saa) + length;
        let is_introduced = prefix > 0 || is_clock;
        let counts =
            |place: Self| matches!(place.meant(0), Some(Meaning::Counted | Meaning::Unit(_)));
        if !is_introduced && (number.is_counted() || counts(follows)) {
            return None;
        }
        Some(Heard {
            said,
            length: prefix + number_length + minutes_length + part_length,
            is_marked: is_introduced || part_length > 0,
            is_plain_saa: has_saa && minutes_length + part_length == 0 && !is_clock,
        })
    }

    /// "half past", "quarter to", "ten past": minutes before the hour is said.
    fn minutes_before(self, until: Until) -> Found<i64> {
        if self.says(0, Meaning::Half) && self.count(1).is_some() {
            return Some((30, 1));
        }
        let (minutes, can_be_missing) = match self.sign(0)? {
            Sign::Meant(Meaning::Half) => (30, false),
            Sign::Meant(Meaning::Quarter) => (15, true),
            Sign::Meant(Meaning::Number(minutes)) if self.tongue(0) == Tongue::English => {
                (i64::from(minutes), until == Until::CanBeMinutes)
            }
            Sign::Digits { value, width: 1 | 2 } => {
                let is_minutes = value >= FEWEST_MINUTES_TO && until == Until::CanBeMinutes;
                (i64::from(value), is_minutes)
            }
            _ => return None,
        };
        let length = 1 + usize::from(self.says(1, Meaning::Unit(Unit::Minute)));
        match self.meant(length)? {
            Meaning::Past => Some((minutes, length + 1)),
            Meaning::To if can_be_missing => Some((-minutes, length + 1)),
            _ => None,
        }
    }

    /// The hour itself; the last part of the answer says whether it can be nothing but a time.
    fn hour_number(self, is_at: bool, has_saa: bool) -> Option<(HourSaid, usize, bool)> {
        let said = |hour, minutes: u32, clock| HourSaid {
            hour,
            minutes: i64::from(minutes),
            clock,
            ..HourSaid::named(12)
        };
        match self.sign(0)? {
            Sign::Meant(Meaning::Noon) => Some((HourSaid::named(12), 1, true)),
            Sign::Meant(Meaning::Midnight) => Some((HourSaid::named(0), 1, true)),
            Sign::Meant(Meaning::Number(hour)) => {
                let is_swahili = self.tongue(0) == Tongue::Swahili;
                let clock = if is_swahili { Clock::Swahili } else { Clock::Western };
                Some((said(hour, 0, clock), 1, false))
            }
            Sign::Digits { value, width: 4 } if self.says(1, Meaning::Unit(Unit::Hour)) => {
                Some((said(value / 100, value % 100, Clock::Whole), 2, true))
            }
            Sign::Digits { value, width: 1 | 2 } => {
                Some((said(value, 0, self.clock_of_digits(is_at, has_saa)), 1, false))
            }
            Sign::Pair { first, mark: mark @ (':' | '.'), second, padded } => {
                let is_whole = padded && !has_saa && (!is_at || first > 12);
                let clock = self.clock_of_digits(is_at, has_saa);
                let clock = if is_whole { Clock::Whole } else { clock };
                let is_round = second >= FEWEST_MINUTES_TO && second % 5 == 0;
                let is_clock =
                    mark == ':' || (is_round && self.signs.names_day && !self.is_counted());
                Some((said(first, second, clock), 1, is_clock))
            }
            _ => None,
        }
    }

    fn clock_of_digits(self, is_at: bool, has_saa: bool) -> Clock {
        if has_saa {
            Clock::SaaInDigits
        } else if is_at || self.signs.is_english {
            Clock::Western
        } else {
            Clock::Digits
        }
    }

    /// "na nusu", "kasoro robo", "na dakika ishirini", "thirty".
    fn minutes_after(self, hour: HourSaid) -> Found<i64> {
        if hour.minutes != 0 {
            return None;
        }
        let minute = Meaning::Unit(Unit::Minute);
        match (self.meant(0)?, self.meant(1)) {
            (Meaning::And, Some(Meaning::Half)) if !self.says(2, Meaning::Past) => Some((30, 2)),
            (Meaning::And, Some(Meaning::Quarter)) if !self.says(2, Meaning::Past) => Some((15, 2)),
            (Meaning::Less, Some(Meaning::Quarter)) => Some((-15, 2)),
            (Meaning::And, Some(it)) if it == minute => Some((self.count(2)?, 3)),
            (Meaning::Less, Some(it)) if it == minute => Some((-self.count(2)?, 3)),
            (Meaning::And, _) if self.says(2, minute) => Some((self.count(1)?, 3)),
            (Meaning::Less, _) => Some((-self.count(1)?, 2)),
            (Meaning::Half, _) if hour.clock != Clock::Western => Some((30, 1)),
            (Meaning::Number(minutes @ 10..), _) if hour.clock == Clock::Western => {
                Some((i64::from(minutes), 1))
            }
            _ => None,
        }
    }

    /// What stands after the number: "pm", "o'clock in the afternoon", "asubuhi".
    fn with_part(self, mut said: HourSaid) -> (HourSaid, usize) {
        let mut length = 0;
        while let Some(meaning) = self.meant(length) {
            match meaning {
                Meaning::Oclock => said.clock = Clock::Western,
                Meaning::Am => said.half = Some(Half::Am),
                Meaning::Pm => said.half = Some(Half::Pm),
                Meaning::Part(part) if said.part.is_none() => said.part = Some(part),
                Meaning::Noon if said.hour == 12 => said.half = Some(Half::Pm),
                Meaning::Midnight if said.hour == 12 => said = HourSaid::named(0),
                _ => break,
            }
            length += 1;
        }
        (said, length)
    }
}

/// What "to" between two numbers can be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// "twenty to five".
    CanBeMinutes,
    /// "from ten to five".
    IsSpan,
}

/// "Saa" before one end of a span counts for the other.
fn same_clock(mut from: HourSaid, mut to: HourSaid) -> (HourSaid, HourSaid) {
    match (from.clock, to.clock) {
        (Clock::SaaInDigits, Clock::Digits | Clock::Western) | (Clock::Swahili, Clock::Digits) => {
            to.clock = Clock::SaaInDigits;
        }
        (Clock::Digits | Clock::Western, Clock::SaaInDigits) | (Clock::Digits, Clock::Swahili) => {
            from.clock = Clock::SaaInDigits;
        }
        (Clock::Western, Clock::Digits) => to.clock = Clock::Western,
        _ => {}
    }
    (from, to)
}
