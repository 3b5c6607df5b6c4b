//! Which times of the day an hour can mean: the Swahili clock counts from sunrise and sunset, the
//! western one from midnight and noon.

use chrono::NaiveTime;

use super::day_part::{DayPart, time_at};

/// By which clock an hour was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clock {
    /// "saa tatu", "tatu".
    Swahili,
    /// "saa 3": some count digits in the western way.
    SaaInDigits,
    /// "3:30" alone.
    Digits,
    /// "at 3", "three".
    Western,
    /// "15:30", "09:30".
    Whole,
}

/// "am" or "pm".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Am,
    Pm,
}

/// What was said about an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HourSaid {
    pub hour: u32,
    /// Minutes after the hour, or before it.
    pub minutes: i64,
    pub clock: Clock,
    pub half: Option<Half>,
    pub part: Option<DayPart>,
    /// Midnight by its name, which ends the day that is said with it.
    pub is_midnight: bool,
}

/// A time that can be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TimeMeant {
    pub time: NaiveTime,
    /// Not likely are hours at which few businesses see anybody; they count when the others are over.
    pub is_likely: bool,
    /// Whether the time comes after the midnight that ends the day said with it.
    pub is_after_midnight: bool,
    /// Whether it was counted by the Swahili clock.
    pub is_swahili: bool,
}

/// Hours of which one is meant when the half of the day is not said: minutes of the day.
const LIKELY_SWAHILI: (i64, i64) = (6 * 60 + 45, 20 * 60);

/// Hours that are told first when several fit.
const AWAKE: (i64, i64) = (6 * 60, 22 * 60);

impl HourSaid {
    /// An hour that is said by its name, such as noon.
    pub fn named(hour: u32) -> Self {
        let is_midnight = hour == 0;
        Self { hour, minutes: 0, clock: Clock::Whole, half: None, part: None, is_midnight }
    }

    /// The same hour with the part of the day of another, where there is such an hour.
    pub fn with_part_of(self, other: Self) -> Self {
        let lent = Self { part: other.part, half: other.half, ..self };
        let is_free = self.part.is_none() && self.half.is_none();
        if is_free && !lent.times().is_empty() { lent } else { self }
    }

    /// The times that can be meant, most probable first; none when there is no such hour.
    pub fn times(self) -> Vec<TimeMeant> {
        let (hour, hours) = (i64::from(self.hour), i64::from(self.hour) * 60);
        if !(0..24).contains(&hour) || !(-59..60).contains(&self.minutes) {
            return Vec::new();
        }
        if let Some(half) = self.half {
            return self.in_half(half);
        }
        let is_whole = self.clock == Clock::Whole || !(1..=12).contains(&hour);
        if is_whole && (self.part.is_none() || !(1..=12).contains(&hour)) {
            let time = self.meant(hours, false, true);
            let fits = self
                .part
                .is_none_or(|part| part.fits_swahili(time.time) || part.fits_western(time.time));
            return if fits { vec![time] } else { Vec::new() };
        }
        match self.part {
            Some(part) => self.in_part(part),
            None => self.alone(),
        }
    }

    fn meant(self, minutes_of_hour: i64, is_swahili: bool, is_likely: bool) -> TimeMeant {
        let time = time_at(minutes_of_hour + self.minutes);
        let is_night = self.part.is_some_and(DayPart::is_night) && time < time_at(6 * 60);
        TimeMeant { time, is_likely, is_swahili, is_after_midnight: is_night || self.is_midnight }
    }

    fn in_half(self, half: Half) -> Vec<TimeMeant> {
        let hour = i64::from(self.hour);
        let hours = match (half, hour) {
            (Half::Am, 1..=12) => hour % 12,
            (Half::Pm, 1..=12) => hour % 12 + 12,
            // "15:30 pm"
            (Half::Pm, 13..) if self.clock == Clock::Whole => hour,
            _ => return Vec::new(),
        };
        vec![self.meant(hours * 60, false, true)]
    }

    /// The day and the night by the Swahili clock, in minutes: "saa moja" is 7:00 and 19:00.
    fn swahili(self) -> [i64; 2] {
        let hour = i64::from(self.hour);
        [hour + 6, hour + 18].map(|hour| hour * 60)
    }

