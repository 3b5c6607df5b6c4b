//! The bus between workers and browsers within one node, and the way from there to other nodes.
//!
//! Publishing never waits: a browser that is too slow loses events and gets a snapshot instead. What other nodes are to
//! hear is only handed over ([`crate::news`]).

mod sight;
mod watchers;

use std::sync::Arc;

use domain::live::LiveEvent;
use domain::{Principal, TenantId, UserId};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

pub(crate) use sight::Sight;
use watchers::{Watchers, Watching};

use crate::news::{Outgoing, Word};

/// Events that a subscriber may be behind before it lags.
const CAPACITY: usize = 1024;

#[derive(Clone)]
enum Signal {
    Event(Arc<LiveEvent>),
    /// An event for these people alone.
    To(Arc<[UserId]>, Arc<LiveEvent>),
    /// The sign-in with this token hash ended.
    SignedOut(Arc<str>),
    /// People of this tenant may see other conversations than before.
    SeesAnew(TenantId),
    /// Events of this tenant were lost, or of every one.
    Lost(Option<TenantId>),
}

/// Where workers and use cases publish what changed.
#[derive(Clone)]
pub(crate) struct Bus {
    sender: broadcast::Sender<Signal>,
    watchers: Arc<Watchers>,
    /// The way to other nodes; nothing where there can be none.
    outgoing: Option<Arc<Outgoing>>,
}

impl Bus {
    /// A bus of one node, with the way to others where there may be some.
    pub(crate) fn new(outgoing: Option<Arc<Outgoing>>) -> Self {
        Self { sender: broadcast::Sender::new(CAPACITY), watchers: Arc::default(), outgoing }
    }

    /// Tells every subscriber of every node; nobody listening is fine.
    pub(crate) fn publish(&self, event: LiveEvent) {
        if let Some(outgoing) = &self.outgoing
            && let Some(word) = Word::of(&event)
        {
            outgoing.say(word);
        }
        self.tell(event);
    }

    /// Tells the subscribers of this node.
    pub(crate) fn tell(&self, event: LiveEvent) {
        let _ = self.sender.send(Signal::Event(Arc::new(event)));
    }

    /// Has other nodes look at what happened here.
    pub(crate) fn announce(&self, word: Word) {
        if let Some(outgoing) = &self.outgoing {
            outgoing.say(word);
        }
    }

    /// The way to other nodes; nothing where there can be none.
    pub(crate) fn outgoing(&self) -> Option<&Arc<Outgoing>> {
        self.outgoing.as_ref()
    }

    /// Tells these people alone, wherever each of them is signed in on this node.
    pub(crate) fn publish_to(&self, people: Vec<UserId>, event: LiveEvent) {
        if !people.is_empty() {
            let _ = self.sender.send(Signal::To(people.into(), Arc::new(event)));
        }
    }

    /// Ends the feeds of one sign-in on every node.
    pub(crate) fn signed_out(&self, token_hash: &str) {
        self.announce(Word::SignedOut(token_hash.to_owned()));
        self.end(token_hash);
    }

    /// Ends the feeds of one sign-in on this node.
    pub(crate) fn end(&self, token_hash: &str) {
        let _ = self.sender.send(Signal::SignedOut(token_hash.into()));
    }

    /// Tells that people of a tenant may see other conversations than before.
    pub(crate) fn sees_anew(&self, tenant: TenantId) {
        self.announce(Word::Sight(tenant));
        self.doubt(tenant);
    }

    /// The same on this node.
    pub(crate) fn doubt(&self, tenant: TenantId) {
        let _ = self.sender.send(Signal::SeesAnew(tenant));
    }

    /// Tells the subscribers of this node that they missed something of a tenant, or of any.
    pub(crate) fn lose(&self, of: Option<TenantId>) {
        let _ = self.sender.send(Signal::Lost(of));
    }

    /// Whether anybody listens, so that costly events need not be made for nobody.
    pub(crate) fn is_watched(&self) -> bool {
        self.watchers() > 0
    }

    /// Whether anybody listens who may see something of a tenant.
    pub(crate) fn is_watched_of(&self, tenant: TenantId) -> bool {
        self.watchers.are_there(tenant)
    }

    /// How many browsers listen.
    pub(crate) fn watchers(&self) -> usize {
        self.sender.receiver_count()
    }

    pub(crate) fn feed(
        &self,
        principal: Principal,
        token_hash: Option<String>,
        closing: CancellationToken,
    ) -> LiveFeed {
        let watching = Watchers::enter(&self.watchers, principal.tenant_id);
        let receiver = self.sender.subscribe();
        LiveFeed { principal, token_hash, closing, receiver, sight: None, _watching: watching }
    }
}

/// What one browser is told, one after the other.
pub struct LiveFeed {
    principal: Principal,
    token_hash: Option<String>,
    closing: CancellationToken,
    receiver: broadcast::Receiver<Signal>,
    /// Where the person may see some conversations alone.
    sight: Option<Sight>,
    _watching: Watching,
}

/// The next thing to tell a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Feed {
    /// Something changed that this person may see.
    Event(LiveEvent),
    /// Events were lost: send a snapshot.
    Lagged,
    /// The sign-in ended.
    SignedOut,
    /// The node shuts down.
    Closed,
}

impl LiveFeed {
    /// Tells of those conversations alone that the person sees.
    pub(crate) fn seen_through(mut self, sight: Sight) -> Self {
        self.sight = Some(sight);
        self
    }

