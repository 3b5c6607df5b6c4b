//! What every connector can do, and what it reports.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::Duration;
use domain::content::{MediaKind, Place, Quoted};
use domain::message::AddressKind;
use domain::session::{DisconnectReason, HoldReason, LinkTrouble};
use domain::{E164, Instant, MessageId, TenantId};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};

use crate::DeviceStore;

/// Where a connector reports to. Bounded: a connector waits while the worker is busy, and the
/// channel behind it keeps what it cannot hand over.
pub type EventSink = mpsc::Sender<ConnectorEvent>;

/// A customer's address on a channel.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Address {
    /// What kind of address it is.
    pub kind: AddressKind,
    /// The address: E.164 for a phone number.
    pub value: String,
}

/// Masked: an address never reaches a log by accident.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({}, …)", self.kind)
    }
}

/// What kind of chat a message came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChatKind {
    /// One customer.
    Single,
    /// A group.
    Group,
    /// Status updates ("stories").
    StatusBroadcast,
}

/// A message as the channel delivered it.
#[derive(Clone, PartialEq)]
pub struct Incoming {
    /// The channel's id of it; the same message has the same id however often it is delivered.
    pub id: String,
    /// The customer: where a reply goes to.
    pub from: Address,
    /// Another address of the same customer, where the channel tells it.
    pub also: Option<Address>,
    /// The customer's name as the channel knows it.
    pub name: Option<String>,
    /// The text; empty for a message that has none.
    pub text: String,
    /// Such as `text` or `image`; at most 50 characters.
    pub message_type: String,
    /// Whether the business's own phone wrote it.
    pub from_me: bool,
    /// A place that it shows.
    pub place: Option<Place>,
    /// The message that it answers or reacts to.
    pub quoted: Option<Quoted>,
    /// A file that came with it.
    pub file: Option<IncomingFile>,
    /// Where it was written.
    pub chat: ChatKind,
    /// When it was written, by the channel's clock.
    pub sent_at: Instant,
    /// Whether the channel kept it for us while we had no connection.
    pub late: bool,
}

/// Masked: bodies and numbers never reach a log by accident.
impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("id", &self.id)
            .field("message_type", &self.message_type)
            .field("chat", &self.chat)
            .finish_non_exhaustive()
    }
}

/// A file that came with a message and lies with the channel.
#[derive(Clone, PartialEq, Eq)]
pub struct IncomingFile {
    /// Its name, where the channel tells one.
    pub name: Option<String>,
    /// Its media type, such as `image/jpeg`.
    pub mime: String,
    /// How many bytes the sender says that it has.
    pub size: u64,
    /// What [`Connector::fetch`] wants to hear; nobody else understands it.
    pub ticket: Vec<u8>,
}

/// Masked: names and keys never reach a log by accident.
impl fmt::Debug for IncomingFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IncomingFile")
            .field("mime", &self.mime)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

/// A message to be sent.
#[derive(Clone, PartialEq)]
pub struct Outgoing {
    /// Our id of it; a channel that allows client-chosen ids uses it.
    pub id: MessageId,
    /// The customer.
    pub to: Address,
    /// The text; the caption of a file, the name of a place, the emoji of a reaction.
    pub text: String,
    /// What it is beside the text.
    pub content: Content,
    /// The customer's message that it answers.
    pub quoted: Option<Quoted>,
}

impl Outgoing {
    /// Plain words.
    pub fn text(id: MessageId, to: Address, text: String) -> Self {
        Self { id, to, text, content: Content::Text, quoted: None }
    }
}

/// What a message to be sent is beside its text.
#[derive(Clone, PartialEq)]
pub enum Content {
    /// Nothing more.
    Text,
    /// A picture, a document or a voice message.
    File {
        /// What sort; a video or sticker goes as a document.
        kind: MediaKind,
        /// Its media type, such as `image/jpeg`.
        mime: String,
        /// Its name; customers see it on documents.
        name: Option<String>,
        /// All of it.
        bytes: Vec<u8>,
    },
    /// A place.
    Place(Place),
    /// An emoji under the customer's message with this id of the channel.
    Reaction {
        /// As [`Incoming::id`].
        to: String,
    },
}

/// Masked: bodies and numbers never reach a log by accident.
impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The channel took a message over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The channel's id of it.
    pub channel_id: String,
}

/// What the channel knows about a message that we may or may not have sent before we ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// It was accepted: do not send it again.
    Accepted(Accepted),
    /// It never arrived: send it.
    NeverSeen,
    /// The channel cannot tell: a person decides.
    CannotTell,
}

/// What a receipt says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// It reached the phone.
    Delivered,
    /// It was read.
    Read,
}

/// Whether the customer sees "typing ..".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typing {
    /// Begin.
    On,
    /// End.
    Off,
}

/// The duty to tell the channel that a message or a receipt is safe with us.
///
/// Dropping it tells the channel nothing, so that it delivers the same again later: exactly what
/// a crash before the commit must lead to.
#[derive(Debug)]
pub struct Ack(oneshot::Sender<()>);

impl Ack {
    /// An acknowledgement and the end that the connector waits on.
    pub fn new() -> (Self, oneshot::Receiver<()>) {
        let (sender, receiver) = oneshot::channel();
        (Self(sender), receiver)
    }

    /// Tells the channel that it is committed.
    pub fn committed(self) {
        // A connector that is gone delivers it again: a message is known by its id then, and a
        // receipt moves nothing that has moved.
        let _ = self.0.send(());
    }
}

