//! Telling the browsers how a tenant is after a change, so that what they are told last is how it is.
//!
//! A worker, the pool, an admin and the owner may change the same tenant at the same time. Whoever told
//! what it read before another one's change, and after that one told its own, would leave every page
//! with the older of the two. So one tells at a time, and reads within its turn.

use chrono::TimeDelta;
use domain::live::LiveEvent;
use domain::{RecordId, TenantId};
use tokio::sync::{Mutex, MutexGuard};

use crate::news::Word;
use crate::{Engine, qr};

/// How many tenants may be told of at once; two that share a place wait for each other.
const PLACES: usize = 64;

/// Entries of the event log that are told again for one that was made on another node.
const ENTRIES: u32 = 8;
/// As far as they were made within so long.
const SHORTLY: TimeDelta = TimeDelta::seconds(2);

/// Whose turn it is to tell how a tenant is.
pub(crate) struct Turns([Mutex<()>; PLACES]);

impl Default for Turns {
    fn default() -> Self {
        Self([const { Mutex::const_new(()) }; PLACES])
    }
}

impl Turns {
    /// Waits for the turn; it lasts from the reading or writing to the publishing. Cancel-safe.
    pub(crate) async fn of(&self, tenant: TenantId) -> MutexGuard<'_, ()> {
        // The last byte of an id is chance.
        let [.., chance] = *tenant.uuid().as_bytes();
        self.0[usize::from(chance) % PLACES].lock().await
    }
}

impl Engine {
    /// Publishes a tenant, its worker and its newest request as they are now.
    pub(crate) async fn publish_tenant(&self, tenant: TenantId) {
        self.figures_changed();
        self.bus().announce(Word::Tenant(tenant));
        self.tell_tenant(tenant).await;
    }

    /// The same to the browsers of this node.
    pub(crate) async fn tell_tenant(&self, tenant: TenantId) {
        if !self.bus().is_watched() {
            return;
        }
        let _turn = self.turns().of(tenant).await;
        match self.store().tenant(tenant).detail(self.config().stale()).await {
            Ok(Some(detail)) => {
                self.bus().tell(LiveEvent::Tenant { tenant: detail.tenant });
                self.bus().tell(LiveEvent::Worker { tenant_id: tenant, worker: detail.worker });
                if let Some(request) = detail.request {
                    self.bus().tell(LiveEvent::Request { request });
                }
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, tenant.id = %tenant, "a change was not published"),
        }
    }

    /// Publishes what a use case changed: the tenant, and what the event log says of it.
    pub(crate) async fn publish_deed(&self, tenant: TenantId) {
        self.figures_changed();
        self.bus().announce(Word::Deed(tenant));
        self.tell_deed(tenant).await;
    }

    /// The same to the browsers of this node.
    async fn tell_deed(&self, tenant: TenantId) {
        self.tell_tenant(tenant).await;
        self.tell_entries(tenant, 1).await;
    }

    /// The same when it happened elsewhere: others may have been written since. Who has an entry already passes over it.
    pub(crate) async fn retell_deed(&self, tenant: TenantId) {
        self.tell_tenant(tenant).await;
        self.tell_entries(tenant, ENTRIES).await;
    }

    /// Tells what the event log says last, with what it said shortly before, oldest first.
    async fn tell_entries(&self, tenant: TenantId, at_most: u32) {
        if !self.bus().is_watched() {
            return;
        }
        let _turn = self.turns().of(tenant).await;
        match self.store().tenant(tenant).events(store::EventFilter::newest(at_most), None).await {
            Ok(page) => {
                let since = page.items.first().map(|newest| newest.created_at - SHORTLY);
                let fresh = page.items.into_iter().rev();
                for event in fresh.filter(|event| Some(event.created_at) >= since) {
                    self.bus().tell(LiveEvent::Log { event });
                }
            }
            Err(error) => tracing::warn!(%error, tenant.id = %tenant, "a change was not published"),
        }
    }

    /// Tells that a tenant's bookings changed.
    pub(crate) fn publish_bookings(&self, tenant: TenantId) {
        self.bus().publish(LiveEvent::Bookings { tenant_id: tenant });
    }

    /// Tells that what a tenant sells or what is ordered changed.
    pub(crate) fn publish_orders(&self, tenant: TenantId) {
        self.bus().publish(LiveEvent::Orders { tenant_id: tenant });
    }

    /// Tells that the list of questions that wait for an answer changed.
    pub(crate) fn publish_questions(&self, tenant: TenantId) {
        self.bus().publish(LiveEvent::Questions { tenant_id: tenant });
    }

    /// Tells that the draft of a tenant's flow changed, or which version answers.
    pub(crate) fn publish_flow_change(&self, tenant: TenantId) {
        self.bus().publish(LiveEvent::Flow { tenant_id: tenant });
    }

    /// Tells that a tenant's customer said whether messages are wanted.
    pub(crate) fn publish_consent(&self, tenant: TenantId) {
        self.bus().publish(LiveEvent::Consent { tenant_id: tenant });
    }

    /// Publishes a tenant's session as it is now.
    pub(crate) async fn publish_session(&self, tenant: TenantId) {
        self.bus().announce(Word::Session(tenant));
        self.tell_session(tenant).await;
    }

    /// The same to the browsers of this node.
    pub(crate) async fn tell_session(&self, tenant: TenantId) {
        if !self.bus().is_watched() {
            return;
        }
        let _turn = self.turns().of(tenant).await;
        match self.store().tenant(tenant).session_state().await {
            Ok(Some(stored)) => self
                .bus()
                .tell(LiveEvent::Session { tenant_id: tenant, session: qr::session_view(stored) }),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, tenant.id = %tenant, "a change was not published"),
        }
    }
}
