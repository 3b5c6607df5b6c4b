//! What people send in, as flat texts: a form keeps what was typed, the engine parses and judges.

use serde::{Deserialize, Serialize};

/// Longest business, tenant or person's name, in characters (the columns' length).
pub const NAME_MAX: u32 = 100;
/// Longest e-mail address, in characters (the column's length).
pub const EMAIL_MAX: u32 = 255;
/// Shortest password, in characters (NIST SP 800-63B-4 §3.1.1.2 asks for at least 8 beside a second factor).
pub const PASSWORD_MIN: u32 = 10;
/// Longest password, in characters; bounds the cost of hashing.
pub const PASSWORD_MAX: u32 = 200;
/// Longest note or reason, in characters.
pub const NOTES_MAX: u32 = 1000;

/// A new owner and the business.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUpForm {
    /// The owner's name.
    pub name: String,
    /// The business's name; becomes the tenant's.
    pub business_name: String,
    /// The owner's e-mail address.
    pub email: String,
    /// The password, at least [`PASSWORD_MIN`] characters.
    pub password: String,
}

/// A person at the door.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInForm {
    /// The e-mail address.
    pub email: String,
    /// The password.
    pub password: String,
}

/// Opening and closing times of one day; two empty texts mean closed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayForm {
    /// Such as `08:00`.
    #[serde(default)]
    pub from: String,
    /// Such as `18:00`.
    #[serde(default)]
    pub to: String,
}

/// Opening hours as they are typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the days of the week speak for themselves")]
pub struct HoursForm {
    #[serde(default)]
    pub mon: DayForm,
    #[serde(default)]
    pub tue: DayForm,
    #[serde(default)]
    pub wed: DayForm,
    #[serde(default)]
    pub thu: DayForm,
    #[serde(default)]
    pub fri: DayForm,
    #[serde(default)]
    pub sat: DayForm,
    #[serde(default)]
    pub sun: DayForm,
}

impl HoursForm {
    /// The days, Monday first.
    pub fn days(&self) -> [&DayForm; 7] {
        [&self.mon, &self.tue, &self.wed, &self.thu, &self.fri, &self.sat, &self.sun]
    }
}

/// What an owner tells us about the business, or an admin about a tenant that he creates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupForm {
    /// The name that customers read.
    pub business_name: String,
    /// Salon, clinic, shop ..; may be empty.
    #[serde(default)]
    pub business_type: String,
    /// A [`crate::TemplateType`] as text.
    pub template: String,
    /// The business's WhatsApp number.
    pub whatsapp_number: String,
    /// A [`crate::Language`] as text.
    pub language: String,
    /// Opening hours.
    #[serde(default)]
    pub hours: HoursForm,
}

/// What a customer on the sandbox phone writes, or that they call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SandboxSayForm {
    /// The customer's number.
    pub from: String,
    /// The customer's name; may be empty.
    #[serde(default)]
    pub name: String,
    /// The text; a call has none.
    #[serde(default)]
    pub text: String,
    /// How the channel delivers it; a [`SandboxDelivery`] as text, empty for normal.
    #[serde(default)]
    pub delivery: String,
    /// Anything where the customer calls instead of writing.
    #[serde(default)]
    pub call: String,
}

crate::text_enum::text_enum! {
    /// What the sandbox channel does with a customer's message.
    SandboxDelivery {
        /// Delivers it at once.
        Normal => "normal",
        /// Delivers it twice with the same id.
        Duplicate => "duplicate",
        /// Delivers it as if it had been written two days ago.
        Late => "late",
        /// Holds it back and delivers it after the customer's next message.
        Reordered => "reordered",
    }
}
