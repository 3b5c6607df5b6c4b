//! Messages: direction, delivery and who they are with.

use crate::text_enum::text_enum;

text_enum! {
    /// Which way a message went.
    Direction {
        /// From a customer to the business.
        In => "IN",
        /// From the business to a customer.
        Out => "OUT",
    }
}

text_enum! {
    /// What appears in a chat of the practice phone.
    #[derive(Default)]
    PhoneMessageKind {
        /// Something written.
        #[default]
        Text => "text",
        /// A picture of ours, with a text below it; the picture itself lies with Flow HQ.
        Picture => "picture",
        /// A call that nobody took.
        Call => "call",
    }
}

text_enum! {
    /// Where a message stands. The first two are inbound, the others outbound.
    MessageStatus {
        /// Inbound: committed, not decided yet.
        Pending => "pending",
        /// Inbound: decided; its decision says how.
        Handled => "handled",
        /// Outbound: in the outbox.
        Queued => "queued",
        /// Outbound: being handed to the channel.
        Sending => "sending",
        /// Outbound: the channel accepted it.
        Sent => "sent",
        /// Outbound: it reached the phone.
        Delivered => "delivered",
        /// Outbound: it was read.
        Read => "read",
        /// Outbound: the channel refused it for good.
        Failed => "failed",
        /// Outbound: we ended while sending and cannot tell; a person decides.
        Unknown => "unknown",
    }
}

text_enum! {
    /// A kind of conversation.
    Channel {
        /// A phone call.
        Voice => "VOICE",
        /// WhatsApp, over any connector.
        Whatsapp => "WHATSAPP",
        /// E-mail.
        Email => "EMAIL",
    }
}

text_enum! {
    /// Who answers a conversation.
    ConversationMode {
        /// The assistant.
        Bot => "BOT",
        /// A person of the business.
        Human => "HUMAN",
    }
}

text_enum! {
    /// Where a conversation stands.
    ConversationStatus {
        /// Going on.
        Open => "OPEN",
        /// Put off until a time.
        Snoozed => "SNOOZED",
        /// Ended.
        Closed => "CLOSED",
    }
}

text_enum! {
    /// How a contact is addressed on a channel.
    AddressKind {
        /// A phone number.
        Phone => "PHONE",
        /// WhatsApp's number-less address.
        Lid => "LID",
        /// A business-scoped user id of the Cloud API.
        Bsuid => "BSUID",
        /// An e-mail address.
        Email => "EMAIL",
    }
}

/// What can happen to an outbound message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryEvent {
    /// The sender took it from the outbox.
    Claimed,
    /// The channel refused for now; it goes back to the outbox.
    PutBack,
    /// The channel accepted it.
    Sent,
    /// A receipt: on the phone.
    Delivered,
    /// A receipt: read.
    Read,
    /// The channel refused for good.
    Failed,
    /// We ended while sending and the channel cannot tell.
    Lost,
}

impl DeliveryEvent {
    /// Every event, for tables and tests.
    pub const ALL: &'static [Self] = &[
        Self::Claimed,
        Self::PutBack,
        Self::Sent,
        Self::Delivered,
        Self::Read,
        Self::Failed,
        Self::Lost,
    ];
}

/// The event is not possible in this status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message in '{status}' cannot take {event:?}")]
pub struct DeliveryRefused {
    /// The status that refused.
    pub status: MessageStatus,
    /// What was tried.
    pub event: DeliveryEvent,
}

impl MessageStatus {
    /// The status after `event`.
    ///
    /// Receipts may overtake each other and our own note of having sent, so each step may be
    /// skipped forwards, and a receipt also settles an unknown message; nothing moves backwards.
    ///
    /// # Errors
    /// Refuses every edge that the table does not name.
    pub fn apply(self, event: DeliveryEvent) -> Result<Self, DeliveryRefused> {
        use DeliveryEvent as E;
        match (self, event) {
            (Self::Queued, E::Claimed) => Ok(Self::Sending),
            (Self::Sending, E::PutBack) => Ok(Self::Queued),
            (Self::Sending | Self::Unknown, E::Sent) => Ok(Self::Sent),
            (Self::Sending | Self::Unknown | Self::Sent, E::Delivered) => Ok(Self::Delivered),
            (Self::Sending | Self::Unknown | Self::Sent | Self::Delivered, E::Read) => {
                Ok(Self::Read)
            }
            (Self::Sending | Self::Unknown, E::Failed) => Ok(Self::Failed),
            (Self::Sending, E::Lost) => Ok(Self::Unknown),
            (status, event) => Err(DeliveryRefused { status, event }),
        }
    }
}

/// Which messages of a log to show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageShow {
    /// All of them.
    #[default]
    All,
    /// Incoming ones that got no answer and will get none.
    NotAnswered,
    /// Those that wait: for their turn, or for a person.
    Waiting,
}

impl MessageShow {
    /// Reads it as an address names it; all of them where it names nothing that we know.
    pub fn from_name(name: &str) -> Self {
        match name {
            "not-answered" => Self::NotAnswered,
            "waiting" => Self::Waiting,
            _ => Self::All,
        }
    }

    /// Its name in an address; empty for all.
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "",
            Self::NotAnswered => "not-answered",
            Self::Waiting => "waiting",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DeliveryEvent as E;
    use MessageStatus as S;

    const EDGES: &[(S, E, S)] = &[
        (S::Queued, E::Claimed, S::Sending),
        (S::Sending, E::PutBack, S::Queued),
        (S::Sending, E::Sent, S::Sent),
        (S::Sending, E::Delivered, S::Delivered),
        (S::Sending, E::Read, S::Read),
        (S::Sending, E::Failed, S::Failed),
        (S::Sending, E::Lost, S::Unknown),
        (S::Sent, E::Delivered, S::Delivered),
        (S::Sent, E::Read, S::Read),
        (S::Delivered, E::Read, S::Read),
        (S::Unknown, E::Sent, S::Sent),
        (S::Unknown, E::Delivered, S::Delivered),
        (S::Unknown, E::Read, S::Read),
        (S::Unknown, E::Failed, S::Failed),
    ];

    #[test]
    fn exactly_the_edges_of_the_table_are_possible() {
        for status in S::ALL {
            for event in E::ALL {
                let wanted = EDGES
                    .iter()
                    .find(|(from, by, _)| from == status && by == event)
                    .map(|(.., to)| *to)
                    .ok_or(DeliveryRefused { status: *status, event: *event });
                assert_eq!(status.apply(*event), wanted, "{status} + {event:?}");
            }
        }
    }

    #[test]
    fn a_sent_message_is_never_sent_again() {
        for status in [S::Sent, S::Delivered, S::Read, S::Failed, S::Unknown] {
            assert!(status.apply(E::Claimed).is_err());
            assert!(status.apply(E::PutBack).is_err());
        }
    }
}
