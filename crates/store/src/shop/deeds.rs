//! What becomes of orders, and what the customer is told about it.

use std::collections::HashSet;

use domain::booking_form::BOOKING_NAME_MAX;
use domain::customer::Dealing;
use domain::money::Currency;
use domain::order::{ADDRESS_MAX, Fulfilment, OrderAct, OrderStatus};
use domain::shop::{OrderView, PRODUCT_NAME_MAX};
use domain::{Conflict, OrderId, ProductId, RecordId};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use serde_json::json;
use uuid::Uuid;

use super::orders::shown;
use super::{Shop, stored};
use crate::actor::Actor;
use crate::bookings::Booker;
use crate::clip::clip;
use crate::customers::follow;
use crate::entity::{order_lines, orders, products, scheduled_messages, tenant_configs};
use crate::error::{Result, StoreError};
use crate::mint::mint_at;
use crate::tenant::TenantStore;
use crate::views;
use crate::worker::DueKind;

/// An order that is to be placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrder {
    /// What is ordered; each product once.
    pub lines: Vec<NewOrderLine>,
    /// How it reaches the customer.
    pub fulfilment: Fulfilment,
    /// The money that the customer was told all of it costs.
    pub currency: Currency,
    /// What bringing it costs, in hundredths.
    pub fee_minor: i64,
    /// Where it is brought to.
    pub address: Option<String>,
    /// For whom, where that was said.
    pub customer_name: Option<String>,
}

/// Some of one product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrderLine {
    /// Which.
    pub product: ProductId,
    /// Its name as it is kept with the order.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// What the customer was told that one costs, in hundredths.
    pub price_minor: i64,
}

/// What a customer's message does to orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderDeed {
    /// One is placed.
    Place(NewOrder),
    /// One of the customer's own is called off.
    Cancel(OrderId),
}

impl TenantStore {
    /// Says what becomes of an order, and that the customer is told; nothing where there is none such. What was in
    /// one that is called off is in stock again.
    ///
    /// # Errors
    /// When that cannot become of it any more.
    pub async fn change_order(
        &self,
        by: &Actor,
        id: OrderId,
        act: OrderAct,
    ) -> Result<Option<OrderView>> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let shop = Shop::of(&writing);
                let Some(row) = shop.find_order(id).await? else { return Ok(None) };
                let row = shop.act_on(row, act).await?;
                shop.announce(&row).await?;
                let payload = json!({ "order": id, "number": row.number });
                writing.log(event_type(act), payload).await?;
                Ok(shown(writing.tx, vec![row]).await?.pop())
            })
        })
        .await
    }

    /// Keeps what the business notes about an order; nothing where there is none such.
    pub async fn note_order(
        &self,
        by: &Actor,
        id: OrderId,
        note: Option<String>,
    ) -> Result<Option<OrderView>> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let shop = Shop::of(&writing);
                let Some(row) = shop.find_order(id).await? else { return Ok(None) };
                let note =
                    orders::ActiveModel { id: Set(row.id), note: Set(note), ..Default::default() };
                let row = note.update(writing.tx).await?;
                let payload = json!({ "order": id, "number": row.number });
                writing.log("order.noted", payload).await?;
                Ok(shown(writing.tx, vec![row]).await?.pop())
            })
        })
        .await
    }
}

const fn event_type(act: OrderAct) -> &'static str {
    match act {
        OrderAct::Accept => "order.accepted",
        OrderAct::Ready => "order.ready",
        OrderAct::SendOut => "order.sent_out",
        OrderAct::Complete => "order.completed",
        OrderAct::Cancel => "order.cancelled",
    }
}

/// What an act means for how far the customer is; nothing where it is as it was.
const fn dealing(act: OrderAct) -> Option<Dealing> {
    match act {
        OrderAct::Accept => Some(Dealing::Confirmed),
        OrderAct::Complete => Some(Dealing::Done),
        OrderAct::Cancel => Some(Dealing::CalledOff),
        OrderAct::Ready | OrderAct::SendOut => None,
    }
}

