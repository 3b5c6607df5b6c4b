//! Customers whom a file adds, written many at a time: a file has thousands, and SQLite has one writer, for whom customers
//! wait meanwhile.

use std::collections::HashSet;

use domain::RecordId;
use domain::consent::{Consent, ConsentEvent, ConsentRecord};
use domain::customer::CustomerAddress;
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::change::tag_rows;
use super::erase::ERASED;
use super::imports::{AT_ONCE, CustomerFacts, whose};
use crate::entity::{contact_addresses, contact_tags, contacts};
use crate::error::{Result, StoreError};
use crate::mint::mint_at;
use crate::tenant::Writing;

/// A customer of whom nothing is known yet.
pub(super) struct Newcomer {
    /// Whether they wanted no messages when they were erased.
    pub(super) opted_out: bool,
    /// What the file says of them.
    pub(super) facts: CustomerFacts,
    /// Where they are reached.
    pub(super) addresses: Vec<CustomerAddress>,
}

/// A customer who was added.
pub(super) struct Added {
    pub(super) contact: Uuid,
    pub(super) facts: CustomerFacts,
    /// Those of the addresses that nobody had.
    pub(super) addresses: Vec<CustomerAddress>,
}

/// Adds customers; not those of whom somebody else has every address by now.
pub(super) async fn add(writing: &Writing<'_>, newcomers: Vec<Newcomer>) -> Result<Vec<Added>> {
    let mut added = Vec::with_capacity(newcomers.len());
    let mut newcomers = newcomers.into_iter().peekable();
    while newcomers.peek().is_some() {
        added.extend(add_some(writing, newcomers.by_ref().take(AT_ONCE)).await?);
    }
    Ok(added)
}

async fn add_some(
    writing: &Writing<'_>,
    newcomers: impl Iterator<Item = Newcomer> + Send,
) -> Result<Vec<Added>> {
    let (tx, tenant) = (writing.tx, writing.tenant.uuid());
    let (mut rows, mut added) = (Vec::new(), Vec::new());
    for Newcomer { opted_out, facts, addresses } in newcomers {
        let contact = mint_at(writing.now);
        rows.push(contact_row(writing, contact, opted_out, &facts)?.into_active_model());
        added.push(Added { contact, facts, addresses });
    }
    contacts::Entity::insert_many(rows).exec_without_returning(tx).await?;
    let all: Vec<_> = added.iter().flat_map(|it| it.addresses.iter().cloned()).collect();
    let rows = added.iter().flat_map(|it| {
        it.addresses.iter().map(|found| address(writing, it.contact, found)).collect::<Vec<_>>()
    });
    let rows: Vec<_> = rows.collect();
    for some in rows.chunks(AT_ONCE) {
        contact_addresses::Entity::insert_many(some.iter().cloned())
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    let at = whose(tx, tenant, &all).await?;
    for it in &mut added {
        it.addresses.retain(|found| at.get(found).is_some_and(|of| of.uuid() == it.contact));
    }
    let taken: HashSet<Uuid> =
        added.iter().filter(|it| it.addresses.is_empty()).map(|it| it.contact).collect();
    if !taken.is_empty() {
        contacts::Entity::delete_many()
            .filter(contacts::COLUMN.tenant_id.eq(tenant))
            .filter(contacts::COLUMN.id.is_in(taken.iter().copied()))
            .exec(tx)
            .await?;
        added.retain(|it| !taken.contains(&it.contact));
    }
    let rows = added.iter().flat_map(|it| tag_rows(writing, it.contact, &it.facts.tags));
    let rows: Vec<_> = rows.collect();
    for some in rows.chunks(AT_ONCE) {
        contact_tags::Entity::insert_many(some.iter().cloned()).exec_without_returning(tx).await?;
    }
    Ok(added)
}

/// An address as it is kept.
pub(super) fn address(
    writing: &Writing<'_>,
    contact: Uuid,
    address: &CustomerAddress,
) -> contact_addresses::ActiveModel {
    let row = contact_addresses::Model {
        id: mint_at(writing.now),
        tenant_id: writing.tenant.uuid(),
        contact_id: contact,
        kind: address.kind.as_str().to_owned(),
        value: address.value.clone(),
        created_at: writing.now,
        updated_at: writing.now,
    };
    row.into_active_model()
}

fn contact_row(
    writing: &Writing<'_>,
    id: Uuid,
    opted_out: bool,
    facts: &CustomerFacts,
) -> Result<contacts::Model> {
    let mut consent = Consent::default();
    if opted_out {
        let (event, text) = (ConsentEvent::OptedOut, ERASED.to_owned());
        let record = ConsentRecord { at: writing.now, event, text };
        consent.take_in(Consent { history: vec![record] });
    }
    let consent: Value = serde_json::to_value(&consent).map_err(|error| StoreError::Corrupt {
        what: "contacts.consent",
        detail: error.to_string(),
    })?;
    Ok(contacts::Model {
        id,
        tenant_id: writing.tenant.uuid(),
        name: facts.name.clone(),
        language: facts.language.map(|it| it.as_str().to_owned()),
        status: facts.status.as_str().to_owned(),
        consent,
        opted_out_at: opted_out.then_some(writing.now),
        language_chosen: false,
        note: None,
        erased_at: None,
        tags: json!([]),
        last_message_at: None,
        deleted_at: None,
        created_at: writing.now,
        updated_at: writing.now,
    })
}
