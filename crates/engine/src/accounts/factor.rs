//! The second factor: setting it up, asking for it, and living without the phone.

use domain::account::FactorSetup;
use domain::views::UserView;
use domain::{Conflict, Principal, Problem};
use store::{Act, Actor};

use super::email::note;
use super::password_change::rotation;
use super::tries::Tries;
use super::{ClientInfo, SignedIn, person, totp};
use crate::mail::AccountNote;
use crate::{Engine, EngineError, qr};

/// Recovery codes as they are shown once, in the browser that goes on under a new token.
#[derive(Clone)]
pub struct NewCodes {
    /// The browser's sign-in; nothing when its token stays what it was.
    pub signed_in: Option<SignedIn>,
    /// The codes; only their hashes are kept.
    pub codes: Vec<String>,
}

impl Engine {
    /// Begins to set a second factor up; asked again, it is the same secret until the first code came.
    /// Nothing where the password has to be typed again first ([`Self::confirm_password`]).
    ///
    /// # Errors
    /// When one counts already.
    pub async fn begin_second_factor(
        &self,
        principal: &Principal,
        session_token: &str,
    ) -> Result<Option<FactorSetup>, EngineError> {
        let id = person(principal)?;
        if !self.typed_password_within(session_token, self.config().password_fresh).await? {
            return Ok(None);
        }
        let accounts = self.store().accounts();
        let secret = match accounts.factor(id).await? {
            Some(factor) if factor.since.is_some() => return Err(is_on()),
            Some(factor) => factor.secret,
            None => {
                let secret = totp::new_secret();
                if !accounts.begin_factor(id, secret.clone()).await? {
                    return Err(is_on());
                }
                secret
            }
        };
        let drawn = qr::squares(&totp::key_uri(&secret, &principal.email));
        let (path, modules) = drawn.unwrap_or_default();
        Ok(Some(FactorSetup { secret: totp::written(&secret), path, modules }))
    }

    /// Lets the second factor count once the phone shows the right code. The browser goes on under a new
    /// token, and without limits.
    ///
    /// # Errors
    /// When the code is wrong, when there is nothing to confirm, when it was tried too often, or when
    /// the password has to be typed again first.
    pub async fn confirm_second_factor(
        &self,
        principal: &Principal,
        session_token: &str,
        code: &str,
        client: &ClientInfo,
    ) -> Result<NewCodes, EngineError> {
        let id = person(principal)?;
        // Who was shown the secret in time gets as long again for the app.
        if !self.typed_password_within(session_token, 2 * self.config().password_fresh).await? {
            return Err(EngineError::Conflict(Conflict::PasswordNeeded));
        }
        self.count(&[Tries::Code(id)]).await?;
        let accounts = self.store().accounts();
        let user = accounts.user(id).await?.ok_or(EngineError::NotFound)?;
        let factor = accounts.factor(id).await?.ok_or_else(is_off)?;
        if factor.since.is_some() {
            return Err(is_on());
        }
        let step = totp::digits(code)
            .and_then(|code| totp::step_of(&factor.secret, &code, self.now()))
            .ok_or_else(wrong_code)?;
        let rotated = self.rotated(session_token, principal).await?;
        let rotated = SignedIn { limited: false, ..rotated };
        let rotation = rotation(session_token, &rotated);
        let (codes, hashes) = recovery_codes();
        let note = note(&user, AccountNote::SecondFactorOn, client);
        let act = Act::own(&user, "account.second_factor_on").with_mail(note);
        if !accounts.confirm_factor(id, step, hashes, rotation, act).await? {
            return Err(is_on());
        }
        self.forget(Tries::Code(id)).await?;
        self.wake_mail();
        self.publish_account(&user).await;
        Ok(NewCodes { signed_in: Some(rotated), codes })
    }

