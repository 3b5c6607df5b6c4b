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
