//! What mails are about, as they are kept until they are sent.

use domain::Language;
use domain::lead::LeadView;
use serde::{Deserialize, Serialize};

/// Whom a mail is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailTo {
    /// Everybody who runs the platform.
    Admins,
    /// One person.
    Person {
        /// The address.
        email: String,
        /// The person's language.
        language: Language,
    },
}

/// What a mail is about. What it says is written when it is sent.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MailKind {
    /// The link that shows that a person reads the mail of an address.
    VerifyEmail {
        /// The person's name.
        name: String,
        /// What the link carries.
        token: String,
    },
    /// The link to a new address, for somebody who moves there.
    ChangeEmail {
        /// The person's name.
        name: String,
        /// What the link carries.
        token: String,
    },
    /// The link to a new password, if there is such an account: nobody has looked yet.
    ResetPassword {
        /// What the link carries.
        token: String,
    },
    /// Something about the account changed.
    Note {
        /// The person's name.
        name: String,
        /// What changed.
        note: AccountNote,
    },
    /// Somebody wrote to us.
    Lead {
        /// The message.
        lead: Box<LeadView>,
    },
}

/// What changed about an account, for the person whose it is.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum AccountNote {
    /// Somebody asked to move the account to another address.
    EmailChangeAsked {
        /// The new address.
        new: String,
    },
    /// The account moved to another address.
    EmailChanged {
        /// The new address.
        new: String,
    },
    /// The password is a new one.
    PasswordChanged,
    /// A second factor is asked for from now on.
    SecondFactorOn,
    /// No second factor is asked for any more.
    SecondFactorOff,
    /// A recovery code took the second factor's place.
    RecoveryCodeUsed {
        /// How many are left.
        left: u32,
    },
}

/// A mail as it is kept.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Letter {
    pub(crate) to: String,
    pub(crate) language: Language,
    #[serde(flatten)]
    pub(crate) kind: MailKind,
}

impl Letter {
    pub(crate) fn new(to: &str, language: Language, kind: MailKind) -> Self {
        Self { to: to.to_owned(), language, kind }
    }

    /// As it is sealed.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a mail holds nothing that JSON cannot")
    }
}
