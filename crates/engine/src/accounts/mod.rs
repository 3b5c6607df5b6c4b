//! Signing up, in and out.

mod password;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::forms::{EMAIL_MAX, NAME_MAX, PASSWORD_MAX, PASSWORD_MIN, SignInForm, SignUpForm};
use domain::views::UserView;
use domain::{FieldProblem, Instant, Principal, Problem, Role};
use rand::Rng;
use sha2::{Digest, Sha256};
use store::{NewAdmin, NewAuthSession, NewOwner};
use subtle::ConstantTimeEq;

pub(crate) use password::Hasher;

use crate::config::span;
use crate::{Engine, EngineError};

/// Where a sign-in came from.
#[derive(Debug, Clone, Default)]
pub struct ClientInfo {
    /// The address, as text.
    pub ip: Option<String>,
    /// The browser's own name for itself.
    pub user_agent: Option<String>,
}

/// A fresh sign-in.
#[derive(Clone)]
pub struct SignedIn {
    /// Goes into the cookie; only its SHA-256 is kept.
    pub token: String,
    /// Who signed in.
    pub principal: Principal,
    /// When the sign-in ends at the latest.
    pub expires_at: Instant,
}

/// Longest browser name that is kept, in bytes.
const USER_AGENT_MAX: usize = 255;

impl Engine {
    /// Creates a tenant with its owner and signs the owner in.
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
        check_password(&form.password, &mut problems);
        if !problems.is_empty() {
            return Err(EngineError::Invalid(problems));
        }
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
        self.figures_changed();
        self.open_session(user, client).await
    }

    /// Signs a person in; takes the same time whether or not the account exists.
    pub async fn sign_in(
        &self,
        form: &SignInForm,
        client: &ClientInfo,
    ) -> Result<SignedIn, EngineError> {
        let found = self.store().accounts().credentials(&form.email).await?;
        let hash = found.as_ref().map(|found| found.password_hash.clone());
        if form.password.chars().count() > PASSWORD_MAX as usize {
            return Err(EngineError::BadCredentials);
        }
        let right = self.hasher().verify(form.password.clone(), hash).await?;
        let Some(found) = found.filter(|found| right && found.is_active) else {
            return Err(EngineError::BadCredentials);
        };
        self.open_session(found.user, client).await
    }

    /// Ends a sign-in and its live sockets; an unknown token is fine.
    pub async fn sign_out(&self, token: &str) -> Result<(), EngineError> {
        let hash = token_hash(token);
        self.store().accounts().close_session(&hash).await?;
        self.bus().signed_out(&hash);
        Ok(())
    }

    /// Who a cookie's token stands for; nothing when it is unknown or ran out.
    ///
    /// Using a sign-in keeps it alive; that is written at most once in a tenth of the idle time.
    pub async fn principal_of(&self, token: &str) -> Result<Option<Principal>, EngineError> {
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
        Ok(Some(principal(&found.user)))
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
        })
    }

    /// The person with this e-mail address, for a portal that proved itself with its key.
    pub async fn principal_by_email(&self, email: &str) -> Result<Option<Principal>, EngineError> {
        let found = self.store().accounts().credentials(email).await?;
        Ok(found.filter(|found| found.is_active).map(|found| principal(&found.user)))
    }

    /// Creates an admin, from the command line or the environment.
    pub async fn create_admin(
        &self,
        name: &str,
        email: &str,
        password: &str,
    ) -> Result<UserView, EngineError> {
        let mut problems = Vec::new();
        let email = email.trim().to_lowercase();
        check_text("name", name.trim(), &mut problems);
        check_email(&email, &mut problems);
        check_password(password, &mut problems);
        if !problems.is_empty() {
            return Err(EngineError::Invalid(problems));
        }
        let password_hash = self.hasher().hash(password.to_owned()).await?;
        let admin = NewAdmin { name: name.trim().to_owned(), email, password_hash };
        Ok(self.store().accounts().create_admin(admin).await?)
    }

    /// The signed-in person; nothing for a system.
    pub async fn me(&self, principal: &Principal) -> Result<Option<UserView>, EngineError> {
        match principal.user_id {
            Some(id) => Ok(self.store().accounts().user(id).await?),
            None => Ok(None),
        }
    }

    async fn open_session(
        &self,
        user: UserView,
        client: &ClientInfo,
    ) -> Result<SignedIn, EngineError> {
        let token = URL_SAFE_NO_PAD.encode(rand::rng().random::<[u8; 32]>());
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
        Ok(SignedIn { token, principal: principal(&user), expires_at })
    }
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
    }
}

fn check_text(field: &str, text: &str, problems: &mut Vec<FieldProblem>) {
    if text.is_empty() {
        problems.push(FieldProblem::new(field, Problem::Required));
    } else if text.chars().count() > NAME_MAX as usize {
        problems.push(FieldProblem::new(field, Problem::TooLong { max: NAME_MAX }));
    }
}

/// The form only: one `@` with something before it and a dotted name behind it. Whether somebody
/// reads mail there is for a confirmation mail to find out.
fn check_email(email: &str, problems: &mut Vec<FieldProblem>) {
    let problem = if email.is_empty() {
        Problem::Required
    } else if email.len() > EMAIL_MAX as usize {
        Problem::TooLong { max: EMAIL_MAX }
    } else {
        let good = email.split_once('@').is_some_and(|(name, host)| {
            let dotted = host.contains('.') && host.split('.').all(|part| !part.is_empty());
            !name.is_empty() && dotted && !host.contains('@')
        });
        if good && !email.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return;
        }
        Problem::Email
    };
    problems.push(FieldProblem::new("email", problem));
}

fn check_password(password: &str, problems: &mut Vec<FieldProblem>) {
    let problem = match password.chars().count() {
        0 => Problem::Required,
        n if n < PASSWORD_MIN as usize => Problem::TooShort { min: PASSWORD_MIN },
        n if n > PASSWORD_MAX as usize => Problem::TooLong { max: PASSWORD_MAX },
        _ => return,
    };
    problems.push(FieldProblem::new("password", problem));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email_problem(email: &str) -> Option<Problem> {
        let mut problems = Vec::new();
        check_email(email, &mut problems);
        problems.pop().map(|found| found.problem)
    }

    #[test]
    fn email_addresses_are_judged_by_their_form() {
        for good in ["asha@example.co.tz", "a.b+c@x.io", "juma@ex-ample.com"] {
            assert_eq!(email_problem(good), None, "{good}");
        }
        for bad in
            ["asha", "@example.com", "asha@", "asha@example", "a b@x.io", "a@b@c.io", "a@.io"]
        {
            assert_eq!(email_problem(bad), Some(Problem::Email), "{bad}");
        }
        assert_eq!(email_problem(""), Some(Problem::Required));
    }
}
