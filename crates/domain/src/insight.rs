//! What became of a business's messages, day by day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The figures of one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayFigures {
    /// The day, where the business is.
    pub day: NaiveDate,
    /// Messages that customers wrote.
    pub incoming: u32,
    /// Answers of the assistant.
    pub by_bot: u32,
    /// Answers of people, also those that were written on the business's own phone.
    pub by_person: u32,
    /// Messages that wanted an answer and got none by the end of the next day.
    pub unanswered: u32,
    /// How long the median answer took to reach the customer, in seconds; nothing where there was none.
    pub median_seconds: Option<u32>,
    /// Bookings that customers made in a conversation.
    pub bookings: u32,
    /// Orders that customers made in a conversation.
    pub orders: u32,
}

impl DayFigures {
    /// A day on which nothing happened.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self { day, ..Self::default() }
    }

    /// Whether nothing happened.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        *self == Self::of(self.day)
    }
}

/// What several days came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Messages that customers wrote.
    pub incoming: u32,
    /// Answers of the assistant.
    pub by_bot: u32,
    /// Answers of people.
    pub by_person: u32,
    /// Messages that wanted an answer and got none.
    pub unanswered: u32,
    /// The median of the days' medians, in seconds; nothing where there was no answer.
    pub median_seconds: Option<u32>,
    /// Bookings that customers made in a conversation.
    pub bookings: u32,
    /// Orders that customers made in a conversation.
    pub orders: u32,
}

impl Totals {
    /// Adds the days up.
    #[must_use]
    pub fn of(days: &[DayFigures]) -> Self {
        let sum = |figure: fn(&DayFigures) -> u32| {
            days.iter().map(figure).fold(0, |sum: u32, figure| sum.saturating_add(figure))
        };
        let mut medians: Vec<u32> = days.iter().filter_map(|day| day.median_seconds).collect();
        medians.sort_unstable();
        Self {
            incoming: sum(|day| day.incoming),
            by_bot: sum(|day| day.by_bot),
            by_person: sum(|day| day.by_person),
            unanswered: sum(|day| day.unanswered),
            median_seconds: medians.get(medians.len() / 2).copied(),
            bookings: sum(|day| day.bookings),
            orders: sum(|day| day.orders),
        }
    }

    /// How many of a hundred answers were the assistant's; nothing where nobody answered.
    #[must_use]
    pub fn percent_by_bot(&self) -> Option<u32> {
        let all = u64::from(self.by_bot) + u64::from(self.by_person);
        let percent = (u64::from(self.by_bot) * 100 + all / 2).checked_div(all)?;
        u32::try_from(percent).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(by_bot: u32, by_person: u32, median_seconds: Option<u32>) -> DayFigures {
        DayFigures { by_bot, by_person, median_seconds, ..DayFigures::default() }
    }

    #[test]
    fn days_add_up() {
        let days = [day(2, 1, Some(9)), day(0, 0, None), day(1, 2, Some(4)), day(1, 0, Some(5))];
        let totals = Totals::of(&days);
        assert_eq!((totals.by_bot, totals.by_person), (4, 3));
        assert_eq!(totals.median_seconds, Some(5));
        assert_eq!(totals.percent_by_bot(), Some(57));
        assert_eq!(Totals::of(&[day(u32::MAX, 0, None); 2]).by_bot, u32::MAX);
    }

    #[test]
    fn nothing_has_no_share_and_no_middle() {
        let totals = Totals::of(&[]);
        assert_eq!((totals.percent_by_bot(), totals.median_seconds), (None, None));
        assert!(DayFigures::of(NaiveDate::MAX).is_quiet());
        assert!(!day(0, 1, None).is_quiet());
    }
}
