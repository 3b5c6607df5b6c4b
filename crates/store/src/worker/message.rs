//! Rows of the message log as a worker sees them.

use std::collections::HashMap;
use std::fmt;

use domain::message::{AddressKind, Direction, MessageStatus};
use domain::views::{Extras, MessageView};
use domain::{
    ContactId, ConversationId, Decision, Instant, MessageId, OutboxId, RecordId, TenantId,
};
use sea_orm::{DbErr, FromQueryResult, QueryResult};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::fence::{FIRST, Held};
use super::settle::Reply;
use super::several::Values;
use crate::entity::message_logs;
use crate::error::{Result, StoreError};
use crate::mint::mint_at;
use crate::views;

/// A customer's address on a channel.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AddressRow {
    /// What kind of address it is.
    pub kind: AddressKind,
    /// The address itself: E.164 for a phone number.
    pub value: String,
}

/// Masked: an address never reaches a log by accident.
impl fmt::Debug for AddressRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AddressRow({}, …)", self.kind)
    }
}

/// A customer's message that is committed.
#[derive(Clone, PartialEq, Eq)]
pub struct InboundMessage {
    /// The message's id.
    pub id: MessageId,
    /// Its conversation.
    pub conversation_id: ConversationId,
    /// The customer.
    pub contact_id: ContactId,
    /// The customer's name, where known.
    pub contact_name: Option<String>,
    /// Where the customer wrote from, and where answers go to.
    pub address: AddressRow,
    /// The number or address that the customer wrote to.
    pub to: String,
    /// The channel's id of it.
    pub wa_message_id: Option<String>,
    /// The text; empty for a message that has none.
    pub text: String,
    /// Such as `text` or `image`.
    pub message_type: String,
    /// When it was written, by the channel's clock.
    pub sent_at: Option<Instant>,
    /// Whether it came late, after there had been no connection for a while.
    pub late: bool,
    /// Pending, or handled when a gate had decided before it was written down.
    pub status: MessageStatus,
    /// When it was written down.
    pub created_at: Instant,
    /// When it may be answered, for one that was put off.
    pub not_before: Option<Instant>,
    /// What was decided so far.
    pub decision: Option<Decision>,
    /// What it carries beside the text.
    pub extras: Extras,
}

impl InboundMessage {
    /// The message as pages and live frames show it.
    pub fn view(&self, tenant_id: TenantId) -> MessageView {
        MessageView {
            id: self.id,
            tenant_id,
            conversation_id: self.conversation_id,
            contact_id: Some(self.contact_id),
            contact_name: self.contact_name.clone(),
            direction: Direction::In,
            from: self.address.value.clone(),
            to: self.to.clone(),
            text: self.text.clone(),
            message_type: self.message_type.clone(),
            status: self.status,
            decision: self.decision.clone(),
            error: None,
            extras: self.extras.clone(),
            created_at: self.created_at,
        }
    }
}

/// Masked: bodies and numbers never reach a log by accident.
impl fmt::Debug for InboundMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InboundMessage")
            .field("id", &self.id)
            .field("message_type", &self.message_type)
            .field("status", &self.status)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}

/// What the worker keeps with a message beside its columns; never searched.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Metadata {
    /// The kind of the customer's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address_kind: Option<AddressKind>,
    /// When it was written, by the channel's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sent_at: Option<Instant>,
    /// Whether it came late, after there had been no connection for a while.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) late: bool,
    /// Whether the business's own phone wrote it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) from_me: bool,
    /// What it carries beside the text.
    #[serde(flatten)]
    pub(crate) extras: Extras,
}

impl Metadata {
    pub(crate) fn of(row: &message_logs::Model) -> Result<Self> {
        views::read_json("message_logs.metadata", row.metadata.clone())
    }

    /// A message without a kind went to a number that somebody typed.
    pub(crate) fn kind(&self) -> AddressKind {
        self.address_kind.unwrap_or(AddressKind::Phone)
    }
}

/// A row of the log with the customer's name.
pub(crate) struct Logged {
    pub(crate) row: message_logs::Model,
    pub(crate) contact_name: Option<String>,
}

/// The columns of [`Logged`], from `m` and `c`.
pub(super) const LOGGED: &str = "m.*, c.name AS contact_name";

impl FromQueryResult for Logged {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Self {
            row: message_logs::Model::from_query_result(row, prefix)?,
            contact_name: row.try_get(prefix, "contact_name")?,
        })
    }
}

/// The same, where the row may not be there.
struct LoggedOrNot(Option<Logged>);

impl FromQueryResult for LoggedOrNot {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        match row.try_get::<Option<Uuid>>(prefix, "id")? {
            Some(_) => Ok(Self(Some(Logged::from_query_result(row, prefix)?))),
            None => Ok(Self(None)),
        }
    }
}

/// A message and its row of the outbox, where there is one.
struct Waiting(Option<(OutboxId, Logged)>);

