//! How often something may be tried: counted before it is done, so that a flood costs nothing more.

use std::time::Duration;

use chrono::TimeDelta;
use domain::team::INVITATIONS_A_DAY;
use domain::{TenantId, UserId};
use store::Throttle;

use crate::accounts::ClientInfo;
use crate::config::span;
use crate::{Engine, EngineError};

/// After this the first try is forgotten and the count begins anew.
const WINDOW: Duration = Duration::from_mins(15);
/// The same for what a business does in a day.
const DAY: Duration = Duration::from_hours(24);
/// Tries at one account's password or code.
const PER_ACCOUNT: u32 = 5;
/// Mails that one person, or one address, may have sent.
const MAILS: u32 = 3;

/// What is counted. No subject tells whether there is such an account.
pub(crate) enum Tries<'a> {
    /// Passwords for one address, at the door.
    SignIn(&'a str),
    /// Passwords from where the browser is.
    Address(&'a str),
    /// Sign-ups that were refused, from where the browser is.
    SignUp(&'a str),
    /// Codes of one person.
    Code(UserId),
    /// The password of one person who is inside.
    Password(UserId),
    /// Mails to an address that somebody names.
    ResetMail(&'a str),
    /// Mails to a person who asks for them.
    OwnMail(UserId),
    /// Invitations of a business.
    Invitation(TenantId),
}

impl Tries<'_> {
    fn subject(&self) -> String {
        match self {
            Self::SignIn(email) => format!("sign_in account {}", email.trim().to_lowercase()),
            Self::Address(ip) => format!("sign_in address {}", network(ip)),
            Self::SignUp(ip) => format!("sign_up address {}", network(ip)),
            Self::Code(user) => format!("code {user}"),
            Self::Password(user) => format!("password {user}"),
            Self::ResetMail(email) => format!("reset_mail {}", email.trim().to_lowercase()),
            Self::OwnMail(user) => format!("own_mail {user}"),
            Self::Invitation(tenant) => format!("invitation {tenant}"),
        }
    }

    fn throttle(&self, per_address: u32) -> Throttle {
        let limit = match self {
            Self::Address(_) | Self::SignUp(_) => per_address,
            Self::SignIn(_) | Self::Code(_) | Self::Password(_) => PER_ACCOUNT,
            Self::ResetMail(_) | Self::OwnMail(_) => MAILS,
            Self::Invitation(_) => INVITATIONS_A_DAY,
        };
        let window = if matches!(self, Self::Invitation(_)) { DAY } else { WINDOW };
        Throttle { subject: self.subject(), limit, window: span(window) }
    }
}

/// Whoever has one address of IPv6 has the whole network of 64 bits (RFC 6177 §2).
fn network(ip: &str) -> String {
    match ip.parse() {
        Ok(std::net::IpAddr::V6(address)) if address.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
        _ => ip.to_owned(),
    }
}

impl Engine {
    /// Counts one try of each.
    ///
    /// # Errors
    /// When one of them was tried too often, with the time that is left.
    pub(crate) async fn count(&self, tries: &[Tries<'_>]) -> Result<(), EngineError> {
        let per_address = self.config().sign_in_tries_per_address;
        let throttles = tries.iter().map(|tries| tries.throttle(per_address)).collect();
        let Some(until) = self.store().accounts().take(throttles).await? else { return Ok(()) };
        let left = (until - self.now()).max(TimeDelta::seconds(1)).num_seconds();
        let retry_after_seconds = u32::try_from(left).unwrap_or(u32::MAX);
        metrics::counter!("flowhq_sign_in_refusals_total", "reason" => "too_often").increment(1);
        Err(EngineError::TooManyTries { retry_after_seconds })
    }

    /// Counts a try at an account from an address, the address first: one that is used up must not use
    /// up anybody's account.
    pub(super) async fn count_from(
        &self,
        client: &ClientInfo,
        account: Tries<'_>,
    ) -> Result<(), EngineError> {
        match client.ip.as_deref() {
            Some(ip) => self.count(&[Tries::Address(ip), account]).await,
            None => self.count(&[account]).await,
        }
    }

    /// It went well: it does not count against the address.
    pub(super) async fn uncount_address(&self, client: &ClientInfo) -> Result<(), EngineError> {
        let Some(ip) = client.ip.as_deref() else { return Ok(()) };
        Ok(self.store().accounts().give_back(&Tries::Address(ip).subject()).await?)
    }

    /// It went well: what was tried before is forgotten.
    pub(super) async fn forget(&self, tries: Tries<'_>) -> Result<(), EngineError> {
        Ok(self.store().accounts().forget_tries(&tries.subject()).await?)
    }

    /// It went well: it does not count.
    pub(super) async fn uncount(&self, tries: Tries<'_>) -> Result<(), EngineError> {
        Ok(self.store().accounts().give_back(&tries.subject()).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_counts_as_one_address() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::9"), network("2001:db8:1:3::9"));
        assert_ne!(network("10.0.0.1"), network("10.0.0.2"));
        assert_ne!(network("::ffff:10.0.0.1"), network("::ffff:10.0.0.2"));
    }
}
