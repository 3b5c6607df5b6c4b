//! Files of customers: taking one in, and undoing it.

use std::collections::HashMap;

use domain::customer::{ContactStatus, CustomerAddress};
use domain::shop::ImportView;
use domain::{ContactId, ImportId, Instant, Language, RecordId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set, Unchanged,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::change::{locked, set_tags};
use super::hashes::erased;
use super::lists::{living, rows};
use super::newcomers::{self, Added, Newcomer};
use super::undoing::undo;
use crate::actor::Actor;
use crate::entity::{contact_addresses, contacts, customer_imports};
use crate::error::Result;
use crate::keys::KeyRing;
use crate::mint::mint_at;
use crate::tenant::{TenantStore, Writing};
use crate::views::{read, read_json};

/// So many addresses are looked for at once, and so many rows written.
pub(super) const AT_ONCE: usize = 500;

/// What a file can say of a customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerFacts {
    /// The name.
    pub name: Option<String>,
    /// How far the customer is.
    pub status: ContactStatus,
    /// Tags, in the order of the alphabet.
    pub tags: Vec<String>,
    /// What the customer speaks.
    pub language: Option<Language>,
}

/// A customer as a file has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedCustomer {
    /// The customer that the row was compared with, and what was known then; nothing for a new one.
    pub known: Option<(ContactId, CustomerFacts)>,
    /// What is known from now on.
    pub facts: CustomerFacts,
    /// Addresses that are new for the customer.
    pub addresses: Vec<CustomerAddress>,
}

/// Who is reached at some addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReachedCustomers {
    /// Whose the addresses are.
    pub at: HashMap<CustomerAddress, ContactId>,
    /// What is known of these customers.
    pub known: HashMap<ContactId, CustomerFacts>,
    /// Addresses of nobody whose customers were erased.
    pub erased: Vec<CustomerAddress>,
}

/// What a file did to one customer.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Change {
    pub(super) contact: Uuid,
    /// What was known before; nothing where the customer was added.
    pub(super) before: Option<CustomerFacts>,
    pub(super) after: CustomerFacts,
    /// Addresses that were added.
    pub(super) addresses: Vec<CustomerAddress>,
}

impl TenantStore {
    /// Who is reached at these addresses, and which of them were erased.
    pub async fn reached_customers(
        &self,
        addresses: Vec<CustomerAddress>,
    ) -> Result<ReachedCustomers> {
        let (tenant, sees) = (self.id().uuid(), self.sees());
        let ring = self.store().key().clone();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let at = whose(tx, tenant, &addresses).await?;
                    let mut known = HashMap::new();
                    let mut ids: Vec<Uuid> = at.values().map(|id| id.uuid()).collect();
                    ids.sort_unstable();
                    ids.dedup();
                    for some in ids.chunks(AT_ONCE) {
                        let found = living((tenant, sees))
                            .filter(contacts::COLUMN.id.is_in(some.iter().copied()));
                        known.extend(facts(tx, found.all(tx).await?).await?);
                    }
                    let new: Vec<_> =
                        addresses.into_iter().filter(|it| !at.contains_key(it)).collect();
                    let erased = erased(tx, &ring, tenant, &new).await?.into_keys().collect();
                    Ok(ReachedCustomers { at, known, erased })
                })
            })
            .await
    }

    /// Takes in a file of customers, all of it or nothing. Who is there by now is not added again, and who was erased
    /// and wanted no messages begins so.
    pub async fn import_customers(
        &self,
        by: &Actor,
        imported: Vec<ImportedCustomer>,
    ) -> Result<ImportView> {
        let ring = self.store().key().clone();
        self.change(by, move |writing| {
            Box::pin(async move {
                let changes = take_in(&writing, &ring, imported).await?;
                let view = keep(&writing, changes).await?;
                let payload = json!({ "added": view.added, "changed": view.changed });
                writing.log("customers.imported", payload).await?;
                Ok(view)
            })
        })
        .await
    }

    /// The file of customers that was taken in last, where that was after a moment and it was not undone.
    pub async fn last_customer_import(&self, after: Instant) -> Result<Option<ImportView>> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move { Ok(last(tx, tenant, after).await?.as_ref().map(view)) })
            })
            .await
    }

    /// Undoes a file of customers: whom it added goes, but for who wrote, booked, ordered or was described since; what
    /// it changed is as before, but for what somebody changed since. False when it is not the last one, was taken in
    /// before a moment, or is undone.
    pub async fn undo_customer_import(
        &self,
        by: &Actor,
        id: ImportId,
        after: Instant,
    ) -> Result<bool> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let found = last(writing.tx, writing.tenant.uuid(), after).await?;
                let Some(row) = found.filter(|row| row.id == id.uuid()) else { return Ok(false) };
                undo(&writing, read_json("customer_imports.changes", row.changes)?).await?;
                let undone = customer_imports::ActiveModel {
                    id: Unchanged(row.id),
                    // Nothing of anybody is kept for longer than it serves.
                    changes: Set(json!([])),
                    undone_at: Set(Some(writing.now)),
                    updated_at: Set(writing.now),
                    ..Default::default()
                };
                undone.update_without_returning(writing.tx).await?;
                writing.log("customers.import_undone", json!({ "import": id })).await?;
                Ok(true)
            })
        })
        .await
    }
}