/// What a connector reports.
#[derive(Debug)]
pub enum ConnectorEvent {
    /// A QR code to show, or a fresh one.
    Qr {
        /// What it says.
        code: String,
        /// How long the channel accepts it.
        valid_for: Duration,
    },
    /// A code to type on the phone instead of scanning.
    PairingCode {
        /// The code.
        code: String,
        /// How long the channel accepts it.
        valid_for: Duration,
    },
    /// A phone could not be linked the way that was tried; the code to scan stays good.
    Trouble(LinkTrouble),
    /// The phone has scanned the code or taken the pairing code, and the link is being made.
    Linking,
    /// The phone linked, or the connection came back.
    Connected {
        /// The linked phone's number, where the channel tells it.
        phone: Option<E164>,
    },
    /// The connection broke; the connector goes on trying by itself.
    Disconnected {
        /// Why.
        reason: DisconnectReason,
        /// How long the connector waits before it tries again, where it knows.
        again: Option<Duration>,
    },
    /// The phone unlinked us, or [`Connector::logout`] was called; the connector goes on and offers a new code.
    LoggedOut,
    /// A message came that could not be opened; it may come once more.
    Unreadable,
    /// A message came.
    Message {
        /// The message.
        incoming: Incoming,
        /// To be called once it is committed.
        ack: Ack,
    },
    /// A message that we sent moved on.
    Receipt {
        /// Our id of it.
        id: MessageId,
        /// What happened to it.
        receipt: Receipt,
        /// To be called once it is committed; a receipt that is not is reported again.
        ack: Ack,
    },
    /// The connector ended; it must be started anew.
    Ended(ConnectorError),
}

/// A connector could not do what it was told; says itself whether to try again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectorError {
    /// There is no connection at present; to send the same message again is safe.
    #[error("not connected")]
    NotConnected,
    /// The channel was not reached in time, or failed in a way that passes; nothing was accepted.
    #[error("the channel is not available: {0}")]
    Unavailable(String),
    /// The channel refused, and would again.
    #[error("the channel refused: {0}")]
    Refused(String),
    /// The channel refused, and would refuse other messages too for a while.
    #[error("the channel refused: {why}")]
    Restricted {
        /// What stands behind it.
        reason: HoldReason,
        /// The channel's words.
        why: String,
    },
    /// Whether the channel accepted cannot be told.
    #[error("the channel did not answer: {0}")]
    NoAnswer(String),
    /// What the connector keeps with us could not be read or written.
    #[error("the connector's state is not available: {0}")]
    State(String),
}

impl ConnectorError {
    /// Whether trying again may help and cannot send anything twice.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::NotConnected | Self::Unavailable(_) | Self::State(_))
    }
}

/// One tenant's way to the outside.
///
/// All methods are cancel-safe in the sense that the channel either took the order or did not;
/// whether it did can be asked with [`Connector::resolve`].
#[async_trait]
pub trait Connector: Send + Sync {
    /// The connector's name as it is stored, such as `sandbox`.
    fn name(&self) -> &'static str;

    /// Begins to connect and to report to `events`; returns as soon as it has begun.
    async fn start(&self, events: EventSink) -> Result<(), ConnectorError>;

    /// Hands one message to the channel; waits until the channel accepted or refused it.
    async fn send(&self, message: &Outgoing) -> Result<Accepted, ConnectorError>;

    /// What the channel knows about a message that was in the middle of being sent when we ended.
    async fn resolve(&self, id: MessageId) -> Result<Resolution, ConnectorError>;

    /// Tells the customer that the messages with these channel ids were read.
    async fn mark_read(&self, chat: &Address, ids: &[String]) -> Result<(), ConnectorError>;

    /// Shows or hides "typing ..".
    async fn typing(&self, chat: &Address, typing: Typing) -> Result<(), ConnectorError>;

    /// Asks the channel for a code that is typed on the phone with this number, in the place of scanning.
    /// Returns at once; the code comes as [`ConnectorEvent::PairingCode`], a refusal as
    /// [`ConnectorEvent::Trouble`].
    ///
    /// # Errors
    /// When the channel knows no such codes, or no code to scan was offered yet.
    async fn pair_by_code(&self, _phone: &E164) -> Result<(), ConnectorError> {
        Err(ConnectorError::Refused("this channel links by scanning only".to_owned()))
    }

    /// Fetches a file that came with a message, by its ticket; all of it is held in memory.
    ///
    /// # Errors
    /// [`ConnectorError::Refused`] when the channel does not have it any more or it is not what was sent,
    /// something retryable when it may be there later.
    async fn fetch(&self, _ticket: &[u8]) -> Result<Vec<u8>, ConnectorError> {
        Err(ConnectorError::Refused("this channel has no files".to_owned()))
    }

    /// Unlinks the phone for good: on the channel's side where it can be reached, on ours in any case. A
    /// connector that runs says [`ConnectorEvent::LoggedOut`] when it is done and goes on.
    async fn logout(&self) -> Result<(), ConnectorError>;

    /// Ends the connection and keeps the link; waits until nothing is reported any more.
    async fn stop(&self);
}

/// Makes connectors of one kind.
pub trait ConnectorFactory: Send + Sync {
    /// The connector of one tenant; cheap, nothing is connected yet. What its linked device must keep
    /// goes to `device`.
    fn connector(&self, tenant: TenantId, device: Arc<dyn DeviceStore>) -> Arc<dyn Connector>;
}
