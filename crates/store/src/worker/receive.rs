//! A customer's message is written down: the first of the two transactions of a conversation's turn.
//!
//! Only when this is committed may the channel hear that we have the message.

use std::collections::{HashMap, HashSet};
use std::fmt;

use domain::content::{FileState, FileView, Place, Quoted};
use domain::message::{Direction, MessageStatus};
use domain::views::Extras;
use domain::{Conflict, Decision, Gate, Instant, RecordId};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, Select};
use uuid::Uuid;

use super::WorkerStore;
use super::fence::{FIRST, Held};
use super::message::{AddressRow, InboundMessage, Logged, Metadata, to_json};
use super::several::{Script, Values};
use crate::clip::clip;
use crate::entity::message_logs;
use crate::error::{Result, StoreError};
use crate::keys::KeyRing;
use crate::mint::mint_at;
use crate::views;

/// How often messages are written down where their conversations are closed, or their customers erased, meanwhile.
const PLACE_TRIES: usize = 4;
/// Longest name of a customer that is kept, in characters (the column's length).
const NAME_MAX: usize = 255;
/// Longest kind of message that is kept, in characters (the column's length).
const TYPE_MAX: usize = 50;
/// Longest media type that is kept, in characters (RFC 6838 §4.2 allows 127 for each half).
const MIME_MAX: usize = 255;

