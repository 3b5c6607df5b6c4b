//! Confirming an address, moving to another one, and a new password by mail.
//!
//! A link is looked at without using it up (programs of mail servers fetch links), and used by a form.

use std::time::Duration;

use domain::account::LinkView;
use domain::views::UserView;
use domain::{Conflict, FieldProblem, Principal, Problem};
use store::{Act, FoundLink, LinkKind, NewLink};

use super::checks::{check_email, check_password};
use super::tries::Tries;
use super::{ClientInfo, fresh_token, person, token_hash};
use crate::config::span;
use crate::mail::{AccountNote, Letter, MailKind, MailTo};
use crate::{Engine, EngineError};

/// How long a link that confirms an address is good.
const EMAIL_LINK_VALID: Duration = Duration::from_hours(24);
/// How long a link to a new password is good.
pub(crate) const RESET_LINK_VALID: Duration = Duration::from_hours(1);

impl Engine {
    /// What a mailed link is good for; does not use it up.
    ///
    /// # Errors
    /// When it was used, replaced by a newer one, or ran out.
    pub async fn mailed_link(&self, token: &str) -> Result<LinkView, EngineError> {
        let link = self.store().accounts().link(&token_hash(token)).await?;
        match link {
            Some(FoundLink { kind: LinkKind::ResetPassword, email, .. }) => {
                Ok(LinkView::Password { email })
            }
            Some(FoundLink { kind: LinkKind::SecondStep, .. }) | None => Err(spent()),
            Some(FoundLink { email, .. }) => Ok(LinkView::Email { email }),
        }
    }

    /// Uses a link that confirms an address: the account has it from now on.
    ///
    /// # Errors
    /// When the link is not good any more, or somebody else has the address by now.
    pub async fn confirm_email(&self, token: &str, client: &ClientInfo) -> Result<(), EngineError> {
        let accounts = self.store().accounts();
        let hash = token_hash(token);
        let link = accounts.link(&hash).await?.ok_or_else(spent)?;
        let act = match link.kind {
            LinkKind::VerifyEmail => Act::own(&link.user, "account.email_verified"),
            LinkKind::ChangeEmail => {
                let new = link.email.clone();
                let note = note(&link.user, AccountNote::EmailChanged { new }, client);
                Act::own(&link.user, "account.email_changed").with_mail(note)
            }
            LinkKind::ResetPassword | LinkKind::SecondStep => return Err(spent()),
        };
        let user = accounts.confirm_email(&hash, act).await?.ok_or_else(spent)?;
        self.wake_mail();
        self.publish_account(&user).await;
        Ok(())
    }

    /// Asks for a link to a new password. The answer is the same, and as quick, whoever has the address:
    /// whether there is such an account is looked up later, when the mail is to be sent.
    ///
    /// # Errors
    /// When it is no address, or was asked for too often.
    pub async fn ask_reset(&self, email: &str, client: &ClientInfo) -> Result<(), EngineError> {
        let email = email.trim().to_lowercase();
        let mut problems = Vec::new();
        check_email(&email, &mut problems);
        if !problems.is_empty() {
            return Err(EngineError::Invalid(problems));
        }
        self.count_from(client, Tries::ResetMail(&email)).await?;
        let language = client.mail_language();
        let kind = MailKind::ResetPassword { token: fresh_token() };
        self.queue_mail(MailTo::Person { email, language }, kind).await
    }

    /// Uses a link to a new password. Every browser of the person is signed out.
    ///
    /// # Errors
    /// When the link is not good any more, or the password breaks a rule.
    pub async fn reset_password(
        &self,
        token: &str,
        password: &str,
        client: &ClientInfo,
    ) -> Result<(), EngineError> {
        let accounts = self.store().accounts();
        let hash = token_hash(token);
        let link = accounts.link(&hash).await?;
        let link = link.filter(|link| link.kind == LinkKind::ResetPassword).ok_or_else(spent)?;
        let new_hash = self.new_password("password", password, &link.user).await?;
        let note = note(&link.user, AccountNote::PasswordChanged, client);
        let act = Act::own(&link.user, "account.password_reset").with_mail(note);
        let ended = accounts.reset_password(&hash, new_hash, act).await?.ok_or_else(spent)?;
        for hash in ended {
            self.bus().signed_out(&hash);
        }
        self.forget(Tries::SignIn(&link.user.email)).await?;
        self.wake_mail();
        self.publish_account(&link.user).await;
        Ok(())
    }

