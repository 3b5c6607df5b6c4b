//! Who asks.

use domain::views::UserView;
use domain::{Principal, Role};
use sha2::{Digest, Sha256};
use store::SignedInUser;
use subtle::ConstantTimeEq;

use super::{person, principal, token_hash, viewing};
use crate::config::span;
use crate::{Engine, EngineError};

/// Who is behind a cookie's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognised {
    /// A person who may do what the person's part allows.
    Full(Principal),
    /// A person who has to set up a second factor first.
    Limited(LimitedPrincipal),
}

/// A person for whom nothing works but setting up the second factor and signing out.
///
/// A type of its own, so that whoever asks for a [`Principal`] has none: a limited person is a stranger
/// to every use case that does not say otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitedPrincipal(pub Principal);

impl Engine {
    /// Who a cookie's token stands for; nothing when it is unknown or ran out.
    ///
    /// Using a sign-in keeps it alive; that is written at most once in a tenth of the idle time.
    pub async fn recognise(&self, token: &str) -> Result<Option<Recognised>, EngineError> {
        let accounts = self.store().accounts();
        let Some(found) = accounts.session(&token_hash(token)).await? else { return Ok(None) };
        let now = self.now();
        if now >= found.idle_expires_at || now >= found.absolute_expires_at {
            return Ok(None);
        }
        let idle = span(self.config().session_idle);
        let fresh = (now + idle).min(found.absolute_expires_at);
        if fresh - found.idle_expires_at > idle / 10 {
            accounts.touch_session(found.session_id, fresh).await?;
        }
        Ok(Some(if self.is_limited(&found) {
            Recognised::Limited(LimitedPrincipal(principal(&found.user)))
        } else {
            Recognised::Full(viewing::principal_of(&found))
        }))
    }

    /// The same for those who may do what their part allows: a limited person is nobody here.
    pub async fn principal_of(&self, token: &str) -> Result<Option<Principal>, EngineError> {
        Ok(match self.recognise(token).await? {
            Some(Recognised::Full(principal)) => Some(principal),
            Some(Recognised::Limited(_)) | None => None,
        })
    }

    pub(super) fn is_limited(&self, found: &SignedInUser) -> bool {
        self.needs_second_factor(found.user.role) && !found.has_second_factor
    }

    /// Whether people with this part have to have a second factor.
    pub(super) fn needs_second_factor(&self, role: Role) -> bool {
        role == Role::Admin && self.config().admins_need_second_factor
    }

    /// The platform itself, for a system that knows its password; compared in constant time.
    pub fn admin_by_password(&self, password: &str) -> Option<Principal> {
        let wanted = self.config().admin_password.as_deref()?;
        let same = Sha256::digest(wanted).ct_eq(&Sha256::digest(password));
        bool::from(same).then(|| Principal {
            user_id: None,
            role: Role::Admin,
            tenant_id: None,
            name: "API".to_owned(),
            email: String::new(),
            viewing: false,
        })
    }

    /// The person with this e-mail address, for a portal that proved itself with its key.
    pub async fn principal_by_email(&self, email: &str) -> Result<Option<Principal>, EngineError> {
        let found = self.store().accounts().credentials(email).await?;
        Ok(found.filter(|found| found.is_active).map(|found| principal(&found.user)))
    }

    /// The signed-in person; nothing for a system.
    pub async fn me(&self, principal: &Principal) -> Result<Option<UserView>, EngineError> {
        match person(principal) {
            Ok(id) => Ok(self.store().accounts().user(id).await?),
            Err(_) => Ok(None),
        }
    }
}
