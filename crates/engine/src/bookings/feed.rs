//! The secret link under which calendar programs read the bookings.

use chrono::TimeDelta;
use domain::{Instant, Permission, Principal, TenantId};
use sha2::{Digest, Sha256};
use store::Actor;

use super::ical::calendar;
use crate::accounts::{fresh_token, token_hash};
use crate::{Engine, EngineError, access};

/// What is over that long ago is in it still.
const BACK: TimeDelta = TimeDelta::days(30);
/// How far it looks ahead.
const AHEAD: TimeDelta = TimeDelta::days(180);

/// What a calendar program gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFeed {
    /// The calendar (RFC 5545).
    pub text: String,
    /// The same for the same bookings, whenever they are asked for.
    pub tag: String,
}

impl Engine {
    /// Since when there is a link; nothing where there is none.
    pub async fn feed_since(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<Option<Instant>, EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        Ok(self.store().tenant(tenant).feed_since().await?)
    }

    /// Makes a link and gives its token, which nobody can tell again. The one before is good no more.
    pub async fn renew_feed(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<String, EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        let token = fresh_token();
        let door = self.store().tenant(tenant);
        door.renew_feed(&Actor::from(principal), token_hash(&token)).await?;
        self.publish_deed(tenant).await;
        Ok(token)
    }

    /// Switches the link off; where there is none, that is how it is.
    pub async fn end_feed(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        if self.store().tenant(tenant).end_feed(&Actor::from(principal)).await? {
            self.publish_deed(tenant).await;
        }
        Ok(())
    }

    /// The link as it is given to a calendar program.
    pub fn feed_link(&self, token: &str) -> String {
        format!("{}/calendar/{token}.ics", self.config().public_url)
    }

    /// The bookings that a link shows: those of the last 30 and of the next 180 days. Who has the token may read them,
    /// and needs to be nobody. A token is found by its hash, so that how long a refusal takes tells nothing of it.
    ///
    /// # Errors
    /// When there is no such link, and when its business is deleted.
    pub async fn feed(&self, token: &str) -> Result<CalendarFeed, EngineError> {
        let tenant = self.store().accounts().feed(&token_hash(token)).await?;
        let tenant = tenant.ok_or(EngineError::NotFound)?;
        let config = self.detail(tenant).await?.config;
        let (now, name) = (self.now(), config.business_name);
        let bookings = self.store().tenant(tenant).bookings(now - BACK, now + AHEAD).await?;
        // When the file was made is no change of what is in it.
        let same = calendar(&name, &bookings, Instant::UNIX_EPOCH);
        let tag = format!("{:x}", Sha256::digest(same));
        Ok(CalendarFeed { text: calendar(&name, &bookings, now), tag })
    }
}
