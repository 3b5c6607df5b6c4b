//! Reading who the customers are.

use std::collections::HashMap;

use domain::consent::Consent;
use domain::customer::{CustomerAddress, CustomerFilter, CustomerRow, CustomerView};
use domain::message::AddressKind;
use domain::views::Page;
use domain::{ContactId, Instant, RecordId, Sees};
use sea_orm::sea_query::{Condition, Expr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};
use uuid::Uuid;

use crate::cursor::Window;
use crate::entity::{contact_addresses, contact_tags, contacts};
use crate::error::Result;
use crate::search::Search;
use crate::tenant::{TenantStore, contact_addresses_of, seen_customers};
use crate::views::{read, read_json};

/// The expression of an index, to the letter: only so do both databases take the index.
const HEARD_AT: &str = r#"COALESCE("contacts"."last_message_at", "contacts"."created_at")"#;
/// Most different tags that are offered to sort by.
const TAGS_OFFERED: u64 = 100;

impl TenantStore {
    /// Customers, the one who wrote last first; who never did stands where they were written down.
    ///
    /// # Errors
    /// When the cursor is not one of ours.
    pub async fn customers(
        &self,
        filter: CustomerFilter,
        limit: u32,
        before: Option<&str>,
    ) -> Result<Page<CustomerRow>> {
        let window = Window::new(limit, before)?;
        let tenant = (self.id().uuid(), self.sees());
        let query =
            window.by(filtered(tenant, &filter), Expr::cust(HEARD_AT), contacts::Column::Id);
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let page = window.page(query.all(tx).await?, |row| (heard_at(row), row.id));
                    Ok(Page { items: rows(tx, page.items).await?, next: page.next })
                })
            })
            .await
    }

    /// All that is written down of a customer; nothing of who was erased.
    pub async fn customer(&self, id: ContactId) -> Result<Option<CustomerView>> {
        let tenant = (self.id().uuid(), self.sees());
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let found = living(tenant).filter(contacts::Column::Id.eq(id.uuid()));
                    let Some(row) = found.one(tx).await? else { return Ok(None) };
                    view(tx, row).await.map(Some)
                })
            })
            .await
    }

    /// Every tag that some customer has, in the order of the alphabet.
    pub async fn customer_tags(&self) -> Result<Vec<String>> {
        let tenant = self.id().uuid();
        let whose = Expr::col((contact_tags::Entity, contact_tags::Column::ContactId));
        let seen = seen_customers(tenant, self.sees(), whose);
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    Ok(contact_tags::Entity::find()
                        .select_only()
                        .column(contact_tags::Column::Tag)
                        .distinct()
                        .filter(contact_tags::COLUMN.tenant_id.eq(tenant))
                        .apply_if(seen, QueryFilter::filter)
                        .order_by_asc(contact_tags::Column::Tag)
                        .limit(TAGS_OFFERED)
                        .into_tuple()
                        .all(tx)
                        .await?)
                })
            })
            .await
    }
}

fn heard_at(row: &contacts::Model) -> Instant {
    row.last_message_at.unwrap_or(row.created_at)
}

/// The customers of a business who were not erased, as far as they are seen.
pub(super) fn living((tenant, sees): (Uuid, Sees)) -> Select<contacts::Entity> {
    let id = Expr::col((contacts::Entity, contacts::Column::Id));
    contacts::Entity::find()
        .filter(contacts::COLUMN.tenant_id.eq(tenant))
        .filter(contacts::COLUMN.deleted_at.is_null())
        .apply_if(seen_customers(tenant, sees, id), QueryFilter::filter)
}

fn filtered(whose: (Uuid, Sees), filter: &CustomerFilter) -> Select<contacts::Entity> {
    let (tenant, mut found) = (whose.0, living(whose));
    if let Some(status) = filter.status {
        found = found.filter(contacts::COLUMN.status.eq(status.as_str()));
    }
    if filter.opted_out {
        found = found.filter(contacts::COLUMN.opted_out_at.is_not_null());
    }
    if !filter.tag.is_empty() {
        found = found.filter(contacts::Column::Id.in_subquery(tagged(tenant, &filter.tag)));
    }
    if let Some(search) = Search::new(&filter.find) {
        found = found.filter(found_by(tenant, &search));
    }
    found
}