    /// Waits for the next thing to tell; cancel-safe.
    pub async fn next(&mut self) -> Feed {
        loop {
            // Before anything is taken from the bus, since this may be cancelled.
            if let Some(sight) = &mut self.sight
                && sight.look().await
            {
                return Feed::Lagged;
            }
            let stale_at = self.sight.as_ref().map(Sight::stale_at);
            let signal = tokio::select! {
                biased;
                () = self.closing.cancelled() => return Feed::Closed,
                signal = self.receiver.recv() => signal,
                () = sleep_until(stale_at.unwrap_or_else(Instant::now)), if stale_at.is_some() => continue,
            };
            match signal {
                Ok(Signal::Event(event)) => {
                    let event = event.seen_by(&self.principal);
                    let event = event.and_then(|event| match &mut self.sight {
                        Some(sight) => sight.pass(event),
                        None => Some(event),
                    });
                    if let Some(event) = event {
                        return Feed::Event(event);
                    }
                }
                Ok(Signal::SeesAnew(tenant)) => {
                    if let Some(sight) = &mut self.sight
                        && self.principal.tenant_id == Some(tenant)
                    {
                        sight.doubt();
                    }
                }
                Ok(Signal::To(people, event)) => {
                    let meant = self.principal.user_id.is_some_and(|own| people.contains(&own));
                    if let Some(event) = event.seen_by(&self.principal).filter(|_| meant) {
                        return Feed::Event(event);
                    }
                }
                Ok(Signal::SignedOut(hash)) => {
                    if self.token_hash.as_deref() == Some(&*hash) {
                        return Feed::SignedOut;
                    }
                }
                Ok(Signal::Lost(of)) => {
                    let own = self.principal.tenant_id;
                    if of.is_none() || own.is_none() || of == own {
                        return self.lagged();
                    }
                }
                Err(RecvError::Lagged(_)) => return self.lagged(),
                Err(RecvError::Closed) => return Feed::Closed,
            }
        }
    }

    fn lagged(&mut self) -> Feed {
        if let Some(sight) = &mut self.sight {
            sight.doubt();
        }
        Feed::Lagged
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{RecordId, Role, TenantId};

    fn owner(n: u128) -> Principal {
        Principal {
            user_id: None,
            role: Role::Owner,
            tenant_id: Some(TenantId::from_uuid(uuid::Uuid::from_u128(n))),
            name: String::new(),
            email: String::new(),
            viewing: false,
        }
    }

    fn handoff(n: u128) -> LiveEvent {
        LiveEvent::Handoff { tenant_id: TenantId::from_uuid(uuid::Uuid::from_u128(n)) }
    }

    #[tokio::test]
    async fn a_feed_carries_its_own_tenant_only() {
        let bus = Bus::new(None);
        let mut feed = bus.feed(owner(1), None, CancellationToken::new());
        bus.publish(handoff(2));
        bus.publish(handoff(1));
        assert_eq!(feed.next().await, Feed::Event(handoff(1)));
    }

    #[tokio::test]
    async fn what_is_for_one_person_reaches_that_person_alone() {
        let bus = Bus::new(None);
        let person = |n| UserId::from_uuid(uuid::Uuid::from_u128(n));
        let feed = |user, tenant| {
            let own = Principal { user_id: Some(person(user)), ..owner(tenant) };
            bus.feed(own, None, CancellationToken::new())
        };
        let (mut meant, mut colleague, mut foreign) = (feed(7, 1), feed(8, 1), feed(7, 2));
        bus.publish_to(vec![person(7)], handoff(1));
        bus.publish_to(Vec::new(), handoff(1));
        bus.publish(handoff(1));
        bus.publish(handoff(2));
        assert_eq!(meant.next().await, Feed::Event(handoff(1)));
        assert_eq!(meant.next().await, Feed::Event(handoff(1)));
        assert_eq!(colleague.next().await, Feed::Event(handoff(1)));
        bus.signed_out("x");
        let nothing = tokio::time::timeout(std::time::Duration::from_millis(50), colleague.next());
        assert!(nothing.await.is_err(), "a colleague heard it twice");
        assert_eq!(foreign.next().await, Feed::Event(handoff(2)));
    }

    #[tokio::test]
    async fn a_slow_feed_is_told_that_it_lags() {
        let bus = Bus::new(None);
        let mut feed = bus.feed(owner(1), None, CancellationToken::new());
        for _ in 0..=CAPACITY {
            bus.publish(handoff(1));
        }
        assert_eq!(feed.next().await, Feed::Lagged);
    }

    #[tokio::test]
    async fn what_was_lost_makes_those_lag_who_may_have_missed_it() {
        let bus = Bus::new(None);
        let feed = |principal| bus.feed(principal, None, CancellationToken::new());
        let (mut own, mut foreign) = (feed(owner(1)), feed(owner(2)));
        let mut admin = feed(Principal { role: Role::Admin, tenant_id: None, ..owner(1) });
        bus.lose(Some(TenantId::from_uuid(uuid::Uuid::from_u128(1))));
        bus.publish(handoff(2));
        assert_eq!(own.next().await, Feed::Lagged);
        assert_eq!(foreign.next().await, Feed::Event(handoff(2)));
        assert_eq!(admin.next().await, Feed::Lagged);
        bus.lose(None);
        for feed in [&mut own, &mut foreign] {
            assert_eq!(feed.next().await, Feed::Lagged);
        }
    }

    #[tokio::test]
    async fn signing_out_ends_the_feeds_of_that_sign_in_only() {
        let bus = Bus::new(None);
        let mut this = bus.feed(owner(1), Some("this".into()), CancellationToken::new());
        let mut other = bus.feed(owner(1), Some("other".into()), CancellationToken::new());
        bus.signed_out("this");
        bus.publish(handoff(1));
        assert_eq!(this.next().await, Feed::SignedOut);
        assert_eq!(other.next().await, Feed::Event(handoff(1)));
    }
}
