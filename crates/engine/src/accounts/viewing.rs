//! Seeing a business as its auditor does: for whoever runs the platform, with a reason, for a while, and never unseen by
//! the business.

use chrono::TimeDelta;
use domain::team::{VIEW_MINUTES, VIEW_REASON_MAX, VIEW_REASON_MIN, ViewingView};
use domain::{Principal, Problem, Role, TenantId};
use store::{Actor, NewView, SignedInUser, Viewing};

use super::{person, principal, token_hash};
use crate::mail::{Letter, MailKind};
use crate::{Engine, EngineError, access};

impl Engine {
    /// Lets this sign-in see a business as its auditor does, from now on and for half an hour. The business's log says so,
    /// and its owner gets a mail.
    ///
    /// # Errors
    /// For whoever does not run the platform; when no reason is given, and when there is no such living business.
    pub async fn begin_view(
        &self,
        by: &Principal,
        session_token: &str,
        tenant: TenantId,
        reason: &str,
    ) -> Result<(), EngineError> {
        access::platform(by)?;
        person(by)?;
        let reason = reason.trim();
        let length = u32::try_from(reason.chars().count()).unwrap_or(u32::MAX);
        let problem = match length {
            0 => Some(Problem::Required),
            1..VIEW_REASON_MIN => Some(Problem::TooShort { min: VIEW_REASON_MIN }),
            _ if length > VIEW_REASON_MAX => Some(Problem::TooLong { max: VIEW_REASON_MAX }),
            _ => None,
        };
        if let Some(problem) = problem {
            return Err(EngineError::field("reason", problem));
        }
        let found = self.store().accounts().session(&token_hash(session_token)).await?;
        let session = found.ok_or(EngineError::Unauthenticated)?.session_id;
        let mail = self.mail_of_view(by, tenant, reason).await?;
        let until = self.now() + TimeDelta::minutes(i64::from(VIEW_MINUTES));
        let new = NewView { session, tenant, until, reason: reason.to_owned(), mail };
        if !self.store().accounts().begin_view(&Actor::from(by), new).await? {
            return Err(EngineError::NotFound);
        }
        self.wake_mail();
        self.publish_deed(tenant).await;
        Ok(())
    }

    /// The mail that tells the owner; nothing where nobody is there to read it.
    async fn mail_of_view(
        &self,
        by: &Principal,
        tenant: TenantId,
        reason: &str,
    ) -> Result<Option<Vec<u8>>, EngineError> {
        let door = self.store().tenant(tenant);
        let Some(config) = door.config().await? else { return Ok(None) };
        let people = door.people().await?;
        let owner = people.into_iter().find(|member| member.role == Role::Owner && member.active);
        Ok(owner.map(|owner| {
            let kind = MailKind::Viewed {
                name: owner.name,
                business: config.business_name,
                by: by.name.clone(),
                reason: reason.to_owned(),
            };
            Letter::new(&owner.email, config.language, kind).to_bytes()
        }))
    }

    /// Ends what this sign-in sees in place of its own, and tells whose business it was; nothing when it saw none.
    pub async fn end_view(&self, session_token: &str) -> Result<Option<TenantId>, EngineError> {
        let seen = self.store().accounts().end_view(&token_hash(session_token)).await?;
        if let Some(tenant) = seen {
            self.publish_deed(tenant).await;
        }
        Ok(seen)
    }

    /// Which business this sign-in sees in place of its own, and until when; nothing where it sees none.
    pub async fn viewing(
        &self,
        by: &Principal,
        session_token: &str,
    ) -> Result<Option<ViewingView>, EngineError> {
        if !by.viewing {
            return Ok(None);
        }
        let accounts = self.store().accounts();
        let found = accounts.session(&token_hash(session_token)).await?;
        match found.and_then(|found| found.viewing) {
            Some(viewing) => Ok(accounts.viewing(viewing).await?),
            None => Ok(None),
        }
    }
}

/// Who is behind a sign-in: the person, or, while it sees a business, somebody of Flow HQ with the part of its auditor.
pub(super) fn principal_of(found: &SignedInUser) -> Principal {
    let own = principal(&found.user);
    let Some(Viewing { tenant, .. }) = found.viewing.filter(|_| own.is_admin()) else {
        return own;
    };
    Principal {
        role: Role::Auditor,
        tenant_id: Some(tenant),
        name: format!("{} (Flow HQ)", own.name),
        viewing: true,
        ..own
    }
}
