//! How often the assistant may speak: per tenant and per customer, in sliding windows.

use std::collections::{HashMap, VecDeque};

use chrono::Duration;
use domain::{ContactId, Instant};
use store::RecentReplies;

/// The window of the tenant's limit.
pub(super) const TENANT_WINDOW: Duration = Duration::seconds(60);
/// The window of a customer's limit.
pub(super) const CONTACT_WINDOW: Duration = Duration::minutes(10);

/// The replies of the last minutes; filled from the log at start, so that a restart forgives nothing.
pub(super) struct Limits {
    per_tenant: usize,
    per_contact: usize,
    tenant: VecDeque<Instant>,
    contacts: HashMap<ContactId, VecDeque<Instant>>,
}

impl Limits {
    pub(super) fn new(per_tenant: u32, per_contact: u32, recent: RecentReplies) -> Self {
        let mut tenant: VecDeque<_> = recent.tenant.into();
        tenant.make_contiguous().sort_unstable();
        let mut contacts: HashMap<_, VecDeque<_>> = HashMap::new();
        let mut pairs = recent.contacts;
        pairs.sort_unstable_by_key(|(_, at)| *at);
        for (contact, at) in pairs {
            contacts.entry(contact).or_default().push_back(at);
        }
        Self {
            per_tenant: per_tenant as usize,
            per_contact: per_contact as usize,
            tenant,
            contacts,
        }
    }

    /// Until when this customer has to wait; nothing when a reply may go out now.
    pub(super) fn wait_until(&mut self, contact: ContactId, now: Instant) -> Option<Instant> {
        let tenant = free_at(&mut self.tenant, self.per_tenant, TENANT_WINDOW, now);
        let contact = match self.contacts.get_mut(&contact) {
            Some(sent) => free_at(sent, self.per_contact, CONTACT_WINDOW, now),
            None => None,
        };
        tenant.max(contact)
    }

    /// Notes a reply.
    pub(super) fn note(&mut self, contact: ContactId, now: Instant) {
        self.tenant.push_back(now);
        self.contacts.entry(contact).or_default().push_back(now);
    }

    /// Forgets customers who got no reply within their window, so that memory does not grow.
    pub(super) fn forget_old(&mut self, now: Instant) {
        self.contacts
            .retain(|_, sent| sent.back().is_some_and(|last| now - *last < CONTACT_WINDOW));
    }
}

/// When the window has room again; nothing when it has now.
fn free_at(
    sent: &mut VecDeque<Instant>,
    most: usize,
    window: Duration,
    now: Instant,
) -> Option<Instant> {
    while sent.front().is_some_and(|first| now - *first >= window) {
        sent.pop_front();
    }
    if sent.len() < most {
        return None;
    }
    // The window has room once so many of the oldest have left that one fewer than `most` is in it.
    sent.get(sent.len() - most).map(|leaves| *leaves + window)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::RecordId;

    fn at(seconds: i64) -> Instant {
        Instant::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn contact(n: u128) -> ContactId {
        ContactId::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn limits() -> Limits {
        Limits::new(3, 2, RecentReplies { tenant: vec![], contacts: vec![] })
    }

    #[test]
    fn a_customer_waits_until_the_window_has_room() {
        let mut limits = limits();
        limits.note(contact(1), at(0));
        assert_eq!(limits.wait_until(contact(1), at(1)), None);
        limits.note(contact(1), at(1));
        assert_eq!(limits.wait_until(contact(1), at(2)), Some(at(600)));
        assert_eq!(limits.wait_until(contact(2), at(2)), None);
        assert_eq!(limits.wait_until(contact(1), at(600)), None);
    }

    #[test]
    fn all_customers_share_the_tenants_window() {
        let mut limits = limits();
        for n in 1..=3 {
            limits.note(contact(n), at(0));
        }
        assert_eq!(limits.wait_until(contact(9), at(59)), Some(at(60)));
        assert_eq!(limits.wait_until(contact(9), at(60)), None);
    }

    #[test]
    fn a_restart_forgives_nothing() {
        let tenant = vec![at(2), at(0), at(1)];
        let recent = RecentReplies { tenant, contacts: vec![(contact(1), at(0))] };
        let mut limits = Limits::new(3, 2, recent);
        assert_eq!(limits.wait_until(contact(2), at(3)), Some(at(60)));
    }

    #[test]
    fn customers_of_long_ago_are_forgotten() {
        let mut limits = limits();
        limits.note(contact(1), at(0));
        limits.forget_old(at(599));
        assert_eq!(limits.contacts.len(), 1);
        limits.forget_old(at(600));
        assert!(limits.contacts.is_empty());
    }
}