impl Shop<'_> {
    /// Does what a customer's message asks for.
    ///
    /// # Errors
    /// When something is not there any more as it was offered; when the business has begun with what is called
    /// off, or it is not there, or another customer's.
    pub(crate) async fn does(&self, booker: Booker, deed: OrderDeed) -> Result<()> {
        match deed {
            OrderDeed::Place(new) => self.place(booker, new).await,
            OrderDeed::Cancel(id) => {
                let row = self.find_order(id).await?.ok_or(StoreError::Missing("order"))?;
                if row.contact_id != booker.contact.map(RecordId::uuid) {
                    return Err(StoreError::Missing("order"));
                }
                let status = views::order_status(&row)?;
                if !status.is_customers() {
                    return Err(Conflict::OrderState { status }.into());
                }
                self.act_on(row, OrderAct::Cancel).await.map(drop)
            }
        }
    }

    async fn place(&self, booker: Booker, new: NewOrder) -> Result<()> {
        let mut wanted: Vec<_> = new.lines.iter().collect();
        wanted.sort_by_key(|line| line.product);
        let mut counted = HashSet::new();
        for line in wanted {
            if self.take(line).await? {
                counted.insert(line.product);
            }
        }
        let number = self.next_number(&new).await?;
        let of_lines: i64 =
            new.lines.iter().map(|line| line.price_minor * i64::from(line.quantity)).sum();
        let order = orders::ActiveModel {
            id: Set(mint_at(self.now)),
            tenant_id: Set(self.tenant),
            number: Set(number),
            contact_id: Set(booker.contact.map(RecordId::uuid)),
            conversation_id: Set(booker.conversation.map(RecordId::uuid)),
            customer_name: Set(new
                .customer_name
                .map(|name| clip(&name, BOOKING_NAME_MAX as usize))),
            status: Set(OrderStatus::New.as_str().to_owned()),
            fulfilment: Set(new.fulfilment.as_str().to_owned()),
            address: Set(new.address.map(|address| clip(&address, ADDRESS_MAX as usize))),
            currency: Set(new.currency.as_str().to_owned()),
            fee_minor: Set(new.fee_minor),
            total_minor: Set(of_lines + new.fee_minor),
            note: Set(None),
            created_at: Set(self.now),
            updated_at: Set(self.now),
        };
        let order = order.insert(self.tx).await?;
        let lines = new.lines.iter().zip(0..).map(|(line, position)| order_lines::ActiveModel {
            id: Set(mint_at(self.now)),
            tenant_id: Set(self.tenant),
            order_id: Set(order.id),
            product_id: Set(Some(line.product.uuid())),
            name: Set(clip(&line.name, PRODUCT_NAME_MAX as usize)),
            quantity: Set(stored(line.quantity)),
            price_minor: Set(line.price_minor),
            stock_taken: Set(counted.contains(&line.product)),
            position: Set(position),
            created_at: Set(self.now),
            updated_at: Set(self.now),
        });
        order_lines::Entity::insert_many(lines).exec_without_returning(self.tx).await?;
        follow(self.tx, self.now, self.tenant, order.contact_id, Dealing::Placed).await
    }

    /// Takes pieces of a product out of the stock; false where nobody counts it.
    ///
    /// # Errors
    /// When there are not so many, or one costs something else by now. The transaction must not be kept then.
    async fn take(&self, line: &NewOrderLine) -> Result<bool> {
        let quantity = stored(line.quantity);
        let enough = Condition::any()
            .add(products::Column::Stock.is_null())
            .add(products::Column::Stock.gte(quantity));
        let taken = products::Entity::update_many()
            .col_expr(products::Column::Stock, Expr::col(products::Column::Stock).sub(quantity))
            .filter(products::COLUMN.id.eq(line.product.uuid()))
            .filter(products::COLUMN.tenant_id.eq(self.tenant))
            .filter(products::COLUMN.deleted_at.is_null())
            .filter(products::COLUMN.active.eq(true))
            .filter(products::COLUMN.price_minor.eq(line.price_minor))
            .filter(enough)
            .exec_with_returning(self.tx)
            .await?;
        match taken.as_slice() {
            [product] => Ok(product.stock.is_some()),
            _ => Err(Conflict::OutOfStock.into()),
        }
    }

    /// The number of an order that reaches the customer as the business offers it, for the money that it asks for.
    async fn next_number(&self, new: &NewOrder) -> Result<i32> {
        use tenant_configs::Column as C;
        tenant_configs::Entity::update_many()
            .col_expr(C::LastOrder, Expr::col(C::LastOrder).add(1))
            .filter(tenant_configs::COLUMN.tenant_id.eq(self.tenant))
            .exec(self.tx)
            .await?;
        let config = tenant_configs::Entity::find()
            .filter(tenant_configs::COLUMN.tenant_id.eq(self.tenant))
            .one(self.tx)
            .await?
            .ok_or(StoreError::Missing("configuration"))?;
        let is_offered = match new.fulfilment {
            Fulfilment::Delivery => config.delivers && config.delivery_fee_minor == new.fee_minor,
            // Where nothing is brought there is no other way.
            Fulfilment::Pickup => (config.pickup || !config.delivers) && new.fee_minor == 0,
        };
        // The same number of another money is another price.
        let is_offered = is_offered && config.currency == new.currency.as_str();
        if is_offered { Ok(config.last_order) } else { Err(Conflict::OutOfStock.into()) }
    }

    /// An order of the tenant, locked for the change.
    async fn find_order(&self, id: OrderId) -> Result<Option<orders::Model>> {
        Ok(orders::Entity::find_by_id(id.uuid())
            .filter(orders::COLUMN.tenant_id.eq(self.tenant))
            .lock(LockType::NoKeyUpdate)
            .one(self.tx)
            .await?)
    }

    async fn act_on(&self, row: orders::Model, act: OrderAct) -> Result<orders::Model> {
        let fulfilment = views::fulfilment(&row)?;
        let status = views::order_status(&row)?.apply(act, fulfilment).map_err(Conflict::from)?;
        if status == OrderStatus::Cancelled {
            self.give_back(row.id).await?;
        }
        let change = orders::ActiveModel {
            id: Set(row.id),
            status: Set(status.as_str().to_owned()),
            updated_at: Set(self.now),
            ..Default::default()
        };
        let row = change.update(self.tx).await?;
        if let Some(news) = dealing(act) {
            follow(self.tx, self.now, self.tenant, row.contact_id, news).await?;
        }
        Ok(row)
    }

    /// Puts what an order took out of the stock into it again, as far as that is still counted.
    async fn give_back(&self, order: Uuid) -> Result<()> {
        let lines = order_lines::Entity::find()
            .filter(order_lines::COLUMN.tenant_id.eq(self.tenant))
            .filter(order_lines::COLUMN.order_id.eq(order))
            .filter(order_lines::COLUMN.stock_taken.eq(true))
            .order_by_asc(order_lines::Column::ProductId)
            .all(self.tx)
            .await?;
        for line in lines {
            let Some(product) = line.product_id else { continue };
            let stock = Expr::col(products::Column::Stock).add(line.quantity);
            products::Entity::update_many()
                .col_expr(products::Column::Stock, stock)
                .filter(products::COLUMN.id.eq(product))
                .filter(products::COLUMN.tenant_id.eq(self.tenant))
                .filter(products::COLUMN.stock.is_not_null())
                .exec(self.tx)
                .await?;
        }
        Ok(())
    }

    /// Has the customer told where an order stands now; what was to be told before is out of date.
    async fn announce(&self, row: &orders::Model) -> Result<()> {
        scheduled_messages::Entity::delete_many()
            .filter(scheduled_messages::COLUMN.tenant_id.eq(self.tenant))
            .filter(scheduled_messages::COLUMN.subject_id.eq(row.id))
            .exec(self.tx)
            .await?;
        let Some(contact) = row.contact_id else { return Ok(()) };
        let news = scheduled_messages::ActiveModel {
            id: Set(mint_at(self.now)),
            tenant_id: Set(self.tenant),
            contact_id: Set(contact),
            subject_id: Set(row.id),
            kind: Set(DueKind::News(views::order_status(row)?).text()),
            run_at: Set(self.now),
            created_at: Set(self.now),
            updated_at: Set(self.now),
        };
        scheduled_messages::Entity::insert(news).exec_without_returning(self.tx).await?;
        Ok(())
    }
}
