//! Linking and unlinking a phone: what a person wants, the code that is typed, and what comes in the way.

use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;
use crate::{E164, Instant};

text_enum! {
    /// Why a phone could not be linked the way that was tried; scanning stays possible.
    LinkTrouble {
        /// The channel gave no code to type, or took it back.
        NoCode => "no_code",
        /// The channel wants some time to pass before it gives another code to type.
        TooSoon => "too_soon",
        /// The phone asks for a passkey, which only its own apps can show.
        Passkey => "passkey",
        /// The phone and we did not come to terms.
        Failed => "failed",
    }
}

/// What a person wants of a session; its worker sees to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionWish {
    /// The phone is to be unlinked, for the channel and for us.
    Unlink,
    /// The phone with this number is to be linked by a code that is typed on it.
    TypedCode(E164),
}

text_enum! {
    /// The name of a [`SessionWish`], as it is stored.
    WishName {
        /// [`SessionWish::Unlink`].
        Unlink => "UNLINK",
        /// [`SessionWish::TypedCode`].
        TypedCode => "TYPED_CODE",
    }
}

impl SessionWish {
    /// Its name.
    pub const fn name(&self) -> WishName {
        match self {
            Self::Unlink => WishName::Unlink,
            Self::TypedCode(_) => WishName::TypedCode,
        }
    }
}

/// A code that is typed on the phone instead of scanning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedCode {
    /// What is typed; whoever does speaks for the business.
    pub code: String,
    /// When the channel stops accepting it.
    pub expires_at: Instant,
}