    /// Before and after noon by the western clock, in minutes.
    fn western(self) -> [i64; 2] {
        let hour = i64::from(self.hour % 12);
        [hour, hour + 12].map(|hour| hour * 60)
    }

    /// With a part of the day: each reading must lie in its hours.
    fn in_part(self, part: DayPart) -> Vec<TimeMeant> {
        let says_saa = matches!(self.clock, Clock::Swahili | Clock::SaaInDigits);
        // Nobody says "saa 8 usiku" of 20:00, which is "saa 2 usiku".
        let is_after_midnight = says_saa && part == DayPart::Usiku && matches!(self.hour, 7 | 8);
        let part = if says_saa { part.swahili_sibling() } else { part };
        let is_swahili_too = !part.is_english() && self.clock != Clock::Western;
        let is_western_too = self.clock != Clock::Swahili && !is_after_midnight;
        let swahili = self.swahili().map(|minutes| self.meant(minutes, true, true));
        let western = self.western().map(|minutes| self.meant(minutes, false, true));
        let mut times: Vec<TimeMeant> = Vec::new();
        times.extend(swahili.iter().filter(|it| is_swahili_too && part.fits_swahili(it.time)));
        times.extend(western.iter().filter(|it| is_western_too && part.fits_western(it.time)));
        let is_awake = |it: &TimeMeant| (time_at(AWAKE.0)..=time_at(AWAKE.1)).contains(&it.time);
        times.sort_by_key(|it| !is_awake(it));
        times
    }

    /// Without a part of the day: what a business's day makes likely.
    fn alone(self) -> Vec<TimeMeant> {
        let [day, night] = self.swahili().map(|minutes| {
            let likely = time_at(LIKELY_SWAHILI.0)..=time_at(LIKELY_SWAHILI.1);
            let time = self.meant(minutes, true, true);
            TimeMeant { is_likely: likely.contains(&time.time), ..time }
        });
        // At 1 to 6 in the afternoon, at 8 to 11 in the morning, at 7 one cannot know.
        let [am, pm] = self.western();
        let am = self.meant(am, false, (7..=11).contains(&self.hour));
        let pm = self.meant(pm, false, !(8..=11).contains(&self.hour));
        match self.clock {
            Clock::Swahili => vec![day, night],
            Clock::SaaInDigits => vec![day, am, pm, night],
            Clock::Digits => vec![am, pm, day, night],
            Clock::Western | Clock::Whole => vec![am, pm],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(hour: u32, clock: Clock, part: Option<DayPart>) -> Vec<String> {
        HourSaid { hour, minutes: 0, clock, half: None, part, is_midnight: false }
            .times()
            .iter()
            .filter(|it| it.is_likely)
            .map(|it| it.time.to_string().chars().take(5).collect())
            .collect()
    }

    #[test]
    fn the_part_of_the_day_decides_between_the_clocks() {
        let asubuhi = Some(DayPart::Asubuhi);
        assert_eq!(times(3, Clock::SaaInDigits, asubuhi), ["09:00"]);
        assert_eq!(times(10, Clock::SaaInDigits, asubuhi), ["10:00"]);
        assert_eq!(times(4, Clock::SaaInDigits, Some(DayPart::Jioni)), ["16:00"]);
        assert_eq!(times(8, Clock::SaaInDigits, Some(DayPart::Usiku)), ["02:00"]);
        assert_eq!(times(9, Clock::SaaInDigits, Some(DayPart::Usiku)), ["21:00", "03:00"]);
        assert!(times(3, Clock::Swahili, Some(DayPart::Mchana)).is_empty());
    }

    #[test]
    fn without_a_part_the_hours_of_business_decide() {
        assert_eq!(times(3, Clock::Swahili, None), ["09:00"]);
        assert_eq!(times(1, Clock::Swahili, None), ["07:00", "19:00"]);
        assert_eq!(times(10, Clock::SaaInDigits, None), ["16:00", "10:00"]);
        assert_eq!(times(3, Clock::Western, None), ["15:00"]);
        assert_eq!(times(7, Clock::Western, None), ["07:00", "19:00"]);
    }
}
