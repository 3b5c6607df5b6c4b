//! The bus between workers and browsers within one node.
//!
//! Publishing never waits: a browser that is too slow loses events and gets a snapshot instead.

use std::sync::Arc;

use domain::Principal;
use domain::live::LiveEvent;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

/// Events that a subscriber may be behind before it lags.
const CAPACITY: usize = 1024;

#[derive(Clone)]
enum Signal {
    Event(Arc<LiveEvent>),
    /// The sign-in with this token hash ended.
    SignedOut(Arc<str>),
}

/// Where workers and use cases publish what changed.
#[derive(Clone)]
pub(crate) struct Bus {
    sender: broadcast::Sender<Signal>,
}

impl Bus {
    pub(crate) fn new() -> Self {
        Self { sender: broadcast::Sender::new(CAPACITY) }
    }

    /// Tells every subscriber; nobody listening is fine.
    pub(crate) fn publish(&self, event: LiveEvent) {
        let _ = self.sender.send(Signal::Event(Arc::new(event)));
    }

    /// Ends the feeds of one sign-in.
    pub(crate) fn signed_out(&self, token_hash: &str) {
        let _ = self.sender.send(Signal::SignedOut(token_hash.into()));
    }

    /// Whether anybody listens, so that costly events need not be made for nobody.
    pub(crate) fn is_watched(&self) -> bool {
        self.watchers() > 0
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
        LiveFeed { principal, token_hash, closing, receiver: self.sender.subscribe() }
    }
}

/// What one browser is told, one after the other.
pub struct LiveFeed {
    principal: Principal,
    token_hash: Option<String>,
    closing: CancellationToken,
    receiver: broadcast::Receiver<Signal>,
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
    /// Waits for the next thing to tell; cancel-safe.
    pub async fn next(&mut self) -> Feed {
        loop {
            let signal = tokio::select! {
                biased;
                () = self.closing.cancelled() => return Feed::Closed,
                signal = self.receiver.recv() => signal,
            };
            match signal {
                Ok(Signal::Event(event)) => {
                    if let Some(event) = event.seen_by(&self.principal) {
                        return Feed::Event(event);
                    }
                }
                Ok(Signal::SignedOut(hash)) => {
                    if self.token_hash.as_deref() == Some(&*hash) {
                        return Feed::SignedOut;
                    }
                }
                Err(RecvError::Lagged(_)) => return Feed::Lagged,
                Err(RecvError::Closed) => return Feed::Closed,
            }
        }
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
        }
    }

    fn handoff(n: u128) -> LiveEvent {
        LiveEvent::Handoff { tenant_id: TenantId::from_uuid(uuid::Uuid::from_u128(n)) }
    }

    #[tokio::test]
    async fn a_feed_carries_its_own_tenant_only() {
        let bus = Bus::new();
        let mut feed = bus.feed(owner(1), None, CancellationToken::new());
        bus.publish(handoff(2));
        bus.publish(handoff(1));
        assert_eq!(feed.next().await, Feed::Event(handoff(1)));
    }

    #[tokio::test]
    async fn a_slow_feed_is_told_that_it_lags() {
        let bus = Bus::new();
        let mut feed = bus.feed(owner(1), None, CancellationToken::new());
        for _ in 0..=CAPACITY {
            bus.publish(handoff(1));
        }
        assert_eq!(feed.next().await, Feed::Lagged);
    }

    #[tokio::test]
    async fn signing_out_ends_the_feeds_of_that_sign_in_only() {
        let bus = Bus::new();
        let mut this = bus.feed(owner(1), Some("this".into()), CancellationToken::new());
        let mut other = bus.feed(owner(1), Some("other".into()), CancellationToken::new());
        bus.signed_out("this");
        bus.publish(handoff(1));
        assert_eq!(this.next().await, Feed::SignedOut);
        assert_eq!(other.next().await, Feed::Event(handoff(1)));
    }
}
