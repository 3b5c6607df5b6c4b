//! Whether a customer wants messages, and how we know.

use serde::{Deserialize, Serialize};

use crate::Instant;
use crate::text_enum::text_enum;

text_enum! {
    /// What a customer said about messages.
    ConsentEvent {
        /// None any more.
        OptedOut => "OPTED_OUT",
        /// They are welcome again.
        OptedIn => "OPTED_IN",
    }
}

/// One time that a customer said so; the proof is kept for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentRecord {
    /// When.
    pub at: Instant,
    /// What it means.
    pub event: ConsentEvent,
    /// The customer's own words.
    pub text: String,
}

/// All that a customer said about messages, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Consent {
    /// The records.
    pub history: Vec<ConsentRecord>,
}

/// Of all that a customer said about messages, so many times are kept, the last ones.
const HISTORY_MAX: usize = 50;

impl Consent {
    /// Takes in what was said elsewhere, or since.
    pub fn take_in(&mut self, more: Self) {
        self.history.extend(more.history);
        self.history.sort_by_key(|record| record.at);
        let over = self.history.len().saturating_sub(HISTORY_MAX);
        self.history.drain(..over);
    }
}
