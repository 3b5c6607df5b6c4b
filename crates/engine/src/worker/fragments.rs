//! A turn in pieces: people write "nataka", "kuweka miadi", "kesho" as three messages.
//!
//! What does not stand by itself waits a moment for more of its chat, and is answered as one.

use std::collections::HashMap;
use std::time::Duration;

use domain::{ConversationId, MessageId};
use store::InboundMessage;
use tokio::time::Instant;

/// So many times the pause a turn may go on growing, in all.
const PATIENCE: u32 = 3;
/// So many pieces a turn may have.
const PIECES_MAX: usize = 12;

/// Pieces that wait for more of their chat.
pub(super) struct Fragments {
    /// How long a chat must be quiet.
    pause: Duration,
    chats: HashMap<ConversationId, Pieces>,
    /// The earlier pieces of turns that are being answered, by the last one.
    joined: HashMap<MessageId, Vec<MessageId>>,
}

struct Pieces {
    messages: Vec<InboundMessage>,
    first: Instant,
    last: Instant,
}

impl Fragments {
    /// With a pause of nothing, nothing waits.
    pub(super) fn new(pause: Duration) -> Self {
        Self { pause, chats: HashMap::new(), joined: HashMap::new() }
    }

    /// Takes messages in; gives those turns that need not wait, each chat in its order.
    pub(super) fn add(&mut self, messages: Vec<InboundMessage>) -> Vec<InboundMessage> {
        let now = Instant::now();
        let mut ready = Vec::new();
        for message in messages {
            let chat = message.conversation_id;
            if self.pause.is_zero() {
                ready.push(message);
            } else if flow::stands_alone(&message.text) {
                // What came before it is not part of it.
                ready.extend(self.chats.remove(&chat).map(|pieces| self.join(pieces)));
                ready.push(message);
            } else {
                let pieces = self.chats.entry(chat).or_insert_with(|| Pieces {
                    messages: Vec::new(),
                    first: now,
                    last: now,
                });
                pieces.messages.push(message);
                pieces.last = now;
                if pieces.messages.len() >= PIECES_MAX {
                    ready.extend(self.chats.remove(&chat).map(|pieces| self.join(pieces)));
                }
            }
        }
        ready
    }

    /// The turns that are complete by now.
    pub(super) fn take(&mut self) -> Vec<InboundMessage> {
        let (now, pause) = (Instant::now(), self.pause);
        let done: Vec<_> =
            self.chats.extract_if(|_, pieces| pieces.complete_at(pause) <= now).collect();
        done.into_iter().map(|(_, pieces)| self.join(pieces)).collect()
    }

    /// Waits until a turn is complete; for ever when none is begun. Cancel-safe.
    pub(super) async fn complete(&self) {
        let complete_at = |pieces: &Pieces| pieces.complete_at(self.pause);
        match self.chats.values().map(complete_at).min() {
            Some(at) => tokio::time::sleep_until(at).await,
            None => std::future::pending().await,
        }
    }

    /// The earlier pieces of a turn, which are settled with its last one.
    pub(super) fn pieces_of(&mut self, last: MessageId) -> Vec<MessageId> {
        self.joined.remove(&last).unwrap_or_default()
    }

    /// Keeps the earlier pieces of a turn that is put off: should it never be answered, they are left as they are.
    pub(super) fn keep(&mut self, last: MessageId, pieces: Vec<MessageId>) {
        if !pieces.is_empty() {
            self.joined.insert(last, pieces);
        }
    }

    /// One message with the text of all: the last one, which is answered.
    fn join(&mut self, pieces: Pieces) -> InboundMessage {
        let mut messages = pieces.messages;
        let mut last = messages.pop().expect("pieces begin with a message");
        if !messages.is_empty() {
            let texts = messages.iter().map(|message| message.text.as_str());
            let texts: Vec<_> =
                texts.chain([last.text.as_str()]).filter(|t| !t.is_empty()).collect();
            last.text = texts.join("\n");
            let earlier = messages.iter().map(|message| message.id).collect();
            self.joined.insert(last.id, earlier);
        }
        last
    }
}

impl Pieces {
    fn complete_at(&self, pause: Duration) -> Instant {
        (self.last + pause).min(self.first + pause * PATIENCE)
    }
}
