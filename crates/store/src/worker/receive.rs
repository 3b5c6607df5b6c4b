//! A customer's message is written down: the first of the two transactions of a conversation's turn.
//!
//! Only when this is committed may the channel hear that we have the message.

use std::fmt;

use domain::message::{Direction, MessageStatus};
use domain::{Decision, Gate, Instant};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, Set};
use uuid::Uuid;

use super::WorkerStore;
use super::fence::Held;
use super::message::{AddressRow, InboundMessage, Logged, Metadata, to_json};
use crate::entity::{contacts, conversations, message_logs};
use crate::error::Result;
use crate::mint::mint_at;

/// Longest name of a customer that is kept, in characters (the column's length).
const NAME_MAX: usize = 255;
/// Longest kind of message that is kept, in characters (the column's length).
const TYPE_MAX: usize = 50;

/// A message as the channel delivered it.
#[derive(Clone)]
pub struct Received {
    /// The channel's id of it: the same however often it is delivered.
    pub wa_message_id: String,
    /// The customer.
    pub from: AddressRow,
    /// The customer's name as the channel knows it; kept when we know none.
    pub name: Option<String>,
    /// The number or address that the customer wrote to.
    pub to: String,
    /// The text; empty for a message that has none.
    pub text: String,
    /// Such as `text` or `image`; at most 50 characters are kept.
    pub message_type: String,
    /// When it was written, by the channel's clock.
    pub sent_at: Instant,
    /// Whether the business's own phone wrote it.
    pub from_me: bool,
    /// What keeps it from being answered, where that is known already; it is then handled at once.
    pub gate: Option<Gate>,
}

/// Masked: bodies and numbers never reach a log by accident.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("wa_message_id", &self.wa_message_id)
            .field("message_type", &self.message_type)
            .field("gate", &self.gate)
            .finish_non_exhaustive()
    }
}

/// What became of a delivered message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reception {
    /// It is written down now.
    New(InboundMessage),
    /// It was written down before; nothing changed.
    Duplicate,
}

/// Everything about the sender that is there already.
#[derive(FromQueryResult)]
struct Known {
    session_id: Option<Uuid>,
    contact_id: Option<Uuid>,
    contact_name: Option<String>,
    conversation_id: Option<Uuid>,
}

const KNOWN: &str = "s.id AS session_id, a.contact_id AS contact_id, \
    c.name AS contact_name, v.id AS conversation_id";

// The conversation's condition is written out, for only so does it meet that of the partial index.
const KNOWN_JOINS: &str = "LEFT JOIN whatsapp_sessions s ON s.tenant_id = $1 \
    LEFT JOIN contact_addresses a ON a.tenant_id = $1 AND a.kind = $4 AND a.value = $5 \
    LEFT JOIN contacts c ON c.id = a.contact_id \
    LEFT JOIN conversations v ON v.tenant_id = $1 AND v.contact_id = a.contact_id \
        AND v.channel = 'WHATSAPP' AND v.status <> 'CLOSED'";

impl WorkerStore {
    /// Writes a message down once, however often it is delivered, with its customer and conversation,
    /// which are made when this is the customer's first.
    ///
    /// # Errors
    /// When the lease is lost: nothing is written then, and the channel must not be told otherwise.
    pub async fn receive(&self, received: Received) -> Result<Reception> {
        self.write(move |held| Box::pin(async move { held.receive(received).await })).await
    }
}

