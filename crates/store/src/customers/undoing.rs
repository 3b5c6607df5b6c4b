//! Undoing a file of customers.

use std::collections::{HashMap, HashSet};

use domain::consent::Consent;
use domain::customer::CustomerAddress;
use domain::{ContactId, RecordId};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::change::locked;
use super::erase::ERASED;
use super::imports::{AT_ONCE, Change, facts, set_facts};
use super::lists::living;
use crate::entity::{
    appointments, contact_addresses, contact_tags, contacts, conversations, orders,
};
use crate::error::Result;
use crate::tenant::Writing;
use crate::views::{read, read_json};

/// Undoes what a file did, but for what was done or said since.
pub(super) async fn undo(writing: &Writing<'_>, mut changes: Vec<Change>) -> Result<()> {
    // Always in this order, so that of two people who do this one waits for the other.
    changes.sort_by_key(|change| change.contact);
    let (added, known): (Vec<_>, Vec<_>) =
        changes.into_iter().partition(|change| change.before.is_none());
    for change in known {
        set_back(writing, change).await?;
    }
    for some in added.chunks(AT_ONCE) {
        remove(writing, some).await?;
    }
    Ok(())
}

/// What was changed of a customer is as before.
async fn set_back(writing: &Writing<'_>, change: Change) -> Result<()> {
    let Some(row) = locked(writing, change.contact).await? else { return Ok(()) };
    if said_about_messages(&row)? {
        return Ok(());
    }
    let now = facts(writing.tx, vec![row]).await?.pop().map(|(_, facts)| facts);
    let Some(before) = change.before.filter(|_| now.as_ref() == Some(&change.after)) else {
        return Ok(());
    };
    set_facts(writing, change.contact, &before).await?;
    remove_addresses(writing, change.contact, &change.addresses).await
}

/// Removes customers who were added: many at a time, as they were written.
async fn remove(writing: &Writing<'_>, added: &[Change]) -> Result<()> {
    let (tx, tenant) = (writing.tx, writing.tenant.uuid());
    let found = living((tenant, writing.sees))
        .filter(contacts::COLUMN.id.is_in(added.iter().map(|change| change.contact)))
        .order_by_asc(contacts::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(tx)
        .await?;
    let mut untouched = Vec::with_capacity(found.len());
    for row in found {
        if row.note.is_none() && !said_about_messages(&row)? {
            untouched.push(row);
        }
    }
    let known: HashMap<ContactId, _> = facts(tx, untouched).await?.into_iter().collect();
    let ids: Vec<Uuid> = known.keys().map(|id| id.uuid()).collect();
    let mut addresses = addresses_of(tx, tenant, &ids).await?;
    let busy = with_dealings(tx, tenant, &ids).await?;
    let gone = added.iter().filter(|change| {
        let reached = addresses.remove(&change.contact).unwrap_or_default();
        known.get(&ContactId::from_uuid(change.contact)) == Some(&change.after)
            && reached.iter().all(|address| change.addresses.contains(address))
            && !busy.contains(&change.contact)
    });
    let gone: Vec<Uuid> = gone.map(|change| change.contact).collect();
    if gone.is_empty() {
        return Ok(());
    }
    contact_tags::Entity::delete_many()
        .filter(contact_tags::COLUMN.tenant_id.eq(tenant))
        .filter(contact_tags::COLUMN.contact_id.is_in(gone.iter().copied()))
        .exec(tx)
        .await?;
    contact_addresses::Entity::delete_many()
        .filter(contact_addresses::COLUMN.tenant_id.eq(tenant))
        .filter(contact_addresses::COLUMN.contact_id.is_in(gone.iter().copied()))
        .exec(tx)
        .await?;
    contacts::Entity::delete_many()
        .filter(contacts::COLUMN.tenant_id.eq(tenant))
        .filter(contacts::COLUMN.id.is_in(gone))
        .exec(tx)
        .await?;
    Ok(())
}

/// Whether a customer said something about messages; that somebody did who was erased is kept elsewhere.
fn said_about_messages(row: &contacts::Model) -> Result<bool> {
    let consent: Consent = read_json("contacts.consent", row.consent.clone())?;
    Ok(consent.history.iter().any(|said| said.text != ERASED))
}

async fn remove_addresses(
    writing: &Writing<'_>,
    contact: Uuid,
    addresses: &[CustomerAddress],
) -> Result<()> {
    for address in addresses {
        contact_addresses::Entity::delete_many()
            .filter(contact_addresses::COLUMN.tenant_id.eq(writing.tenant.uuid()))
            .filter(contact_addresses::COLUMN.contact_id.eq(contact))
            .filter(contact_addresses::COLUMN.kind.eq(address.kind.as_str()))
            .filter(contact_addresses::COLUMN.value.eq(address.value.as_str()))
            .exec(writing.tx)
            .await?;
    }
    Ok(())
}

/// Where customers are reached.
async fn addresses_of(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<CustomerAddress>>> {
    let found = contact_addresses::Entity::find()
        .filter(contact_addresses::COLUMN.tenant_id.eq(tenant))
        .filter(contact_addresses::COLUMN.contact_id.is_in(ids.iter().copied()))
        .all(tx)
        .await?;
    let mut addresses: HashMap<Uuid, Vec<CustomerAddress>> = HashMap::new();
    for row in found {
        let kind = read("contact_addresses.kind", &row.kind)?;
        let address = CustomerAddress { kind, value: row.value };
        addresses.entry(row.contact_id).or_default().push(address);
    }
    Ok(addresses)
}

/// Which of the customers wrote, booked or ordered.
async fn with_dealings(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    ids: &[Uuid],
) -> Result<HashSet<Uuid>> {
    async fn ask<E: EntityTrait>(
        tx: &DatabaseTransaction,
        all: Select<E>,
        (of, customer): (E::Column, E::Column),
        (tenant, ids): (Uuid, &[Uuid]),
    ) -> Result<Vec<Option<Uuid>>> {
        let found = all
            .select_only()
            .column(customer)
            .distinct()
            .filter(of.eq(tenant))
            .filter(customer.is_in(ids.iter().copied()));
        Ok(found.into_tuple().all(tx).await?)
    }
    let of = (tenant, ids);
    let columns = (conversations::Column::TenantId, conversations::Column::ContactId);
    let mut found = ask(tx, conversations::Entity::find(), columns, of).await?;
    let columns = (appointments::Column::TenantId, appointments::Column::ContactId);
    found.extend(ask(tx, appointments::Entity::find(), columns, of).await?);
    let columns = (orders::Column::TenantId, orders::Column::ContactId);
    found.extend(ask(tx, orders::Entity::find(), columns, of).await?);
    Ok(found.into_iter().flatten().collect())
}
