//! One type per kind of id, so that a message's id cannot stand where a tenant's is wanted.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What all ids have in common; lets the server mint any of them with one function.
pub trait RecordId: Copy + Send + 'static {
    /// Wraps a raw id.
    fn from_uuid(id: Uuid) -> Self;
    /// The raw id, for the database.
    fn uuid(self) -> Uuid;
}

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl RecordId for $name {
            fn from_uuid(id: Uuid) -> Self {
                Self(id)
            }
            fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// A business that uses Flow HQ.
    TenantId,
    /// A person who signs in.
    UserId,
    /// A signed-in browser.
    AuthSessionId,
    /// A note of the team about a conversation.
    NoteId,
    /// A reply that is kept under a short name.
    CannedReplyId,
    /// Somebody who is asked to work for a business.
    InvitationId,
    /// Something that people of a business should see to.
    AlertId,
    /// A request to set a tenant up.
    SetupRequestId,
    /// A tenant's primary WhatsApp session.
    WhatsappSessionId,
    /// A customer of a tenant.
    ContactId,
    /// A conversation with one customer on one channel.
    ConversationId,
    /// A row of the message log; doubles as the client-chosen id of an outgoing message.
    MessageId,
    /// A row of the outbox.
    OutboxId,
    /// Something that customers can book.
    ServiceId,
    /// Somebody or something that a booking takes up: a person, a chair, a room.
    ResourceId,
    /// A booking.
    AppointmentId,
    /// A time at which a business is closed although it is usually open.
    ClosureId,
    /// Something that customers can order.
    ProductId,
    /// An order.
    OrderId,
    /// A file of products that was taken in.
    ImportId,
    /// Something that a business has written down.
    DocumentId,
    /// A piece of a document that can be an answer.
    PassageId,
    /// A question that the assistant could not answer.
    QuestionId,
    /// One version of a business's own flow.
    FlowVersionId,
    /// A row of the event log.
    EventId,
    /// A message that somebody left on the contact page.
    LeadId,
    /// One boot of one Flow HQ process: unique per boot, not per host.
    NodeId,
}