impl Held<'_> {
    async fn receive(&self, received: Received) -> Result<Reception> {
        let address = [received.from.kind.as_str().into(), received.from.value.as_str().into()];
        let known: Known = self.row(KNOWN, KNOWN_JOINS, address).await?;
        let name = name(received.name.as_deref());
        let (contact_id, conversation_id) = match (known.contact_id, known.conversation_id) {
            (Some(contact), Some(conversation)) => (contact, conversation),
            // Nothing may be made for a message that is known: its conversation was closed meanwhile.
            _ if self.is_known(&received.wa_message_id).await? => return Ok(Reception::Duplicate),
            _ => {
                let contact = self.contact(&received.from, name.as_deref()).await?;
                (contact, self.open_conversation(contact).await?)
            }
        };
        let row = self.inbound_row(received, contact_id, conversation_id, known.session_id)?;
        if !self.insert_new(row.clone()).await? {
            return Ok(Reception::Duplicate);
        }
        let learnt = if known.contact_name.is_none() { name } else { None };
        self.touch(contact_id, conversation_id, learnt.clone()).await?;
        let logged = Logged { row, contact_name: known.contact_name.or(learnt) };
        Ok(Reception::New(logged.inbound()?))
    }

    async fn is_known(&self, wa_message_id: &str) -> Result<bool> {
        use message_logs::Column as C;
        let found = message_logs::Entity::find()
            .filter(C::TenantId.eq(self.tenant()))
            .filter(C::WaMessageId.eq(wa_message_id))
            .filter(C::Direction.eq(Direction::In.as_str()))
            .count(self.tx)
            .await?;
        Ok(found > 0)
    }

    fn inbound_row(
        &self,
        received: Received,
        contact_id: Uuid,
        conversation_id: Uuid,
        session_id: Option<Uuid>,
    ) -> Result<message_logs::Model> {
        let decision = received.gate.map(|gate| Decision::NotAnswered { gate });
        let status = match decision {
            Some(_) => MessageStatus::Handled,
            None => MessageStatus::Pending,
        };
        let metadata = Metadata {
            address_kind: Some(received.from.kind),
            sent_at: Some(received.sent_at),
            from_me: received.from_me,
        };
        Ok(message_logs::Model {
            id: mint_at(self.now),
            tenant_id: self.tenant(),
            conversation_id,
            contact_id: Some(contact_id),
            whatsapp_session_id: session_id,
            waha_session_id: None,
            whatsapp_channel_id: None,
            reply_to_id: None,
            direction: Direction::In.as_str().to_owned(),
            from_number: received.from.value,
            to_number: received.to,
            message_text: storable(&received.text),
            message_type: clip(&received.message_type, TYPE_MAX),
            media_url: None,
            wa_message_id: Some(received.wa_message_id),
            status: status.as_str().to_owned(),
            error_message: None,
            raw_payload: None,
            metadata: to_json("message_logs.metadata", &metadata)?,
            decision: decision
                .map(|decision| to_json("message_logs.decision", &decision))
                .transpose()?,
            not_before: None,
            delivered_at: None,
            deleted_at: None,
            created_at: self.now,
            updated_at: self.now,
        })
    }

    /// Notes that the customer wrote just now, and the name when it is news.
    async fn touch(&self, contact: Uuid, conversation: Uuid, name: Option<String>) -> Result<()> {
        conversations::Entity::update_many()
            .set(conversations::ActiveModel {
                last_message_at: Set(Some(self.now)),
                updated_at: Set(self.now),
                ..Default::default()
            })
            .filter(conversations::Column::Id.eq(conversation))
            .exec(self.tx)
            .await?;
        let mut change = contacts::ActiveModel {
            last_message_at: Set(Some(self.now)),
            updated_at: Set(self.now),
            ..Default::default()
        };
        if name.is_some() {
            change.name = Set(name);
        }
        contacts::Entity::update_many()
            .set(change)
            .filter(contacts::Column::Id.eq(contact))
            .exec(self.tx)
            .await?;
        Ok(())
    }
}

fn name(name: Option<&str>) -> Option<String> {
    name.map(|name| clip(name.trim(), NAME_MAX)).filter(|name| !name.is_empty())
}

/// A text without what PostgreSQL cannot store: a message that cannot be written down would be
/// delivered again for ever.
fn storable(text: &str) -> String {
    text.replace('\0', "")
}

/// The same, and no longer than `max` characters.
pub(super) fn clip(text: &str, max: usize) -> String {
    text.chars().filter(|c| *c != '\0').take(max).collect()
}

#[cfg(test)]
mod tests {
    use domain::message::{Channel, ConversationStatus};

    use super::*;

    #[test]
    fn the_condition_of_the_partial_index_is_that_of_the_enums() {
        assert!(KNOWN_JOINS.contains(&format!("'{}'", Channel::Whatsapp)));
        assert!(KNOWN_JOINS.contains(&format!("<> '{}'", ConversationStatus::Closed)));
    }

    #[test]
    fn what_the_database_cannot_hold_is_left_out() {
        assert_eq!(storable("a\0b"), "ab");
        assert_eq!(clip("Äsha\0", 3), "Äsh");
        assert_eq!(name(Some("  ")), None);
        assert_eq!(name(Some(" Asha ")), Some("Asha".to_owned()));
    }
}
