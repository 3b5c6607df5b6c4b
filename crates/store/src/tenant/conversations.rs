//! Conversations that people have taken over.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use domain::message::{AddressKind, ConversationMode, ConversationStatus};
use domain::views::ConversationView;
use domain::{ConversationId, RecordId, Sees, TenantId};
use sea_orm::sea_query::Expr;
use sea_orm::{DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::seen::{seen, seen_customers};
use crate::by_id::of_tenant;
use crate::entity::{contact_addresses, contacts, conversations};
use crate::error::Result;
use crate::tenant::TenantStore;
use crate::views;

/// Most conversations that the list of the waiting shows.
const WAITING_MAX: u64 = 200;
/// Most customers who want no messages that are listed.
const UNWANTED_MAX: u64 = 100;

impl TenantStore {
    /// The conversations that wait for a person, the one that wrote last first.
    pub async fn waiting_conversations(&self) -> Result<Vec<ConversationView>> {
        let (id, sees) = (self.id, self.sees);
        self.store.read(self.scope(), move |tx| Box::pin(waiting(tx, id, sees))).await
    }

    /// One conversation with its customer.
    pub async fn conversation(&self, id: ConversationId) -> Result<Option<ConversationView>> {
        let (tenant, sees) = (self.id, self.sees);
        self.store
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let rows = conversations::Entity::find_by_id(id.uuid())
                        .filter(conversations::COLUMN.tenant_id.eq(tenant.uuid()))
                        .apply_if(seen(sees), QueryFilter::filter)
                        .all(tx)
                        .await?;
                    Ok(with_contacts(tx, tenant, rows).await?.pop())
                })
            })
            .await
    }

    /// The conversations of customers who want no messages, who said so last first.
    pub async fn unwanted_conversations(&self) -> Result<Vec<ConversationView>> {
        let (id, sees) = (self.id, self.sees);
        self.store.read(self.scope(), move |tx| Box::pin(unwanted(tx, id, sees))).await
    }
}

/// Three queries, however many there are.
pub(crate) async fn waiting(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    sees: Sees,
) -> Result<Vec<ConversationView>> {
    let rows = conversations::Entity::find()
        .filter(conversations::COLUMN.tenant_id.eq(tenant.uuid()))
        .apply_if(seen(sees), QueryFilter::filter)
        .filter(conversations::COLUMN.mode.eq(ConversationMode::Human.as_str()))
        .filter(conversations::COLUMN.status.ne(ConversationStatus::Closed.as_str()))
        .order_by_desc(conversations::COLUMN.last_message_at)
        .order_by_desc(conversations::COLUMN.id)
        .limit(WAITING_MAX)
        .all(tx)
        .await?;
    with_contacts(tx, tenant, rows).await
}

async fn unwanted(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    sees: Sees,
) -> Result<Vec<ConversationView>> {
    let own_id = Expr::col((contacts::Entity, contacts::Column::Id));
    let contacts: Vec<Uuid> = contacts::Entity::find()
        .select_only()
        .column(contacts::Column::Id)
        .filter(contacts::COLUMN.tenant_id.eq(tenant.uuid()))
        .filter(contacts::COLUMN.opted_out_at.is_not_null())
        .apply_if(seen_customers(tenant.uuid(), sees, own_id), QueryFilter::filter)
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
        .apply_if(seen(sees), QueryFilter::filter)
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
        .filter(of_tenant(contacts::Column::TenantId, tenant.uuid()))
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
