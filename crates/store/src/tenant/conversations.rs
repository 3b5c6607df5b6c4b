//! Conversations that people have taken over.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use domain::message::{AddressKind, ConversationMode, ConversationStatus};
use domain::views::ConversationView;
use domain::{ConversationId, Instant, RecordId, TenantId};
use sea_orm::sea_query::Expr;
use sea_orm::{DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::actor::Actor;
use crate::entity::{contact_addresses, contacts, conversations};
use crate::error::Result;
use crate::tenant::TenantStore;
use crate::{events, lock, views};

/// Most conversations that the list of the waiting shows.
const WAITING_MAX: u64 = 200;
/// Most customers who want no messages that are listed.
const UNWANTED_MAX: u64 = 100;

impl TenantStore {
    /// The conversations that wait for a person, the one that wrote last first.
    pub async fn waiting_conversations(&self) -> Result<Vec<ConversationView>> {
        let id = self.id;
        self.store.read(self.scope(), move |tx| Box::pin(waiting(tx, id))).await
    }

    /// The conversations of customers who want no messages, who said so last first.
    pub async fn unwanted_conversations(&self) -> Result<Vec<ConversationView>> {
        let id = self.id;
        self.store.read(self.scope(), move |tx| Box::pin(unwanted(tx, id))).await
    }

    /// Gives a conversation back to the assistant, which begins anew with the menu; false when no
    /// person had it.
    pub async fn hand_back(&self, by: &Actor, conversation: ConversationId) -> Result<bool> {
        let (id, by, store) = (self.id, by.clone(), self.store.clone());
        self.store
            .write(self.scope(), move |tx| {
                Box::pin(async move { hand_back(tx, store.now(), id, &by, conversation).await })
            })
            .await
    }
}

async fn hand_back(
    tx: &DatabaseTransaction,
    now: Instant,
    id: TenantId,
    by: &Actor,
    conversation: ConversationId,
) -> Result<bool> {
    lock::living_tenant(tx, id).await?;
    let changed = conversations::Entity::update_many()
        .col_expr(conversations::Column::Mode, Expr::value(ConversationMode::Bot.as_str()))
        .col_expr(conversations::Column::FlowState, Expr::value(None::<Value>))
        .col_expr(conversations::Column::AssignedUserId, Expr::value(None::<Uuid>))
        .col_expr(conversations::Column::UpdatedAt, Expr::value(now))
        .filter(conversations::COLUMN.id.eq(conversation.uuid()))
        .filter(conversations::COLUMN.tenant_id.eq(id.uuid()))
        .filter(conversations::COLUMN.mode.eq(ConversationMode::Human.as_str()))
        .filter(conversations::COLUMN.status.ne(ConversationStatus::Closed.as_str()))
        .exec(tx)
        .await?;
    if changed.rows_affected == 0 {
        return Ok(false);
    }
    let payload = json!({ "conversation_id": conversation });
    events::append(tx, now, Some(id), by, "conversation.handed_back", payload).await?;
    Ok(true)
}

/// Three queries, however many there are.
pub(crate) async fn waiting(
    tx: &DatabaseTransaction,
    tenant: TenantId,
) -> Result<Vec<ConversationView>> {
    let rows = conversations::Entity::find()
        .filter(conversations::COLUMN.tenant_id.eq(tenant.uuid()))
        .filter(conversations::COLUMN.mode.eq(ConversationMode::Human.as_str()))
        .filter(conversations::COLUMN.status.ne(ConversationStatus::Closed.as_str()))
        .order_by_desc(conversations::COLUMN.last_message_at)
        .order_by_desc(conversations::COLUMN.id)
        .limit(WAITING_MAX)
        .all(tx)
        .await?;
    with_contacts(tx, tenant, rows).await
}

async fn unwanted(tx: &DatabaseTransaction, tenant: TenantId) -> Result<Vec<ConversationView>> {
    let contacts: Vec<Uuid> = contacts::Entity::find()
        .select_only()
        .column(contacts::Column::Id)
        .filter(contacts::COLUMN.tenant_id.eq(tenant.uuid()))
        .filter(contacts::COLUMN.opted_out_at.is_not_null())
        .filter(contacts::COLUMN.deleted_at.is_null())
        .order_by_desc(contacts::COLUMN.opted_out_at)
        .limit(UNWANTED_MAX)
        .into_tuple()
        .all(tx)
        .await?;
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    let rows = conversations::Entity::find()
        .filter(conversations::COLUMN.tenant_id.eq(tenant.uuid()))
        .filter(conversations::COLUMN.contact_id.is_in(contacts))
        .filter(conversations::COLUMN.status.ne(ConversationStatus::Closed.as_str()))
        .all(tx)
        .await?;
    let mut found = with_contacts(tx, tenant, rows).await?;
    found.sort_by_key(|found| Reverse(found.consent.as_ref().map(|said| said.at)));
    Ok(found)
}

/// Conversations with their customers.
async fn with_contacts(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    rows: Vec<conversations::Model>,
) -> Result<Vec<ConversationView>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let contacts = contacts::Entity::find()
        .filter(contacts::COLUMN.tenant_id.eq(tenant.uuid()))
        .filter(contacts::COLUMN.id.is_in(rows.iter().map(|row| row.contact_id)))
        .all(tx)
        .await?;
    let contacts: HashMap<Uuid, contacts::Model> =
        contacts.into_iter().map(|contact| (contact.id, contact)).collect();
    let addresses = contact_addresses_of(tx, rows.iter().map(|row| row.contact_id)).await?;
    rows.into_iter()
        .map(|row| {
            let address = addresses.get(&row.contact_id).cloned().unwrap_or_default();
            let contact = contacts.get(&row.contact_id).cloned();
            views::conversation(row, contact, address)
        })
        .collect()
}

/// One address for each customer: the phone number where there is one.
pub(crate) async fn contact_addresses_of(
    tx: &DatabaseTransaction,
    contacts: impl Iterator<Item = Uuid> + Send,
) -> Result<HashMap<Uuid, String>> {
    let contacts: HashSet<Uuid> = contacts.collect();
    let mut found: HashMap<Uuid, (bool, String)> = HashMap::new();
    let all = contact_addresses::Entity::find()
        .filter(contact_addresses::COLUMN.contact_id.is_in(contacts))
        .order_by_asc(contact_addresses::COLUMN.created_at)
        .all(tx)
        .await?;
    for address in all {
        let is_phone = address.kind == AddressKind::Phone.as_str();
        let known = found.get(&address.contact_id).map(|(is_phone, _)| *is_phone);
        if known.is_none() || (known == Some(false) && is_phone) {
            found.insert(address.contact_id, (is_phone, address.value));
        }
    }
    Ok(found.into_iter().map(|(id, (_, value))| (id, value)).collect())
}
