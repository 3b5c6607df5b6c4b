//! What a customer sees of a person who answers them: that they write, and that they have read.
//!
//! Best effort: the worker shows it if it runs on this node and has time; nothing waits for it, and nothing is kept.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use channel::Address;
use domain::{ConversationId, TenantId};
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Courtesies that may wait for one worker; what comes then is dropped.
const WAITING: usize = 8;
/// A customer is shown that somebody writes at most this often.
const PAUSE: Duration = Duration::from_secs(5);

/// What a customer is to see.
pub(crate) struct Courtesy {
    /// The customer.
    pub(crate) to: Address,
    /// The channel's id of the message that was read; without one, that somebody writes.
    pub(crate) read: Option<String>,
}

/// The way to one worker.
struct Line {
    sender: mpsc::Sender<Courtesy>,
    /// When customers were last shown that somebody writes.
    written: HashMap<ConversationId, Instant>,
}

/// The workers of this node.
#[derive(Default)]
pub(crate) struct Courtesies(Mutex<HashMap<TenantId, Line>>);

impl Courtesies {
    /// What the worker that begins now hears; an earlier worker of the tenant hears nothing more.
    pub(crate) fn enter(&self, tenant: TenantId) -> mpsc::Receiver<Courtesy> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let mut lines = self.lines();
        lines.retain(|_, line| !line.sender.is_closed());
        lines.insert(tenant, Line { sender, written: HashMap::new() });
        receiver
    }

    /// Whether a customer should be shown now that somebody writes; whoever asks does so.
    pub(crate) fn is_due(&self, tenant: TenantId, conversation: ConversationId) -> bool {
        let mut lines = self.lines();
        let Some(line) = lines.get_mut(&tenant).filter(|line| !line.sender.is_closed()) else {
            return false;
        };
        line.written.retain(|_, at| at.elapsed() < PAUSE);
        let is_due = !line.written.contains_key(&conversation);
        if is_due {
            line.written.insert(conversation, Instant::now());
        }
        is_due
    }

    /// Hands it to the tenant's worker; dropped where that is busy or elsewhere.
    pub(crate) fn show(&self, tenant: TenantId, courtesy: Courtesy) {
        if let Some(line) = self.lines().get(&tenant) {
            drop(line.sender.try_send(courtesy));
        }
    }

    fn lines(&self) -> MutexGuard<'_, HashMap<TenantId, Line>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use domain::RecordId;
    use domain::message::AddressKind;
    use uuid::Uuid;

    use super::*;

    fn id<T: RecordId>(number: u128) -> T {
        T::from_uuid(Uuid::from_u128(number))
    }

    fn writes() -> Courtesy {
        let to = Address { kind: AddressKind::Phone, value: "+255754000001".to_owned() };
        Courtesy { to, read: None }
    }

    #[tokio::test(start_paused = true)]
    async fn writing_is_shown_now_and_then_where_the_worker_is() {
        let courtesies = Courtesies::default();
        assert!(!courtesies.is_due(id(1), id(9)), "there is no worker here");
        let heard = courtesies.enter(id(1));
        assert!(courtesies.is_due(id(1), id(9)));
        assert!(!courtesies.is_due(id(1), id(9)));
        assert!(courtesies.is_due(id(1), id(8)));
        tokio::time::advance(PAUSE).await;
        assert!(courtesies.is_due(id(1), id(9)));
        drop(heard);
        assert!(!courtesies.is_due(id(1), id(7)), "it has ended");
    }

    #[tokio::test]
    async fn what_a_busy_worker_cannot_take_is_dropped() {
        let courtesies = Courtesies::default();
        let mut heard = courtesies.enter(id(1));
        for _ in 0..=WAITING {
            courtesies.show(id(1), writes());
        }
        courtesies.show(id(2), writes());
        assert_eq!(heard.len(), WAITING);
        let newer = courtesies.enter(id(1));
        while heard.try_recv().is_ok() {}
        assert!(heard.is_closed() && newer.is_empty());
    }
}
