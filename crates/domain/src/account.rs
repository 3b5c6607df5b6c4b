//! What a person sees of the own account: address, password, second factor, signed-in browsers.

use serde::{Deserialize, Serialize};

use crate::{AuthSessionId, Instant, Role};

/// Digits of a code of the second factor (RFC 6238 leaves six to eight; every app shows six).
pub const CODE_DIGITS: u32 = 6;
/// How many recovery codes a person gets.
pub const RECOVERY_CODES: u32 = 10;
/// Longest code that may be typed, in characters: a recovery code with its hyphens, and some room.
pub const CODE_MAX: u32 = 40;

/// A person's own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// The person's name.
    pub name: String,
    /// The person's part.
    pub role: Role,
    /// The address that the person signs in with.
    pub email: String,
    /// Whether the person showed that its mail is read.
    pub email_verified: bool,
    /// The address that it is to become, once that is confirmed.
    pub new_email: Option<String>,
    /// The second factor.
    pub second_factor: SecondFactorView,
    /// The browsers that are signed in, this one first.
    pub browsers: Vec<BrowserView>,
}

/// Where a person's second factor stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactorView {
    /// Since when it is asked for; nothing when it is not.
    pub since: Option<Instant>,
    /// How many recovery codes are left.
    pub codes_left: u32,
    /// Whether this person has to have one.
    pub required: bool,
}

/// A browser that is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrowserView {
    /// Its session.
    pub id: AuthSessionId,
    /// What it is, such as `Chrome, Android`; empty when it does not say.
    pub name: String,
    /// The address that it signed in from.
    pub address: Option<String>,
    /// When it signed in.
    pub started_at: Instant,
    /// When it was last used.
    pub last_seen_at: Instant,
    /// Whether it is the one that asks.
    pub this_one: bool,
}

/// What an app on a phone needs for making codes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorSetup {
    /// The secret in base32 (RFC 4648 §6), in groups of four, for typing.
    pub secret: String,
    /// The QR code's dark modules, as an SVG path with one unit per module.
    pub path: String,
    /// How many modules a side has.
    pub modules: u32,
}

/// What a mailed link is good for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkView {
    /// Confirms the address.
    Email {
        /// The address.
        email: String,
    },
    /// Leads to a new password.
    Password {
        /// Whose, so that a browser can keep it.
        email: String,
    },
}