impl FromQueryResult for Waiting {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let Some(id) = row.try_get::<Option<Uuid>>(prefix, "outbox_id")? else {
            return Ok(Self(None));
        };
        let logged = Logged::from_query_result(row, prefix)?;
        Ok(Self(Some((OutboxId::from_uuid(id), logged))))
    }
}

impl Logged {
    pub(crate) fn view(self) -> Result<MessageView> {
        views::message(self.row, self.contact_name)
    }

    pub(crate) fn inbound(self) -> Result<InboundMessage> {
        let metadata = Metadata::of(&self.row)?;
        let Self { row, contact_name } = self;
        let contact_id = row.contact_id.ok_or(StoreError::Missing("message's contact"))?;
        Ok(InboundMessage {
            id: MessageId::from_uuid(row.id),
            conversation_id: ConversationId::from_uuid(row.conversation_id),
            contact_id: ContactId::from_uuid(contact_id),
            contact_name,
            address: AddressRow { kind: metadata.kind(), value: row.from_number },
            to: row.to_number,
            wa_message_id: row.wa_message_id,
            text: row.message_text,
            message_type: row.message_type,
            sent_at: metadata.sent_at,
            late: metadata.late,
            extras: metadata.extras,
            status: views::read("message_logs.status", &row.status)?,
            created_at: row.created_at,
            not_before: row.not_before,
            decision: row.decision.and_then(views::decision),
        })
    }
}

impl Held<'_> {
    /// Checks the lease and reads messages of the tenant, those that are there.
    pub(super) async fn messages(
        &self,
        ids: impl IntoIterator<Item = MessageId>,
    ) -> Result<HashMap<MessageId, Logged>> {
        let mut values = Values::from(FIRST);
        let ids = values.list(ids.into_iter().map(RecordId::uuid));
        let joins = format!(
            "LEFT JOIN message_logs m ON m.id IN ({ids}) AND m.tenant_id = $1 \
             LEFT JOIN contacts c ON c.id = m.contact_id",
        );
        let found: Vec<LoggedOrNot> = self.rows(LOGGED, &joins, values).await?;
        let found = found.into_iter().filter_map(|logged| logged.0);
        Ok(found.map(|logged| (MessageId::from_uuid(logged.row.id), logged)).collect())
    }

    /// Checks the lease and reads the messages of outbox rows.
    pub(super) async fn messages_of(
        &self,
        ids: impl IntoIterator<Item = OutboxId>,
    ) -> Result<HashMap<OutboxId, Logged>> {
        let mut values = Values::from(FIRST);
        let ids = values.list(ids.into_iter().map(RecordId::uuid));
        let joins = format!(
            "LEFT JOIN outbox o ON o.id IN ({ids}) AND o.tenant_id = $1 \
             LEFT JOIN message_logs m ON m.id = o.message_id \
             LEFT JOIN contacts c ON c.id = m.contact_id",
        );
        let columns = format!("o.id AS outbox_id, {LOGGED}");
        let found: Vec<Waiting> = self.rows(&columns, &joins, values).await?;
        Ok(found.into_iter().filter_map(|waiting| waiting.0).collect())
    }

    /// The same for one.
    ///
    /// # Errors
    /// When it is not in the outbox.
    pub(super) async fn message_of(&self, id: OutboxId) -> Result<Logged> {
        self.messages_of([id]).await?.remove(&id).ok_or(StoreError::Missing("outbox row"))
    }
}

/// A message to a customer, to the address and in the conversation of one that was heard, as what answers it.
///
/// # Errors
/// When what is kept of the heard one cannot be read.
pub(crate) fn answer_row(
    now: Instant,
    heard: &message_logs::Model,
    reply: Reply,
) -> Result<message_logs::Model> {
    let metadata =
        Metadata { address_kind: Some(Metadata::of(heard)?.kind()), ..Metadata::default() };
    Ok(message_logs::Model {
        id: mint_at(now),
        reply_to_id: Some(heard.id),
        direction: Direction::Out.as_str().to_owned(),
        from_number: heard.to_number.clone(),
        to_number: heard.from_number.clone(),
        message_text: reply.text,
        message_type: "text".to_owned(),
        media_url: None,
        wa_message_id: None,
        status: MessageStatus::Queued.as_str().to_owned(),
        error_message: None,
        raw_payload: None,
        metadata: to_json("message_logs.metadata", &metadata)?,
        decision: Some(to_json("message_logs.decision", &reply.decision)?),
        not_before: None,
        delivered_at: None,
        deleted_at: None,
        created_at: now,
        updated_at: now,
        ..heard.clone()
    })
}

/// A value as it is stored; `what` is the column.
pub(crate) fn to_json(what: &'static str, value: &impl Serialize) -> Result<serde_json::Value> {
    serde_json::to_value(value)
        .map_err(|_| StoreError::Corrupt { what, detail: "it cannot be written".to_owned() })
}
