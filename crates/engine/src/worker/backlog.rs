//! What customers wrote while there was no connection.
//!
//! A channel hands it over in one go when the connection is back, many messages of one customer among it. Each
//! of them answered would be a burst of replies that nobody wants and that a channel may take for a machine's;
//! so all of it is awaited, and of each customer the last message with words, or else the last one, stands for the
//! others.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use domain::MessageId;
use store::InboundMessage;
use tokio::time::{Instant, sleep_until};

/// How long nothing more may come until a backlog counts as whole.
const COMPLETE_AFTER: Duration = Duration::from_secs(2);
/// Messages that are held back at most.
const MOST: usize = 1000;

/// Messages that came late and are not answered yet.
#[derive(Default)]
pub(super) struct Backlog {
    messages: Vec<InboundMessage>,
    complete_at: Option<Instant>,
    /// Messages that were taken and for which another one stands.
    superseded: HashSet<MessageId>,
}

impl Backlog {
    /// Takes messages in, in the order in which they came.
    pub(super) fn add(&mut self, late: impl Iterator<Item = InboundMessage>) {
        let before = self.messages.len();
        self.messages.extend(late);
        if self.messages.len() > before {
            self.complete_at = Some(Instant::now() + COMPLETE_AFTER);
        }
    }

    /// Whether it is too large to wait for more.
    pub(super) fn is_full(&self) -> bool {
        self.messages.len() >= MOST
    }

    /// Whether nothing more is awaited.
    pub(super) fn is_complete(&self) -> bool {
        self.complete_at.is_some_and(|at| at <= Instant::now())
    }

    /// Waits until nothing more is awaited; for ever when there is none. Cancel-safe.
    pub(super) async fn complete(&self) {
        match self.complete_at {
            Some(at) => sleep_until(at).await,
            None => std::future::pending().await,
        }
    }

    /// Gives all of it out, and notes for which messages another one stands.
    pub(super) fn take(&mut self) -> Vec<InboundMessage> {
        self.complete_at = None;
        let messages = std::mem::take(&mut self.messages);
        self.judge(messages)
    }

    /// The same for the chats of these messages, which are to be answered after it.
    pub(super) fn take_of(&mut self, fresh: &[InboundMessage]) -> Vec<InboundMessage> {
        let chats: HashSet<_> = fresh.iter().map(|message| message.conversation_id).collect();
        let taken =
            self.messages.extract_if(.., |late| chats.contains(&late.conversation_id)).collect();
        if self.messages.is_empty() {
            self.complete_at = None;
        }
        self.judge(taken)
    }

    /// Notes for which messages another one stands.
    fn judge(&mut self, messages: Vec<InboundMessage>) -> Vec<InboundMessage> {
        let mut kept: HashMap<_, &InboundMessage> = HashMap::new();
        for message in &messages {
            let of_chat = kept.entry(message.conversation_id).or_insert(message);
            // Words are answered rather than what came without any.
            if !message.text.trim().is_empty() || of_chat.text.trim().is_empty() {
                *of_chat = message;
            }
        }
        let kept: HashSet<_> = kept.into_values().map(|message| message.id).collect();
        let others = messages.iter().map(|message| message.id).filter(|id| !kept.contains(id));
        self.superseded.extend(others);
        messages
    }

    /// Whether another message stands for this one.
    pub(super) fn is_superseded(&self, message: &InboundMessage) -> bool {
        self.superseded.contains(&message.id)
    }

    /// The same, for one that is being settled and need not be remembered any longer.
    pub(super) fn settle(&mut self, message: &InboundMessage) -> bool {
        self.superseded.remove(&message.id)
    }
}
