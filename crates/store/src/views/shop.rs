//! Products, the files they came in, and orders.

use std::collections::HashSet;

use domain::order::{Fulfilment, OrderStatus};
use domain::shop::{DeliveryView, ImportView, OrderLineView, OrderView, ProductView};
use domain::{ContactId, ImportId, OrderId, ProductId, RecordId};
use uuid::Uuid;

use crate::entity::{order_lines, orders, product_imports, products, tenant_configs};
use crate::error::Result;
use crate::views::read;

/// A product; `pictured` are those of which there are pictures.
pub(crate) fn product(row: products::Model, pictured: &HashSet<Uuid>) -> ProductView {
    ProductView {
        id: ProductId::from_uuid(row.id),
        code: row.code,
        name_sw: row.name_sw,
        name_en: row.name_en,
        description: row.description,
        price_minor: row.price_minor,
        stock: row.stock.map(counted),
        active: row.active,
        has_picture: pictured.contains(&row.id),
    }
}

pub(crate) fn delivery(row: &tenant_configs::Model) -> DeliveryView {
    DeliveryView { delivers: row.delivers, pickup: row.pickup, fee_minor: row.delivery_fee_minor }
}

pub(crate) fn import(row: &product_imports::Model) -> ImportView {
    ImportView {
        id: ImportId::from_uuid(row.id),
        added: counted(row.added),
        changed: counted(row.changed),
        created_at: row.created_at,
    }
}

pub(crate) fn order_status(row: &orders::Model) -> Result<OrderStatus> {
    read("orders.status", &row.status)
}

pub(crate) fn fulfilment(row: &orders::Model) -> Result<Fulfilment> {
    read("orders.fulfilment", &row.fulfilment)
}

/// An order with the customer's name and address as they are known, and its lines.
pub(crate) fn order(
    row: orders::Model,
    known: Option<String>,
    phone: Option<String>,
    lines: Vec<order_lines::Model>,
) -> Result<OrderView> {
    Ok(OrderView {
        id: OrderId::from_uuid(row.id),
        number: counted(row.number),
        contact_id: row.contact_id.map(ContactId::from_uuid),
        status: order_status(&row)?,
        fulfilment: fulfilment(&row)?,
        // What was said for this order goes before what the channel calls the customer.
        customer: row.customer_name.or(known),
        phone,
        address: row.address,
        lines: lines.into_iter().map(line).collect(),
        currency: read("orders.currency", &row.currency)?,
        fee_minor: row.fee_minor,
        total_minor: row.total_minor,
        note: row.note,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

fn line(row: order_lines::Model) -> OrderLineView {
    OrderLineView {
        product_id: row.product_id.map(ProductId::from_uuid),
        name: row.name,
        quantity: counted(row.quantity),
        price_minor: row.price_minor,
    }
}

fn counted(number: i32) -> u32 {
    number.unsigned_abs()
}