    /// New recovery codes in the place of the old ones.
    ///
    /// # Errors
    /// When the password is wrong or there is no second factor.
    pub async fn renew_recovery_codes(
        &self,
        principal: &Principal,
        password: &str,
    ) -> Result<NewCodes, EngineError> {
        let id = person(principal)?;
        let user = self.prove_password(id, password).await?;
        let (codes, hashes) = recovery_codes();
        let act = Act::own(&user, "account.recovery_codes_renewed");
        if !self.store().accounts().renew_recovery_codes(id, hashes, act).await? {
            return Err(is_off());
        }
        self.publish_account(&user).await;
        Ok(NewCodes { signed_in: None, codes })
    }

    /// Takes the second factor away; the browser goes on under a new token.
    ///
    /// # Errors
    /// Forbidden for those who have to have one; when password or code are wrong.
    pub async fn end_second_factor(
        &self,
        principal: &Principal,
        session_token: &str,
        password: &str,
        code: &str,
        client: &ClientInfo,
    ) -> Result<SignedIn, EngineError> {
        let id = person(principal)?;
        if self.needs_second_factor(principal.role) {
            return Err(EngineError::Forbidden);
        }
        let user = self.prove_password(id, password).await?;
        self.count(&[Tries::Code(id)]).await?;
        self.take_code(&user, code, client).await?;
        self.forget(Tries::Code(id)).await?;
        let rotated = self.rotated(session_token, principal).await?;
        let rotation = rotation(session_token, &rotated);
        let note = note(&user, AccountNote::SecondFactorOff, client);
        let act = Act::own(&user, "account.second_factor_off").with_mail(note);
        if !self.store().accounts().remove_factor(id, Some(rotation), act).await? {
            return Err(is_off());
        }
        self.wake_mail();
        self.publish_account(&user).await;
        Ok(rotated)
    }

    /// Takes the second factor of a person away who lost phone and recovery codes; for the command line.
    /// False when there was none.
    ///
    /// # Errors
    /// When nobody has this address.
    pub async fn reset_second_factor(&self, email: &str) -> Result<bool, EngineError> {
        let accounts = self.store().accounts();
        let user = accounts.user_by_email(email).await?.ok_or(EngineError::NotFound)?;
        let note = note(&user, AccountNote::SecondFactorOff, &ClientInfo::default());
        let act = Act::own(&user, "account.second_factor_reset").with_mail(note);
        let act = Act { by: Actor::system(), ..act };
        Ok(accounts.remove_factor(user.id, None, act).await?)
    }

    /// Uses a code up: one of six digits, or a recovery code.
    pub(super) async fn take_code(
        &self,
        user: &UserView,
        code: &str,
        client: &ClientInfo,
    ) -> Result<(), EngineError> {
        let accounts = self.store().accounts();
        let taken = if let Some(digits) = totp::digits(code) {
            let factor = accounts.factor(user.id).await?;
            let factor = factor.filter(|factor| factor.since.is_some()).ok_or_else(is_off)?;
            match totp::step_of(&factor.secret, &digits, self.now()) {
                Some(step) => accounts.take_step(user.id, step).await?,
                None => false,
            }
        } else if let Some(hash) = totp::recovery_hash(code) {
            let left = accounts.recovery_codes_left(user.id).await?.saturating_sub(1);
            let note = note(user, AccountNote::RecoveryCodeUsed { left }, client);
            let act = Act::own(user, "account.recovery_code_used").with_mail(note);
            let taken = accounts.take_recovery_code(user.id, hash, act).await?;
            self.wake_mail();
            taken
        } else {
            false
        };
        if taken { Ok(()) } else { Err(wrong_code()) }
    }
}

/// New recovery codes, as they are shown and as they are kept.
fn recovery_codes() -> (Vec<String>, Vec<String>) {
    let codes = totp::new_recovery_codes();
    let hashes = codes.iter().filter_map(|code| totp::recovery_hash(code)).collect();
    (codes, hashes)
}

pub(super) fn wrong_code() -> EngineError {
    EngineError::field("code", Problem::WrongCode)
}

fn is_on() -> EngineError {
    EngineError::Conflict(Conflict::SecondFactorOn)
}

fn is_off() -> EngineError {
    EngineError::Conflict(Conflict::SecondFactorOff)
}
