//! Signing up, in and out.

use std::time::Duration;

use domain::Instant;
use domain::account::CODE_MAX;
use domain::forms::{PASSWORD_MAX, SignInForm, SignUpForm};
use domain::views::UserView;
use store::{LinkKind, NewAdmin, NewAuthSession, NewLink, NewOwner};

use super::checks::{check_email, check_password, check_text};
use super::tries::Tries;
use super::{ClientInfo, SignedIn, fresh_token, principal, token_hash};
use crate::config::span;
use crate::{Engine, EngineError};

/// Longest browser name that is kept, in bytes.
const USER_AGENT_MAX: usize = 255;
/// How long a sign-in waits for its second step.
const SECOND_STEP_TIME: Duration = Duration::from_mins(5);

/// What a right password leads to.
#[derive(Clone)]
pub enum Entry {
    /// In.
    In(SignedIn),
    /// To the second step.
    SecondStep {
        /// Says whose password was right; for a cookie of its own.
        token: String,
        /// Until when the step can be done.
        expires_at: Instant,
    },
}

impl Entry {
    /// The sign-in, where there is no second step.
    pub fn signed_in(self) -> Option<SignedIn> {
        match self {
            Self::In(signed_in) => Some(signed_in),
            Self::SecondStep { .. } => None,
        }
    }
}

impl Engine {
    /// Creates a tenant with its owner and signs the owner in. A mail asks to confirm the address;
    /// nothing waits for that.
    pub async fn sign_up(
        &self,
        form: &SignUpForm,
        client: &ClientInfo,
    ) -> Result<SignedIn, EngineError> {
        let name = form.name.trim();
        let business = form.business_name.trim();
        let email = form.email.trim().to_lowercase();
        let mut problems = Vec::new();
        check_text("name", name, &mut problems);
        check_text("business_name", business, &mut problems);
        check_email(&email, &mut problems);
        let personal = [name, business, email.as_str()];
        check_password("password", &form.password, &personal, &mut problems);
        if !problems.is_empty() {
            return Err(EngineError::Invalid(problems));
        }
        // Refusals tell who has an account, so only so many are given away.
        let from = client.ip.as_deref().map(Tries::SignUp);
        self.count(from.as_slice()).await?;
        let password_hash = self.hasher().hash(form.password.clone()).await?;
        let user = self
            .store()
            .accounts()
            .create_owner(NewOwner {
                tenant_name: business.to_owned(),
                user_name: name.to_owned(),
                email,
                password_hash,
            })
            .await?;
        if let Some(from) = from {
            self.uncount(from).await?;
        }
        self.figures_changed();
        self.ask_to_verify(&user, client).await?;
        self.open_session(user, false, client).await
    }

    /// Judges a password; takes the same time whether or not the account exists.
    pub async fn sign_in(
        &self,
        form: &SignInForm,
        client: &ClientInfo,
    ) -> Result<Entry, EngineError> {
        self.count_from(client, Tries::SignIn(&form.email)).await?;
        let found = self.store().accounts().credentials(&form.email).await?;
        let hash = found.as_ref().map(|found| found.password_hash.clone());
        if form.password.chars().count() > PASSWORD_MAX as usize {
            return Err(EngineError::BadCredentials);
        }
        let right = self.hasher().verify(form.password.clone(), hash).await?;
        let Some(found) = found.filter(|found| right && found.is_active) else {
            metrics::counter!("flowhq_sign_in_refusals_total", "reason" => "wrong").increment(1);
            return Err(EngineError::BadCredentials);
        };
        self.uncount_address(client).await?;
        if found.has_second_factor {
            // The count stays until the second step is done: the password alone gives nobody new tries.
            return self.second_step(&found.user).await;
        }
        self.forget(Tries::SignIn(&form.email)).await?;
        self.open_session(found.user, false, client).await.map(Entry::In)
    }

    async fn second_step(&self, user: &UserView) -> Result<Entry, EngineError> {
        let token = fresh_token();
        let expires_at = self.now() + span(SECOND_STEP_TIME);
        let link = NewLink {
            kind: LinkKind::SecondStep,
            user_id: user.id,
            email: user.email.clone(),
            token_hash: token_hash(&token),
            expires_at,
        };
        self.store().accounts().keep_link(link, None).await?;
        Ok(Entry::SecondStep { token, expires_at })
    }

    /// Finishes a sign-in with a code of the second factor, or with a recovery code.
    ///
    /// # Errors
    /// Unauthenticated when the first step is too long ago or was never done; a wrong code is a
    /// problem of the field `code`.
    pub async fn finish_sign_in(
        &self,
        step_token: &str,
        code: &str,
        client: &ClientInfo,
    ) -> Result<SignedIn, EngineError> {
        let hash = token_hash(step_token);
        let link = self.store().accounts().link(&hash).await?;
        let link = link.filter(|link| link.kind == LinkKind::SecondStep);
        let user = link.ok_or(EngineError::Unauthenticated)?.user;
        self.count_from(client, Tries::Code(user.id)).await?;
        if code.chars().count() > CODE_MAX as usize {
            return Err(super::factor::wrong_code());
        }
        self.take_code(&user, code, client).await?;
        if !self.store().accounts().drop_link(&hash).await? {
            return Err(EngineError::Unauthenticated);
        }
        self.uncount_address(client).await?;
        self.forget(Tries::Code(user.id)).await?;
        self.forget(Tries::SignIn(&user.email)).await?;
        self.open_session(user, true, client).await
    }

    /// Ends a sign-in and its live sockets; an unknown token is fine.
    pub async fn sign_out(&self, token: &str) -> Result<(), EngineError> {
        let hash = token_hash(token);
        self.store().accounts().close_session(&hash).await?;
        self.bus().signed_out(&hash);
        Ok(())
    }

    /// Creates an admin, from the command line or the environment.
    pub async fn create_admin(
        &self,
        name: &str,
        email: &str,
        password: &str,
    ) -> Result<UserView, EngineError> {
        let mut problems = Vec::new();
        let (name, email) = (name.trim(), email.trim().to_lowercase());
        check_text("name", name, &mut problems);
        check_email(&email, &mut problems);
        check_password("password", password, &[name, &email], &mut problems);
        if !problems.is_empty() {
            return Err(EngineError::Invalid(problems));
        }
        let password_hash = self.hasher().hash(password.to_owned()).await?;
        let admin = NewAdmin { name: name.to_owned(), email, password_hash };
        Ok(self.store().accounts().create_admin(admin).await?)
    }

    /// Keeps a browser signed in under a token that nobody had before.
    pub(super) async fn open_session(
        &self,
        user: UserView,
        has_second_factor: bool,
        client: &ClientInfo,
    ) -> Result<SignedIn, EngineError> {
        let token = fresh_token();
        let now = self.now();
        let expires_at = now + span(self.config().session_absolute);
        let user_agent = client.user_agent.as_deref().map(|text| {
            let end = text.floor_char_boundary(USER_AGENT_MAX);
            text[..end].to_owned()
        });
        self.store()
            .accounts()
            .open_session(NewAuthSession {
                user_id: user.id,
                token_hash: token_hash(&token),
                idle_expires_at: now + span(self.config().session_idle),
                absolute_expires_at: expires_at,
                ip: client.ip.clone(),
                user_agent,
            })
            .await?;
        let limited = self.needs_second_factor(user.role) && !has_second_factor;
        Ok(SignedIn { token, principal: principal(&user), expires_at, limited })
    }
}
