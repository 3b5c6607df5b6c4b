//! The customers as a file has them.

use std::collections::HashMap;

use domain::Language;
use domain::RecordId;
use domain::customer::{CustomerAddress, CustomerRow};
use domain::message::AddressKind;
use domain::views::Page;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::lists::{living, rows};
use crate::cursor::Window;
use crate::entity::{appointments, contact_addresses, contacts, orders};
use crate::error::Result;
use crate::tenant::TenantStore;
use crate::views::read;

/// A customer with all that a file says of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerInFull {
    /// As the list shows the customer.
    pub row: CustomerRow,
    /// Every way to reach the customer.
    pub addresses: Vec<CustomerAddress>,
    /// What the customer speaks, where that is known.
    pub language: Option<Language>,
    /// How often the customer booked something.
    pub bookings: u64,
    /// How often the customer ordered something.
    pub orders: u64,
}

impl TenantStore {
    /// Customers with all that a file says of them, the newest first; nobody who was erased.
    ///
    /// # Errors
    /// When the cursor is not one of ours.
    pub async fn customers_in_full(
        &self,
        limit: u32,
        before: Option<&str>,
    ) -> Result<Page<CustomerInFull>> {
        let window = Window::new(limit, before)?;
        let tenant = self.id().uuid();
        let query = window.of(
            living((tenant, self.sees())),
            contacts::Column::CreatedAt,
            contacts::Column::Id,
        );
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let page = window.page(query.all(tx).await?, |row| (row.created_at, row.id));
                    Ok(Page { items: in_full(tx, tenant, page.items).await?, next: page.next })
                })
            })
            .await
    }
}

async fn in_full(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    found: Vec<contacts::Model>,
) -> Result<Vec<CustomerInFull>> {
    let ids: Vec<Uuid> = found.iter().map(|row| row.id).collect();
    let languages: Vec<Option<String>> = found.iter().map(|row| row.language.clone()).collect();
    let mut addresses = addresses_of(tx, &ids).await?;
    let bookings = times::<appointments::Entity>(
        tx,
        (appointments::Column::TenantId, tenant),
        (appointments::Column::ContactId, &ids),
    )
    .await?;
    let orders = times::<orders::Entity>(
        tx,
        (orders::Column::TenantId, tenant),
        (orders::Column::ContactId, &ids),
    )
    .await?;
    let shown = rows(tx, found).await?;
    shown
        .into_iter()
        .zip(languages)
        .map(|(row, language)| {
            let id = row.id.uuid();
            let language = language.as_deref();
            Ok(CustomerInFull {
                addresses: addresses.remove(&id).unwrap_or_default(),
                language: language.map(|it| read("contacts.language", it)).transpose()?,
                bookings: bookings.get(&id).copied().unwrap_or_default(),
                orders: orders.get(&id).copied().unwrap_or_default(),
                row,
            })
        })
        .collect()
}

async fn addresses_of(
    tx: &DatabaseTransaction,
    contacts: &[Uuid],
) -> Result<HashMap<Uuid, Vec<CustomerAddress>>> {
    let all = contact_addresses::Entity::find()
        .filter(contact_addresses::Column::ContactId.is_in(contacts.iter().copied()))
        .order_by_asc(contact_addresses::Column::CreatedAt)
        .all(tx)
        .await?;
    let mut found: HashMap<Uuid, Vec<CustomerAddress>> = HashMap::new();
    for row in all {
        let kind: AddressKind = read("contact_addresses.kind", &row.kind)?;
        let address = CustomerAddress { kind, value: row.value };
        found.entry(row.contact_id).or_default().push(address);
    }
    Ok(found)
}

/// How many rows of a table each of these customers has.
async fn times<E: EntityTrait>(
    tx: &DatabaseTransaction,
    (owner, tenant): (E::Column, Uuid),
    (column, contacts): (E::Column, &[Uuid]),
) -> Result<HashMap<Uuid, u64>> {
    let counted: Vec<(Uuid, i64)> = E::find()
        .select_only()
        .column(column)
        .column_as(Expr::col(column).count(), "times")
        .filter(owner.eq(tenant))
        .filter(column.is_in(contacts.iter().copied()))
        .group_by(column)
        .into_tuple()
        .all(tx)
        .await?;
    let counted = counted.into_iter();
    Ok(counted.map(|(id, times)| (id, u64::try_from(times).unwrap_or_default())).collect())
}
