//! What counts as an answer, as a flow says it.

use serde::{Deserialize, Serialize};

use super::Text;

/// What counts as an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Validator {
    /// Any text of this many characters.
    Text {
        /// The fewest characters.
        min: usize,
        /// The most characters.
        max: usize,
    },
    /// One of several options, by number or by word.
    Choice {
        /// The options, numbered from 1 in this order.
        options: Vec<Choice>,
    },
    /// One whole number in this range, in digits or as a word up to ten.
    Number {
        /// The smallest number, at least 1: a customer goes back with 0.
        min: i64,
        /// The largest number.
        max: i64,
    },
    /// A phone number: with its country code, or as it is dialled in Tanzania, Kenya or Uganda.
    Phone,
    /// An e-mail address.
    Email,
    /// A day that is not over. The slot then holds it as `2026-02-27`, and texts name it in words.
    Date {
        /// The first day that counts, in days from today.
        #[serde(default)]
        min: u32,
        /// The last day that counts, in days from today.
        #[serde(default = "a_year")]
        max: u32,
    },
    /// A time of the day, to the minute. The slot then holds it as `15:00`.
    Time,
    /// A day and a time that is not over. The slot then holds them as `2026-02-27 15:00`.
    Moment {
        /// The first day that counts, in days from today.
        #[serde(default)]
        min: u32,
        /// The last day that counts, in days from today.
        #[serde(default = "a_year")]
        max: u32,
    },
    /// The end of a stay: a number of nights, or the day after the last of them. The slot holds that day.
    Nights {
        /// The slot with the day on which the stay begins.
        after: String,
        /// The most nights.
        max: u32,
    },
}

fn a_year() -> u32 {
    365
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its name; also what the slot then holds.
    pub label: Text,
    /// Other words for it, in any language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
}
