//! People who are no customers yet and wrote to us through the contact page.

use serde::{Deserialize, Serialize};

use crate::{Instant, Language, LeadId};

/// Longest address to reach somebody under, in characters: the longest e-mail address.
pub const REACH_MAX: u32 = 255;
/// Longest message, in characters.
pub const LEAD_MESSAGE_MAX: u32 = 2000;
/// Fewest digits of a phone number that somebody could be called back under, without its area.
pub const REACH_DIGITS_MIN: u32 = 7;

/// What somebody wrote into the contact form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadForm {
    /// The person's name.
    #[serde(default)]
    pub name: String,
    /// The business's name; may be empty.
    #[serde(default)]
    pub business: String,
    /// An e-mail address or a phone number.
    #[serde(default)]
    pub reach: String,
    /// What the person wants to know.
    #[serde(default)]
    pub message: String,
    /// A field that people do not see and programs fill in; what comes with it is thrown away.
    #[serde(default)]
    pub website: String,
}

/// One message of somebody who is no customer yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadView {
    /// The message's id.
    pub id: LeadId,
    /// The person's name.
    pub name: String,
    /// The business's name, where it was told.
    pub business: Option<String>,
    /// An e-mail address, or a phone number as it was typed.
    pub reach: String,
    /// What the person wants to know.
    pub message: String,
    /// The language in which the person read the page.
    pub language: Language,
    /// When somebody took care of it; nothing while nobody has.
    pub handled_at: Option<Instant>,
    /// Who took care of it, by name.
    pub handled_by: Option<String>,
    /// When it came.
    pub created_at: Instant,
}