/// A message as the channel delivered it.
#[derive(Clone)]
pub struct Received {
    /// The channel's id of it: the same however often it is delivered.
    pub wa_message_id: String,
    /// The customer.
    pub from: AddressRow,
    /// Another address of the same customer, where the channel tells it.
    pub also: Option<AddressRow>,
    /// The customer's name as the channel knows it; kept when we know none.
    pub name: Option<String>,
    /// The number or address that the customer wrote to.
    pub to: String,
    /// The text; empty for a message that has none.
    pub text: String,
    /// Such as `text` or `image`; at most 50 characters are kept.
    pub message_type: String,
    /// A place that it shows.
    pub place: Option<Place>,
    /// The message that it answers or reacts to.
    pub quoted: Option<Quoted>,
    /// A file that came with it, which is fetched later.
    pub file: Option<ReceivedFile>,
    /// When it was written, by the channel's clock.
    pub sent_at: Instant,
    /// Whether it came late, after there had been no connection for a while.
    pub late: bool,
    /// Whether the business's own phone wrote it.
    pub from_me: bool,
    /// Whether it only thanks or says good-bye, so that nobody waits for an answer to it.
    pub is_courtesy: bool,
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

/// A file that came with a message and lies with the channel.
#[derive(Clone)]
pub struct ReceivedFile {
    /// Its name, where the channel tells one.
    pub name: Option<String>,
    /// Its media type; clipped to what a type may have.
    pub mime: String,
    /// How many bytes the sender says that it has.
    pub size: u64,
    /// What the channel wants to hear before it gives the file.
    pub ticket: Vec<u8>,
}

/// The same without what no database of ours keeps.
fn storable_quote(quoted: Quoted) -> Quoted {
    Quoted { id: storable(&quoted.id), text: storable(&quoted.text) }
}

impl ReceivedFile {
    fn view(&self) -> FileView {
        let name = self.name.as_deref().map(|name| clip(&storable(name), NAME_MAX));
        let mime = clip(&storable(&self.mime), MIME_MAX);
        FileView { name, mime, size: self.size, state: FileState::Waiting }
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

/// Everything about a sender that is there already.
#[derive(FromQueryResult)]
struct Known {
    kind: String,
    value: String,
    session_id: Option<Uuid>,
    contact_id: Option<Uuid>,
    contact_name: Option<String>,
    conversation_id: Option<Uuid>,
}

impl Known {
    fn address(&self) -> Result<AddressRow> {
        let kind = views::read("contact_addresses.kind", &self.kind)?;
        Ok(AddressRow { kind, value: self.value.clone() })
    }
}

const KNOWN: &str = "q.column1 AS kind, q.column2 AS value, s.id AS session_id, \
    a.contact_id AS contact_id, c.name AS contact_name, v.id AS conversation_id";

// The conversation's condition is written out, for only so does it meet that of the partial index.
const KNOWN_JOINS: &str = "LEFT JOIN whatsapp_sessions s ON s.tenant_id = $1 \
    LEFT JOIN contact_addresses a \
        ON a.tenant_id = $1 AND a.kind = q.column1 AND a.value = q.column2 \
    LEFT JOIN contacts c ON c.id = a.contact_id \
    LEFT JOIN conversations v ON v.tenant_id = $1 AND v.contact_id = a.contact_id \
        AND v.channel = 'WHATSAPP' AND v.status <> 'CLOSED'";

impl WorkerStore {
    /// Writes messages down, each once however often it is delivered, with their customers and
    /// conversations, which are made when a message is the customer's first; tells what became of each,
    /// in their order.
    ///
    /// # Errors
    /// When the lease is lost: nothing is written then, and the channel must not be told otherwise.
    pub async fn receive_all(&self, received: Vec<Received>) -> Result<Vec<Reception>> {
        for _ in 1..PLACE_TRIES {
            match self.receive_once(received.clone()).await {
                Err(StoreError::Conflict(Conflict::ChangedHands)) => {}
                written => return written,
            }
        }
        self.receive_once(received).await
    }

    async fn receive_once(&self, received: Vec<Received>) -> Result<Vec<Reception>> {
        let ring = self.store.key().clone();
        self.write(move |held| Box::pin(async move { held.receive_all(&ring, received).await }))
            .await
    }

    /// Whether a message that came in under this id of its channel is written down.
    pub async fn has_received(&self, wa_message_id: &str) -> Result<bool> {
        let query = received_as(self.tenant_id().uuid(), wa_message_id);
        let count =
            self.read(move |tx| Box::pin(async move { Ok(query.count(tx).await?) })).await?;
        Ok(count > 0)
    }
}

impl Held<'_> {
    async fn receive_all(&self, ring: &KeyRing, received: Vec<Received>) -> Result<Vec<Reception>> {
        if received.is_empty() {
            return Ok(Vec::new());
        }
        let mut senders = self.senders(&received).await?;
        // All of them before the first row is made: it would name a customer that is merged away after it.
        for received in &received {
            self.know_as_one(&mut senders, received).await?;
        }
        let mut learnt = HashMap::new();
        // Nothing for one that was written down before.
        let mut messages = Vec::with_capacity(received.len());
        let mut tickets = HashMap::new();
        let mut courtesies = HashSet::new();
        for mut received in received {
            let file = received.file.take();
            let sender = senders.get_mut(&received.from).ok_or(StoreError::Missing("sender"))?;
            let name = name(received.name.as_deref());
            let Some((contact, conversation)) =
                self.place(sender, &received.wa_message_id, name.as_deref()).await?
            else {
                messages.push(None);
                continue;
            };
            if sender.contact_name.is_none()
                && let Some(name) = name
            {
                learnt.insert(contact, name.clone());
                sender.contact_name = Some(name);
            }
            let view = file.as_ref().map(ReceivedFile::view);
            let is_courtesy = received.is_courtesy;
            let row = self.inbound_row(received, view, contact, conversation, sender.session_id)?;
            if is_courtesy {
                courtesies.insert(row.id);
            }
            if let Some(file) = file {
                tickets.insert(row.id, file);
            }
            messages.push(Some(Logged { row, contact_name: sender.contact_name.clone() }));
        }
        let mut script = Script::new();
        let rows: Vec<_> = messages.iter().flatten().map(|logged| logged.row.clone()).collect();
        // Where somebody closes a conversation or erases a customer at this moment, what is known of them is out of date.
        let places: HashSet<_> = rows
            .iter()
            .flat_map(|row| [Some(row.conversation_id), row.contact_id])
            .flatten()
            .collect();
        if !rows.is_empty() {
            self.touch(&mut script, &rows, &learnt, &courtesies);
            script.insert_giving_ids_of_new(rows);
        }
        let new = script.run(self.tx).await?;
        if !places.is_subset(&new) {
            return Err(Conflict::ChangedHands.into());
        }
        tickets.retain(|message, _| new.contains(message));
        self.await_files(ring, tickets).await?;
        let is_new = |logged: &Logged| new.contains(&logged.row.id);
        messages
            .into_iter()
            .map(|logged| match logged.filter(is_new) {
                Some(logged) => logged.inbound().map(Reception::New),
                None => Ok(Reception::Duplicate),
            })
            .collect()
    }

    /// Checks the lease and reads what is known about those who wrote.
    async fn senders(&self, received: &[Received]) -> Result<HashMap<AddressRow, Known>> {
        let addresses: HashSet<_> = received
            .iter()
            .flat_map(|one| [Some(&one.from), one.also.as_ref()])
            .flatten()
            .collect();
        let known = self.all_known(addresses.into_iter()).await?;
        known.into_iter().map(|known| Ok((known.address()?, known))).collect()
    }

    /// What is known about addresses, a row for each.
    async fn all_known(&self, addresses: impl Iterator<Item = &AddressRow>) -> Result<Vec<Known>> {
        let mut values = Values::from(FIRST);
        let asked: Vec<_> = addresses
            .map(|from| values.row([from.kind.as_str().into(), from.value.as_str().into()]))
            .collect();
        let joins = format!("JOIN (VALUES {}) q ON TRUE {KNOWN_JOINS}", asked.join(", "));
        self.rows(KNOWN, &joins, values).await
    }

    /// Sees to it that both addresses of a message's sender are one customer's.
    async fn know_as_one(
        &self,
        senders: &mut HashMap<AddressRow, Known>,
        received: &Received,
    ) -> Result<()> {
        let Some(also) = &received.also else { return Ok(()) };
        let contact_at = |address| senders.get(address).and_then(|known| known.contact_id);
        let (one, other) = (contact_at(&received.from), contact_at(also));
        let (contact, address) = match (one, other) {
            (Some(one), Some(other)) if one == other => return Ok(()),
            (Some(one), Some(other)) => {
                // The older one stays: ids are made in order.
                let (stays, gone) = (one.min(other), one.max(other));
                self.merge_contacts(stays, gone).await?;
                (stays, also)
            }
            (Some(one), None) => (one, also),
            (None, Some(other)) => (other, &received.from),
            // A new customer: made with the first address, and this is asked again for the second.
            (None, None) => {
                let name = name(received.name.as_deref());
                (self.contact(&received.from, name.as_deref()).await?, also)
            }
        };
        if self.add_address(contact, address).await? {
            self.keep_opted_out(contact, address).await?;
        }
        // What was read before is out of date, for others of the two customers' addresses as well.
        let addresses: Vec<_> = senders.keys().cloned().collect();
        for known in self.all_known(addresses.iter()).await? {
            senders.insert(known.address()?, known);
        }
        Ok(())
    }

    /// The customer and the conversation of a message, made where they are missing; nothing when the
    /// message is known.
    async fn place(
        &self,
        sender: &mut Known,
        wa_message_id: &str,
        name: Option<&str>,
    ) -> Result<Option<(Uuid, Uuid)>> {
        if let (Some(contact), Some(conversation)) = (sender.contact_id, sender.conversation_id) {
            return Ok(Some((contact, conversation)));
        }
        // Nothing may be made for a message that is known: its conversation was closed meanwhile.
        if self.is_known(wa_message_id).await? {
            return Ok(None);
        }
        let contact = self.contact(&sender.address()?, name).await?;
        let conversation = self.open_conversation(contact).await?;
        (sender.contact_id, sender.conversation_id) = (Some(contact), Some(conversation));
        Ok(Some((contact, conversation)))
    }

    async fn is_known(&self, wa_message_id: &str) -> Result<bool> {
        Ok(received_as(self.tenant(), wa_message_id).count(self.tx).await? > 0)
    }

    fn inbound_row(
        &self,
        received: Received,
        file: Option<FileView>,
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
            late: received.late,
            from_me: received.from_me,
            extras: Extras {
                place: received.place,
                quoted: received.quoted.map(storable_quote),
                file,
                picture_of: None,
            },
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
}

fn name(name: Option<&str>) -> Option<String> {
    name.map(|name| clip(name.trim(), NAME_MAX)).filter(|name| !name.is_empty())
}

/// A text without what PostgreSQL cannot store: a message that cannot be written down would be
/// delivered again for ever.
fn storable(text: &str) -> String {
    text.replace('\0', "")
}

/// What came in under an id of its channel: one message or none.
fn received_as(tenant: Uuid, wa_message_id: &str) -> Select<message_logs::Entity> {
    use message_logs::Column as C;
    message_logs::Entity::find()
        .filter(C::TenantId.eq(tenant))
        .filter(C::WaMessageId.eq(wa_message_id))
        .filter(C::Direction.eq(Direction::In.as_str()))
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
        assert_eq!(name(Some("  ")), None);
        assert_eq!(name(Some(" Asha ")), Some("Asha".to_owned()));
    }
}
