//! A business: its phone, its one linked device, and what waits for that device.

use tokio::sync::mpsc;
use tokio::time::Duration;
use tokio_util::sync::CancellationToken;
use wacore_binary::{Jid, Node};
use waproto::whatsapp as wa;

use crate::companion::Companion;
use crate::customer::Person;
use crate::faults::Faults;
use crate::noise::Pattern;
use crate::seen::{Arrival, Habits, PresenceSeen, ReceiptSeen, State, TypingSeen};

/// What is to happen to a client's socket, in order.
pub(crate) enum Out {
    Stanza(Box<Node>),
    Pause(Duration),
    /// A proper goodbye.
    Close,
}

/// A client's socket. What does not fit into its channel is lost, as on a line that has stopped taking anything.
#[derive(Clone)]
pub(crate) struct Socket {
    pub id: u64,
    pub out: mpsc::Sender<Out>,
    /// Cuts the line without a goodbye, and with all that is not written to it yet.
    pub cut: CancellationToken,
}

/// A business that has logged in and not yet gone.
pub(crate) struct Line {
    pub socket: Socket,
    /// Whether the client has said that it is ready for messages.
    pub is_active: bool,
}

/// A business.
pub(crate) struct Business {
    pub phone: Person,
    pub companion: Option<Companion>,
    /// Whether the business's chats are kept under hidden addresses.
    pub lid_migrated: bool,
    pub next_device: u16,
    pub line: Option<Line>,
    pub queue: Vec<Queued>,
    pub arrivals: Vec<Arrival>,
    pub receipts: Vec<ReceiptSeen>,
    pub typing: Vec<TypingSeen>,
    pub presence: Vec<PresenceSeen>,
    pub habits: Habits,
    pub faults: Faults,
    pub logins: u32,
    pub handshake: Option<Pattern>,
    /// Messages from the client that came while the server was silent.
    pub unheard: u32,
}

/// Something that waits for the linked device until it says that it has it.
pub(crate) struct Queued {
    pub id: String,
    pub from: Jid,
    pub body: Body,
    pub is_held: bool,
    /// How often the same stanza is sent.
    pub times: u16,
    /// The socket on which it was sent last.
    pub sent_on: Option<u64>,
}

/// What waits.
pub(crate) enum Body {
    /// Encrypted when it is first sent, and the same ever after unless the device asks for it anew.
    Letter(Box<Letter>),
    /// Sent as it is.
    Plain(Node),
    /// What happens to a call, sent as it is.
    Call(Node),
    /// What a customer's phone says about a message that it got; with the receipt's type.
    Receipt(Node, Option<&'static str>),
}

/// A message that is encrypted for the device.
pub(crate) struct Letter {
    pub author: Author,
    pub envelope: Node,
    pub message: wa::Message,
    pub media_type: Option<&'static str>,
    pub sealed: Option<Node>,
    /// Whether the first ciphertext is spoilt on its way.
    pub is_garbled: bool,
    /// Whether it is first sent as what its author sent last.
    pub is_worn: bool,
    /// How often the device asked for it anew.
    pub retries: u16,
    /// How many of the stanzas with it the device confirmed without having understood them.
    pub spoilt: u16,
}

/// Whose phone encrypts a message.
#[derive(Clone)]
pub(crate) enum Author {
    Owner,
    Customer(String),
}

impl Socket {
    pub(crate) fn send(&self, node: Node) {
        self.push(Out::Stanza(Box::new(node)));
    }

    pub(crate) fn push(&self, out: Out) {
        if self.out.try_send(out).is_err() {
            tracing::debug!(socket.id = self.id, "the socket takes nothing more");
        }
    }
}

impl Business {
    pub(crate) fn new(digits: &str) -> Self {
        Self {
            phone: Person::new(digits),
            companion: None,
            lid_migrated: false,
            next_device: 1,
            line: None,
            queue: Vec::new(),
            arrivals: Vec::new(),
            receipts: Vec::new(),
            typing: Vec::new(),
            presence: Vec::new(),
            habits: Habits::default(),
            faults: Faults::default(),
            logins: 0,
            handshake: None,
            unheard: 0,
        }
    }

    /// Sends a stanza, unless nobody is there or the server is told to be silent.
    pub(crate) fn send(&self, node: Node) {
        if let Some(line) = self.line.as_ref().filter(|_| !self.faults.is_silent) {
            line.socket.send(node);
        }
    }

    /// Whether this socket is the one that is logged in.
    pub(crate) fn is_on(&self, socket: u64) -> bool {
        self.line.as_ref().is_some_and(|line| line.socket.id == socket)
    }

    /// Says a last word to the client and ends its connection.
    pub(crate) fn hang_up(&mut self, last_word: Option<Node>) {
        if let Some(line) = self.line.take() {
            if let Some(node) = last_word {
                line.socket.send(node);
            }
            line.socket.push(Out::Close);
        }
    }

    pub(crate) fn state(&self) -> State {
        State {
            phone: self.phone.digits.clone(),
            name: self.phone.name.clone(),
            linked: self.companion.is_some(),
            device: self.companion.as_ref().map(|companion| companion.jid().to_string()),
            connected: self.line.is_some(),
            active: self.line.as_ref().is_some_and(|line| line.is_active),
            logins: self.logins,
            pre_keys_left: self.companion.as_ref().map_or(0, Companion::keys_left),
            queue: self.queue.len(),
            held: self.queue.iter().filter(|queued| queued.is_held).count(),
            handshake: self.handshake,
            unheard: self.unheard,
        }
    }
}