/// Forgets what a file said of a customer who is erased.
pub(super) async fn forget_import(writing: &Writing<'_>, contact: Uuid) -> Result<()> {
    let kept = customer_imports::Entity::find()
        .filter(customer_imports::COLUMN.tenant_id.eq(writing.tenant.uuid()))
        .all(writing.tx)
        .await?;
    for row in kept {
        let mut changes: Vec<Change> = read_json("customer_imports.changes", row.changes)?;
        changes.retain(|change| change.contact != contact);
        let forgotten = customer_imports::ActiveModel {
            id: Unchanged(row.id),
            changes: Set(json!(changes)),
            ..Default::default()
        };
        forgotten.update_without_returning(writing.tx).await?;
    }
    Ok(())
}

/// Whose addresses these are.
pub(super) async fn whose(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    addresses: &[CustomerAddress],
) -> Result<HashMap<CustomerAddress, ContactId>> {
    use contact_addresses::Column as C;
    let mut at = HashMap::new();
    for some in addresses.chunks(AT_ONCE) {
        let found: Vec<(String, String, Uuid)> = contact_addresses::Entity::find()
            .select_only()
            .columns([C::Kind, C::Value, C::ContactId])
            .filter(contact_addresses::COLUMN.tenant_id.eq(tenant))
            .filter(contact_addresses::COLUMN.value.is_in(some.iter().map(|it| it.value.as_str())))
            .into_tuple()
            .all(tx)
            .await?;
        for (kind, value, contact) in found {
            let kind = read("contact_addresses.kind", &kind)?;
            at.insert(CustomerAddress { kind, value }, ContactId::from_uuid(contact));
        }
    }
    Ok(at)
}

/// What is known of customers, of what a file can say.
pub(super) async fn facts(
    tx: &DatabaseTransaction,
    found: Vec<contacts::Model>,
) -> Result<Vec<(ContactId, CustomerFacts)>> {
    let languages: Vec<_> = found.iter().map(|row| row.language.clone()).collect();
    let known = rows(tx, found).await?.into_iter().zip(languages).map(|(row, language)| {
        let language = language.as_deref().map(|it| read("contacts.language", it)).transpose()?;
        let (name, status, tags) = (row.name, row.status, row.tags);
        Ok((row.id, CustomerFacts { name, status, tags, language }))
    });
    known.collect()
}

