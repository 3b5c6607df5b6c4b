//! What mails are about, as they are kept until they are sent.

use domain::alert::AlertKind;
use domain::lead::LeadView;
use domain::{ConversationId, Language, Role};
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
    /// Somebody is asked to work for a business.
    Invited {
        /// Who asks.
        inviter: String,
        /// The business.
        business: String,
        /// What part the person is to have.
        role: Role,
        /// What the link carries.
        token: String,
    },
    /// Somebody of Flow HQ looks at a business.
    Viewed {
        /// The owner's name.
        name: String,
        /// The business.
        business: String,
        /// Who looks.
        by: String,
        /// What for.
        reason: String,
    },
    /// Things wait for somebody in a business.
    Alerts {
        /// The person's name.
        name: String,
        /// The business.
        business: String,
        /// What waits, the oldest first.
        lines: Vec<AlertLine>,
    },
    /// Somebody wrote to us.
    Lead {
        /// The message.
        lead: Box<LeadView>,
    },
}

/// One thing that waits for somebody.
#[derive(Clone, Serialize, Deserialize)]
pub struct AlertLine {
    /// What it is about.
    pub kind: AlertKind,
    /// The customer's name, where it is known.
    pub customer: Option<String>,
    /// Since when, as clocks show it where the business is.
    pub since: String,
    /// In which conversation, where it is about one.
    pub conversation: Option<ConversationId>,
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
