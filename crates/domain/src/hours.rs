//! Opening hours of a week.

use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;

/// The days' names as forms and JSON know them, Monday first.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

text_enum! {
    /// What becomes of messages while the business is closed.
    AfterHours {
        /// The assistant answers as at any other time.
        Answer => "ANSWER",
        /// The customer is told when the business opens, and is answered then.
        Wait => "WAIT",
    }
}

/// An assistant that sleeps helps nobody.
impl Default for AfterHours {
    fn default() -> Self {
        Self::Answer
    }
}

/// One day's opening hours in minutes after midnight, local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenHours {
    /// The minute it opens, 0 to 1439.
    pub from: u16,
    /// The minute it closes, after `from`, at most 1440.
    pub to: u16,
}

/// A week's opening hours, Monday first; nothing stands for closed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekHours(pub [Option<OpenHours>; 7]);

/// Why two texts are no opening hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HoursRefused {
    /// One of them is no time of day.
    #[error("no time of day such as 08:30")]
    Time,
    /// It closes before it opens.
    #[error("it closes before it opens")]
    ClosesFirst,
}

impl OpenHours {
    /// Reads `08:30` and `17:00`; `24:00` may close a day.
    ///
    /// # Errors
    /// When one is no time or they stand in the wrong order.
    pub fn parse(from: &str, to: &str) -> Result<Self, HoursRefused> {
        let from = minutes(from)?;
        let to = minutes(to)?;
        if from >= to {
            return Err(HoursRefused::ClosesFirst);
        }
        Ok(Self { from, to })
    }

    /// The opening time as `08:30`.
    pub fn from_text(self) -> String {
        clock_text(self.from)
    }

    /// The closing time as `17:00`.
    pub fn to_text(self) -> String {
        clock_text(self.to)
    }
}

pub(crate) fn clock_text(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

pub(crate) fn minutes(text: &str) -> Result<u16, HoursRefused> {
    let (hours, minutes) = text.trim().split_once(':').ok_or(HoursRefused::Time)?;
    let number = |text: &str| {
        let plain = text.len() <= 2 && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse::<u16>().ok()).flatten().ok_or(HoursRefused::Time)
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let total = hours * 60 + minutes;
    if minutes > 59 || total > 24 * 60 {
        return Err(HoursRefused::Time);
    }
    Ok(total)
}

impl WeekHours {
    /// A usual week: 08:00 to 18:00, Saturday to 14:00, Sunday closed.
    pub const USUAL: Self = {
        let day = Some(OpenHours { from: 8 * 60, to: 18 * 60 });
        Self([day, day, day, day, day, Some(OpenHours { from: 8 * 60, to: 14 * 60 }), None])
    };

    /// Groups neighbouring days with the same hours: `(first day, last day, hours)`, Monday is 0.
    pub fn runs(&self) -> Vec<(usize, usize, Option<OpenHours>)> {
        let mut runs: Vec<(usize, usize, Option<OpenHours>)> = Vec::new();
        for (day, hours) in self.0.iter().enumerate() {
            match runs.last_mut() {
                Some((_, last, same)) if same == hours => *last = day,
                _ => runs.push((day, day, *hours)),
            }
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_read_back_as_they_were_written() {
        let hours = OpenHours::parse("8:05", "24:00").unwrap();
        assert_eq!((hours.from_text(), hours.to_text()), ("08:05".into(), "24:00".into()));
    }

    #[test]
    fn wrong_hours_are_refused() {
        for (from, to) in [
            ("", "10:00"),
            ("8", "10:00"),
            ("08:60", "10:00"),
            ("-1:00", "2:00"),
            ("08:00", "24:01"),
        ] {
            assert_eq!(OpenHours::parse(from, to), Err(HoursRefused::Time), "{from}-{to}");
        }
        assert_eq!(OpenHours::parse("10:00", "10:00"), Err(HoursRefused::ClosesFirst));
    }

    #[test]
    fn same_days_are_grouped() {
        let runs = WeekHours::USUAL.runs();
        assert_eq!(
            runs.iter().map(|(a, b, _)| (*a, *b)).collect::<Vec<_>>(),
            [(0, 4), (5, 5), (6, 6)]
        );
    }
}