    /// Sends the mail that asks to confirm one's address once more; nothing when it is confirmed.
    ///
    /// # Errors
    /// When it was asked for too often.
    pub async fn verify_again(
        &self,
        principal: &Principal,
        client: &ClientInfo,
    ) -> Result<(), EngineError> {
        let id = person(principal)?;
        let found = self.store().accounts().account(id).await?.ok_or(EngineError::NotFound)?;
        if found.email_verified_at.is_some() {
            return Ok(());
        }
        self.count(&[Tries::OwnMail(id)]).await?;
        self.ask_to_verify(&found.user, client).await
    }

    /// Asks to move the account to another address: a link goes there, a note to the present one.
    ///
    /// # Errors
    /// When the password is wrong, the address is none or taken, or it was tried too often.
    pub async fn change_email(
        &self,
        principal: &Principal,
        email: &str,
        password: &str,
        client: &ClientInfo,
    ) -> Result<(), EngineError> {
        let id = person(principal)?;
        let email = email.trim().to_lowercase();
        let mut problems = Vec::new();
        check_email(&email, &mut problems);
        if !problems.is_empty() {
            return Err(EngineError::Invalid(problems));
        }
        let user = self.prove_password(id, password).await?;
        // Counted before the answer: that an address is taken tells who has an account.
        self.count(&[Tries::OwnMail(id)]).await?;
        let accounts = self.store().accounts();
        if accounts.user_by_email(&email).await?.is_some() {
            return Err(EngineError::field("email", Problem::EmailTaken));
        }
        let token = fresh_token();
        let link = NewLink {
            kind: LinkKind::ChangeEmail,
            user_id: id,
            email: email.clone(),
            token_hash: token_hash(&token),
            expires_at: self.now() + span(EMAIL_LINK_VALID),
        };
        let kind = MailKind::ChangeEmail { name: user.name.clone(), token };
        let there = Letter::new(&email, client.mail_language(), kind).to_bytes();
        let here = note(&user, AccountNote::EmailChangeAsked { new: email }, client);
        let act = Act::own(&user, "account.email_change_asked").with_mail(there).with_mail(here);
        accounts.keep_link(link, Some(act)).await?;
        self.wake_mail();
        self.publish_account(&user).await;
        Ok(())
    }

    /// Mails the link that confirms a person's present address.
    pub(super) async fn ask_to_verify(
        &self,
        user: &UserView,
        client: &ClientInfo,
    ) -> Result<(), EngineError> {
        let token = fresh_token();
        let link = NewLink {
            kind: LinkKind::VerifyEmail,
            user_id: user.id,
            email: user.email.clone(),
            token_hash: token_hash(&token),
            expires_at: self.now() + span(EMAIL_LINK_VALID),
        };
        let kind = MailKind::VerifyEmail { name: user.name.clone(), token };
        let letter = Letter::new(&user.email, client.mail_language(), kind);
        let act = Act::mail_only(user, letter.to_bytes());
        self.store().accounts().keep_link(link, Some(act)).await?;
        self.wake_mail();
        Ok(())
    }

    /// Judges and hashes a person's new password.
    pub(super) async fn new_password(
        &self,
        field: &str,
        password: &str,
        user: &UserView,
    ) -> Result<String, EngineError> {
        let business = match user.tenant_id {
            Some(tenant) => self.store().tenant(tenant).config().await?,
            None => None,
        };
        let business = business.map(|config| config.business_name).unwrap_or_default();
        let mut problems: Vec<FieldProblem> = Vec::new();
        check_password(field, password, &[&user.name, &user.email, &business], &mut problems);
        if !problems.is_empty() {
            return Err(EngineError::Invalid(problems));
        }
        self.hasher().hash(password.to_owned()).await
    }

    /// Publishes what the event log says of somebody's account, where there is a tenant to see it.
    pub(super) async fn publish_account(&self, user: &UserView) {
        if let Some(tenant) = user.tenant_id {
            self.publish_deed(tenant).await;
        }
    }
}

/// A note to a person's present address.
pub(super) fn note(user: &UserView, note: AccountNote, client: &ClientInfo) -> Vec<u8> {
    let kind = MailKind::Note { name: user.name.clone(), note };
    Letter::new(&user.email, client.mail_language(), kind).to_bytes()
}

fn spent() -> EngineError {
    EngineError::Conflict(Conflict::LinkSpent)
}