async fn take_in(
    writing: &Writing<'_>,
    ring: &KeyRing,
    imported: Vec<ImportedCustomer>,
) -> Result<Vec<Change>> {
    let (tx, tenant) = (writing.tx, writing.tenant.uuid());
    let all: Vec<_> = imported.iter().flat_map(|it| it.addresses.iter().cloned()).collect();
    // The file was judged before: sent twice, it finds its own customers here.
    let taken = whose(tx, tenant, &all).await?;
    let erased = erased(tx, ring, tenant, &all).await?;
    let (mut known, mut new) = (Vec::new(), Vec::new());
    for mut customer in imported {
        match customer.known.take() {
            Some((id, before)) => known.push((id, before, customer)),
            None if customer.addresses.iter().any(|it| taken.contains_key(it)) => {}
            None => new.push(customer),
        }
    }
    // Always in this order, so that of two people who do this one waits for the other.
    known.sort_by_key(|(id, ..)| *id);
    let mut changes = Vec::with_capacity(known.len() + new.len());
    for (id, before, ImportedCustomer { facts, addresses: found, .. }) in known {
        if locked(writing, id.uuid()).await?.is_none() {
            continue;
        }
        set_facts(writing, id.uuid(), &facts).await?;
        // Who was erased and wanted no messages is not written to by way of somebody else.
        let found = found.into_iter().filter(|it| !erased.get(it).copied().unwrap_or_default());
        let found = add_addresses(writing, id.uuid(), found.collect()).await?;
        let (contact, before) = (id.uuid(), Some(before));
        changes.push(Change { contact, before, after: facts, addresses: found });
    }
    let new = new.into_iter().map(|ImportedCustomer { facts, addresses, .. }| {
        let is_unwilling = |it: &CustomerAddress| erased.get(it).copied().unwrap_or_default();
        Newcomer { opted_out: addresses.iter().any(is_unwilling), facts, addresses }
    });
    let added = newcomers::add(writing, new.collect()).await?.into_iter().map(|added| {
        let Added { contact, facts: after, addresses } = added;
        Change { contact, before: None, after, addresses }
    });
    changes.extend(added);
    Ok(changes)
}

pub(super) async fn set_facts(
    writing: &Writing<'_>,
    contact: Uuid,
    facts: &CustomerFacts,
) -> Result<()> {
    let known = contacts::ActiveModel {
        id: Unchanged(contact),
        name: Set(facts.name.clone()),
        status: Set(facts.status.as_str().to_owned()),
        language: Set(facts.language.map(|it| it.as_str().to_owned())),
        updated_at: Set(writing.now),
        ..Default::default()
    };
    known.update_without_returning(writing.tx).await?;
    set_tags(writing, contact, facts.tags.clone()).await
}

/// Gives a customer addresses; those that nobody had.
async fn add_addresses(
    writing: &Writing<'_>,
    contact: Uuid,
    addresses: Vec<CustomerAddress>,
) -> Result<Vec<CustomerAddress>> {
    let mut added = Vec::with_capacity(addresses.len());
    for address in addresses {
        let row = newcomers::address(writing, contact, &address);
        let inserted = contact_addresses::Entity::insert(row)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(writing.tx)
            .await?;
        if inserted > 0 {
            added.push(address);
        }
    }
    Ok(added)
}

async fn keep(writing: &Writing<'_>, changes: Vec<Change>) -> Result<ImportView> {
    let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    let added = changes.iter().filter(|change| change.before.is_none()).count();
    let row = customer_imports::Model {
        id: mint_at(writing.now),
        tenant_id: writing.tenant.uuid(),
        added: count(added),
        changed: count(changes.len() - added),
        changes: json!(changes),
        undone_at: None,
        created_at: writing.now,
        updated_at: writing.now,
    };
    let shown = view(&row);
    if changes.is_empty() {
        // The one before can still be undone.
        return Ok(shown);
    }
    // Only the last one can be undone.
    customer_imports::Entity::delete_many()
        .filter(customer_imports::COLUMN.tenant_id.eq(writing.tenant.uuid()))
        .exec(writing.tx)
        .await?;
    customer_imports::Entity::insert(row.into_active_model())
        .exec_without_returning(writing.tx)
        .await?;
    Ok(shown)
}

fn view(row: &customer_imports::Model) -> ImportView {
    let count = |count: i32| u32::try_from(count).unwrap_or_default();
    ImportView {
        id: ImportId::from_uuid(row.id),
        added: count(row.added),
        changed: count(row.changed),
        created_at: row.created_at,
    }
}

async fn last(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    after: Instant,
) -> Result<Option<customer_imports::Model>> {
    let row = customer_imports::Entity::find()
        .filter(customer_imports::COLUMN.tenant_id.eq(tenant))
        .filter(customer_imports::COLUMN.created_at.gt(after))
        .order_by_desc(customer_imports::Column::CreatedAt)
        .order_by_desc(customer_imports::Column::Id)
        .one(tx)
        .await?;
    Ok(row.filter(|row| row.undone_at.is_none()))
}