/// Whether a customer's name, or an address of theirs, holds what is searched for.
pub(crate) fn found_by(tenant: Uuid, search: &Search) -> Condition {
    let name = Expr::col((contacts::Entity, contacts::Column::Name));
    let reached = contacts::Column::Id.in_subquery(reached(tenant, search));
    Condition::any().add(search.in_texts([name])).add(reached)
}

fn tagged(tenant: Uuid, tag: &str) -> SelectStatement {
    use contact_tags::Column as C;
    Query::select()
        .column(C::ContactId)
        .from(contact_tags::Entity)
        .and_where(C::TenantId.eq(tenant))
        .and_where(C::Tag.eq(tag))
        .take()
}

fn reached(tenant: Uuid, search: &Search) -> SelectStatement {
    use contact_addresses::Column as C;
    let value = || Expr::col((contact_addresses::Entity, C::Value));
    Query::select()
        .column(C::ContactId)
        .from(contact_addresses::Entity)
        .and_where(C::TenantId.eq(tenant))
        .cond_where(Condition::any().add(search.in_texts([value()])).add(search.in_number(value())))
        .take()
}

/// Customers with what their lines show: three queries, however many there are.
pub(super) async fn rows(
    tx: &DatabaseTransaction,
    found: Vec<contacts::Model>,
) -> Result<Vec<CustomerRow>> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let mut addresses = contact_addresses_of(tx, found.iter().map(|row| row.id)).await?;
    let all = contact_tags::Entity::find()
        .filter(contact_tags::Column::ContactId.is_in(found.iter().map(|row| row.id)))
        .all(tx)
        .await?;
    let mut tags: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in all {
        tags.entry(row.contact_id).or_default().push(row.tag);
    }
    found
        .into_iter()
        .map(|row| {
            let mut tags = tags.remove(&row.id).unwrap_or_default();
            tags.sort_by_key(|tag| tag.to_lowercase());
            Ok(CustomerRow {
                id: ContactId::from_uuid(row.id),
                address: addresses.remove(&row.id).unwrap_or_default(),
                status: read("contacts.status", &row.status)?,
                tags,
                opted_out: row.opted_out_at.is_some(),
                first_at: row.created_at,
                last_at: row.last_message_at,
                name: row.name,
            })
        })
        .collect()
}

pub(super) async fn view(tx: &DatabaseTransaction, row: contacts::Model) -> Result<CustomerView> {
    let mut consent: Consent = read_json("contacts.consent", row.consent.clone())?;
    consent.history.reverse();
    let language = row.language.as_deref();
    let language = language.map(|language| read("contacts.language", language)).transpose()?;
    let (note, opted_out_at) = (row.note.clone(), row.opted_out_at);
    let addresses = addresses(tx, row.id).await?;
    let shown = rows(tx, vec![row]).await?.pop();
    let row = shown.ok_or(crate::StoreError::Missing("contact"))?;
    Ok(CustomerView { row, addresses, language, note, opted_out_at, consent: consent.history })
}

pub(super) async fn addresses(
    tx: &DatabaseTransaction,
    contact: Uuid,
) -> Result<Vec<CustomerAddress>> {
    let found = contact_addresses::Entity::find()
        .filter(contact_addresses::COLUMN.contact_id.eq(contact))
        .order_by_asc(contact_addresses::Column::CreatedAt)
        .all(tx)
        .await?;
    let address = |row: contact_addresses::Model| {
        let kind = read("contact_addresses.kind", &row.kind)?;
        Ok(CustomerAddress { kind, value: row.value })
    };
    let mut addresses = found.into_iter().map(address).collect::<Result<Vec<_>>>()?;
    addresses.sort_by_key(|address| address.kind != AddressKind::Phone);
    Ok(addresses)
}
