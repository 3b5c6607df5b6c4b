//! Messages, conversations and events.

use domain::consent::Consent;
use domain::views::{ConversationView, EventView, MessageView};
use domain::{ContactId, ConversationId, Decision, EventId, MessageId, RecordId, TenantId};

use crate::entity::{contacts, conversations, message_logs, portal_event_logs};
use crate::error::Result;
use crate::views::{read, read_json};

/// A message with the customer's name.
pub(crate) fn message(
    row: message_logs::Model,
    contact_name: Option<String>,
) -> Result<MessageView> {
    Ok(MessageView {
        id: MessageId::from_uuid(row.id),
        tenant_id: TenantId::from_uuid(row.tenant_id),
        conversation_id: ConversationId::from_uuid(row.conversation_id),
        contact_id: row.contact_id.map(ContactId::from_uuid),
        contact_name,
        direction: read("message_logs.direction", &row.direction)?,
        from: row.from_number,
        to: row.to_number,
        text: row.message_text,
        message_type: row.message_type,
        status: read("message_logs.status", &row.status)?,
        decision: row.decision.and_then(decision),
        error: row.error_message,
        extras: read_json("message_logs.metadata", row.metadata)?,
        created_at: row.created_at,
    })
}

/// A decision; nothing for a kind that this program does not know, written by a newer one.
pub(crate) fn decision(stored: serde_json::Value) -> Option<Decision> {
    serde_json::from_value(stored)
        .inspect_err(|error| tracing::debug!(%error, "a decision of an unknown kind"))
        .ok()
}

/// A conversation with its customer, where that is known, and the customer's address.
pub(crate) fn conversation(
    row: conversations::Model,
    contact: Option<contacts::Model>,
    contact_address: String,
) -> Result<ConversationView> {
    let (mut contact_name, mut language, mut consent) = (None, None, Consent::default());
    if let Some(contact) = contact {
        let chosen = contact.language.filter(|_| contact.language_chosen);
        language = chosen.map(|chosen| read("contacts.language", &chosen)).transpose()?;
        consent = read_json("contacts.consent", contact.consent)?;
        contact_name = contact.name;
    }
    Ok(ConversationView {
        id: ConversationId::from_uuid(row.id),
        tenant_id: TenantId::from_uuid(row.tenant_id),
        contact_name,
        contact_address,
        mode: read("conversations.mode", &row.mode)?,
        last_message_at: row.last_message_at,
        language,
        consent: consent.history.pop(),
    })
}

/// An entry of the event log.
pub(crate) fn event(row: &portal_event_logs::Model, tenant_name: Option<String>) -> EventView {
    EventView {
        id: EventId::from_uuid(row.id),
        tenant_id: row.tenant_id.map(TenantId::from_uuid),
        tenant_name,
        actor: row.actor.clone(),
        event_type: row.event_type.clone(),
        payload: row.payload_json.to_string(),
        created_at: row.created_at,
    }
}
