//! What somebody does who knows the password: choose another one, or show again who is there.

use std::time::Duration;

use domain::forms::PASSWORD_MAX;
use domain::views::UserView;
use domain::{Principal, Problem, UserId};
use store::{Act, Rotation};

use super::email::note;
use super::tries::Tries;
use super::{ClientInfo, SignedIn, fresh_token, person, token_hash};
use crate::config::span;
use crate::mail::AccountNote;
use crate::{Engine, EngineError};

impl Engine {
    /// Replaces a password: this browser goes on under a new token, all others are signed out.
    ///
    /// # Errors
    /// When the old password is wrong or the new one breaks a rule.
    pub async fn change_password(
        &self,
        principal: &Principal,
        session_token: &str,
        old: &str,
        new: &str,
        client: &ClientInfo,
    ) -> Result<SignedIn, EngineError> {
        let id = person(principal)?;
        let user = self.prove_password(id, old).await?;
        let new_hash = self.new_password("new_password", new, &user).await?;
        let rotated = self.rotated(session_token, principal).await?;
        let rotation = rotation(session_token, &rotated);
        let note = note(&user, AccountNote::PasswordChanged, client);
        let act = Act::own(&user, "account.password_changed").with_mail(note);
        let ended = self.store().accounts().change_password(id, new_hash, rotation, act).await?;
        for hash in ended {
            self.bus().signed_out(&hash);
        }
        self.wake_mail();
        self.publish_account(&user).await;
        Ok(rotated)
    }

    /// Takes the password once more, for what a browser that was left open must not do. The browser
    /// counts as signed in just now and goes on under a new token.
    ///
    /// # Errors
    /// When the password is wrong or was tried too often.
    pub async fn confirm_password(
        &self,
        principal: &Principal,
        session_token: &str,
        password: &str,
    ) -> Result<SignedIn, EngineError> {
        let id = person(principal)?;
        self.prove_password(id, password).await?;
        let rotated = self.rotated(session_token, principal).await?;
        let rotation = rotation(session_token, &rotated);
        if !self.store().accounts().sign_in_again(id, rotation).await? {
            return Err(EngineError::Unauthenticated);
        }
        Ok(rotated)
    }

    /// Whether the password was typed in a browser so short a time ago.
    pub(super) async fn typed_password_within(
        &self,
        session_token: &str,
        time: Duration,
    ) -> Result<bool, EngineError> {
        let session = self.store().accounts().session(&token_hash(session_token)).await?;
        let session = session.ok_or(EngineError::Unauthenticated)?;
        Ok(self.now() < session.signed_in_at + span(time))
    }

    /// Has a person who is signed in show that it is the person: by the password, counted.
    pub(super) async fn prove_password(
        &self,
        id: UserId,
        password: &str,
    ) -> Result<UserView, EngineError> {
        self.count(&[Tries::Password(id)]).await?;
        let wrong = || EngineError::field("password", Problem::WrongPassword);
        if password.chars().count() > PASSWORD_MAX as usize {
            return Err(wrong());
        }
        let found = self.store().accounts().account(id).await?.ok_or(EngineError::NotFound)?;
        let right = self.hasher().verify(password.to_owned(), Some(found.password_hash)).await?;
        if !right {
            return Err(wrong());
        }
        self.forget(Tries::Password(id)).await?;
        Ok(found.user)
    }

    /// A new token for a browser that is signed in; it counts once the store has it.
    pub(super) async fn rotated(
        &self,
        session_token: &str,
        principal: &Principal,
    ) -> Result<SignedIn, EngineError> {
        let session = self.store().accounts().session(&token_hash(session_token)).await?;
        let session = session.ok_or(EngineError::Unauthenticated)?;
        Ok(SignedIn {
            token: fresh_token(),
            principal: principal.clone(),
            expires_at: session.absolute_expires_at,
            limited: self.is_limited(&session),
        })
    }
}

/// From the token that a browser has to the one it gets.
pub(super) fn rotation(session_token: &str, rotated: &SignedIn) -> Rotation {
    Rotation { from: token_hash(session_token), to: token_hash(&rotated.token) }
}
