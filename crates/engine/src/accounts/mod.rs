//! Accounts: signing up, in and out, and what a person does about the own account.
//!
//! Whoever stands at the door learns nothing about who has an account: wrong passwords, unknown
//! addresses and asked-for resets are answered alike, after the same work.

mod browser;
mod checks;
mod door;
mod email;
mod factor;
mod invited;
mod password;
mod password_change;
mod sessions;
mod totp;
mod tries;
mod viewing;
mod who;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::views::UserView;
use domain::{Instant, Language, Principal, UserId};
use rand::Rng;
use sha2::{Digest, Sha256};

use crate::EngineError;

pub(crate) use checks::check_email;
pub use door::Entry;
pub(crate) use email::RESET_LINK_VALID;
pub use factor::NewCodes;
pub(crate) use password::Hasher;
pub(crate) use tries::Tries;
pub use who::{LimitedPrincipal, Recognised};

/// Where a request came from.
#[derive(Debug, Clone, Default)]
pub struct ClientInfo {
    /// The address, as text.
    pub ip: Option<String>,
    /// The browser's own name for itself.
    pub user_agent: Option<String>,
    /// The language that the person reads; Swahili where nobody says.
    pub language: Option<Language>,
}

impl ClientInfo {
    /// The language for mails.
    pub(crate) fn mail_language(&self) -> Language {
        self.language.unwrap_or(Language::Sw)
    }
}

/// A browser's sign-in, fresh or under a new token.
#[derive(Clone)]
pub struct SignedIn {
    /// Goes into the cookie; only its SHA-256 is kept.
    pub token: String,
    /// Who signed in.
    pub principal: Principal,
    /// When the sign-in ends at the latest.
    pub expires_at: Instant,
    /// Whether the person has to set up a second factor before anything else works.
    pub limited: bool,
}

/// A new token: 256 random bits.
pub(crate) fn fresh_token() -> String {
    URL_SAFE_NO_PAD.encode(rand::rng().random::<[u8; 32]>())
}

/// What is kept of a token: enough to find it, not enough to use it.
pub(crate) fn token_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token))
}

fn principal(user: &UserView) -> Principal {
    Principal {
        user_id: Some(user.id),
        role: user.role,
        tenant_id: user.tenant_id,
        name: user.name.clone(),
        email: user.email.clone(),
        viewing: false,
    }
}

/// The person behind a principal; systems have no account of their own, and who sees a business as its auditor does has
/// none at hand.
fn person(principal: &Principal) -> Result<UserId, EngineError> {
    principal.user_id.filter(|_| !principal.viewing).ok_or(EngineError::Forbidden)
}
