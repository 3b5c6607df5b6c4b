//! A person's own account: what it is, and the browsers that are signed in.

use domain::account::{AccountView, BrowserView, SecondFactorView};
use domain::{AuthSessionId, Principal};
use store::Act;

use super::{browser, person, token_hash};
use crate::{Engine, EngineError};

impl Engine {
    /// A person's own account; `session_token` tells which of the browsers is this one.
    pub async fn account(
        &self,
        principal: &Principal,
        session_token: Option<&str>,
    ) -> Result<AccountView, EngineError> {
        let id = person(principal)?;
        let accounts = self.store().accounts();
        let found = accounts.account(id).await?.ok_or(EngineError::NotFound)?;
        let own = session_token.map(token_hash);
        let mut browsers: Vec<BrowserView> = accounts
            .browsers(id)
            .await?
            .into_iter()
            .map(|found| BrowserView {
                id: found.id,
                name: browser::name(found.user_agent.as_deref().unwrap_or_default()),
                address: found.ip,
                started_at: found.started_at,
                last_seen_at: found.last_seen_at,
                this_one: own.as_ref() == Some(&found.token_hash),
            })
            .collect();
        browsers.sort_by_key(|browser| !browser.this_one);
        Ok(AccountView {
            second_factor: SecondFactorView {
                since: found.second_factor_since,
                codes_left: accounts.recovery_codes_left(id).await?,
                required: self.needs_second_factor(found.user.role),
            },
            role: found.user.role,
            name: found.user.name,
            email: found.user.email,
            email_verified: found.email_verified_at.is_some(),
            new_email: found.new_email,
            browsers,
        })
    }

    /// Signs one of a person's own browsers out, with its live sockets.
    ///
    /// # Errors
    /// When the person has no such browser.
    pub async fn end_browser(
        &self,
        principal: &Principal,
        session: AuthSessionId,
    ) -> Result<(), EngineError> {
        let id = person(principal)?;
        let accounts = self.store().accounts();
        let user = accounts.user(id).await?.ok_or(EngineError::NotFound)?;
        let act = Act::own(&user, "account.browser_ended");
        let ended = accounts.end_browser(id, session, act).await?;
        self.bus().signed_out(&ended.ok_or(EngineError::NotFound)?);
        self.publish_account(&user).await;
        Ok(())
    }

    /// Signs all of a person's browsers out but this one.
    pub async fn end_other_browsers(
        &self,
        principal: &Principal,
        session_token: &str,
    ) -> Result<(), EngineError> {
        let id = person(principal)?;
        let accounts = self.store().accounts();
        let user = accounts.user(id).await?.ok_or(EngineError::NotFound)?;
        let act = Act::own(&user, "account.browsers_ended");
        let own = token_hash(session_token);
        for hash in accounts.end_other_browsers(id, &own, act).await? {
            self.bus().signed_out(&hash);
        }
        self.publish_account(&user).await;
        Ok(())
    }
}
