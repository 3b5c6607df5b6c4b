//! What becomes of messages that came while there was no connection.

use chrono::Duration;

use crate::text_enum::text_enum;

text_enum! {
    /// How old such a message may be to be answered; the text is the minutes.
    LateAnswers {
        /// None is answered.
        Never => "0",
        /// A quarter of an hour.
        Quarter => "15",
        /// An hour.
        Hour => "60",
        /// Four hours.
        FourHours => "240",
        /// Twelve hours.
        HalfDay => "720",
    }
}

/// Older than this a message counts as late at all; a younger one is answered as if there had been no break.
pub const LATE_FROM: Duration = Duration::minutes(1);

impl Default for LateAnswers {
    /// Who wrote an hour ago still waits; who wrote in the morning has asked somebody else.
    fn default() -> Self {
        Self::Hour
    }
}

impl LateAnswers {
    /// The minutes.
    pub const fn minutes(self) -> i16 {
        match self {
            Self::Never => 0,
            Self::Quarter => 15,
            Self::Hour => 60,
            Self::FourHours => 240,
            Self::HalfDay => 720,
        }
    }

    /// The choice for minutes as they are stored; the next shorter one for what is none.
    pub fn nearest(minutes: i32) -> Self {
        let fits = |choice: &&Self| i32::from(choice.minutes()) <= minutes;
        Self::ALL.iter().rev().find(fits).copied().unwrap_or(Self::Never)
    }

    /// Whether a message of this age is answered.
    pub fn allows(self, age: Duration) -> bool {
        age <= Duration::minutes(i64::from(self.minutes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_the_minutes_and_both_lead_back() {
        for choice in LateAnswers::ALL {
            assert_eq!(choice.as_str(), choice.minutes().to_string());
            assert_eq!(LateAnswers::nearest(choice.minutes().into()), *choice);
        }
        assert_eq!(LateAnswers::nearest(61), LateAnswers::Hour);
        assert_eq!(LateAnswers::nearest(-1), LateAnswers::Never);
    }

    #[test]
    fn a_message_is_answered_up_to_its_age() {
        assert!(LateAnswers::Hour.allows(Duration::minutes(60)));
        assert!(!LateAnswers::Hour.allows(Duration::seconds(3601)));
        assert!(!LateAnswers::Never.allows(Duration::seconds(61)));
    }
}
