//! Reading what is ordered.

use std::collections::HashMap;

use domain::order::OrderStatus;
use domain::shop::{OrderFilter, OrderView};
use domain::views::Page;
use domain::{ContactId, OrderId, RecordId};
use sea_orm::{
    DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::cursor::Window;
use crate::entity::{order_lines, orders};
use crate::error::Result;
use crate::tenant::{TenantStore, contact_addresses_of, contact_names};
use crate::views;

/// Open orders of one customer that are looked at, at most.
const OF_CUSTOMER_MAX: u64 = 9;

impl TenantStore {
    /// Orders, the newest first.
    ///
    /// # Errors
    /// When the cursor is not one of ours.
    pub async fn orders(
        &self,
        filter: OrderFilter,
        limit: u32,
        before: Option<&str>,
    ) -> Result<Page<OrderView>> {
        let window = Window::new(limit, before)?;
        let query = window.of(
            filtered(self.id().uuid(), filter),
            orders::Column::CreatedAt,
            orders::Column::Id,
        );
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let page = window.page(query.all(tx).await?, |row| (row.created_at, row.id));
                    Ok(Page { items: shown(tx, page.items).await?, next: page.next })
                })
            })
            .await
    }

    /// An order.
    pub async fn order(&self, id: OrderId) -> Result<Option<OrderView>> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let row = orders::Entity::find_by_id(id.uuid())
                        .filter(orders::COLUMN.tenant_id.eq(tenant))
                        .all(tx)
                        .await?;
                    Ok(shown(tx, row).await?.pop())
                })
            })
            .await
    }

    /// The orders of a customer for which something is still to be done, the newest first.
    pub async fn orders_of(&self, contact: ContactId) -> Result<Vec<OrderView>> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let rows = filtered(tenant, OrderFilter::Open)
                        .filter(orders::COLUMN.contact_id.eq(contact.uuid()))
                        .order_by_desc(orders::Column::Number)
                        .limit(OF_CUSTOMER_MAX)
                        .all(tx)
                        .await?;
                    shown(tx, rows).await
                })
            })
            .await
    }

    /// How many orders there are for which something is still to be done.
    pub async fn open_orders(&self) -> Result<u64> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move { Ok(filtered(tenant, OrderFilter::Open).count(tx).await?) })
            })
            .await
    }
}

fn filtered(tenant: Uuid, filter: OrderFilter) -> Select<orders::Entity> {
    let statuses = OrderStatus::ALL.iter().filter(|status| match filter {
        OrderFilter::Open => status.is_open(),
        OrderFilter::Completed => **status == OrderStatus::Completed,
        OrderFilter::Cancelled => **status == OrderStatus::Cancelled,
        OrderFilter::All => true,
    });
    orders::Entity::find()
        .filter(orders::COLUMN.tenant_id.eq(tenant))
        .filter(orders::COLUMN.status.is_in(statuses.map(|status| status.as_str())))
}

/// Orders with what pages show of them: four queries, however many there are.
pub(crate) async fn shown(
    tx: &DatabaseTransaction,
    rows: Vec<orders::Model>,
) -> Result<Vec<OrderView>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let contacts = || rows.iter().filter_map(|row| row.contact_id);
    let names = contact_names(tx, contacts()).await?;
    let addresses = contact_addresses_of(tx, contacts()).await?;
    let all = order_lines::Entity::find()
        .filter(order_lines::COLUMN.order_id.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(order_lines::Column::Position)
        .all(tx)
        .await?;
    let mut lines: HashMap<Uuid, Vec<order_lines::Model>> = HashMap::new();
    for line in all {
        lines.entry(line.order_id).or_default().push(line);
    }
    rows.into_iter()
        .map(|row| {
            let name = row.contact_id.and_then(|contact| names.get(&contact).cloned());
            let phone = row.contact_id.and_then(|contact| addresses.get(&contact).cloned());
            let lines = lines.remove(&row.id).unwrap_or_default();
            views::order(row, name, phone, lines)
        })
        .collect()
}
