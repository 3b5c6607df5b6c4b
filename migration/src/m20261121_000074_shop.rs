//! What customers can order, the files it came in, what they ordered, and how it reaches them.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, blob, boolean, integer, integer_null, json_binary, string_len, string_len_null,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use crate::columns::{ENUM, table, tenant_id};
use crate::keys::{foreign_key, index, tenant_key, unique};
use crate::step::{add_columns, create, drop_columns, drop_table};
use crate::wall::{ALL, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const PRODUCTS: &str = "products";
const PICTURES: &str = "product_pictures";
const IMPORTS: &str = "product_imports";
const ORDERS: &str = "orders";
const LINES: &str = "order_lines";
const CONFIGS: &str = "tenant_configs";

/// A tenant's own alone; copying the database reads all of it.
const WALLS: [Walled; 5] =
    [wall(PRODUCTS), wall(PICTURES), wall(IMPORTS), wall(ORDERS), wall(LINES)];

const fn wall(table: &'static str) -> Walled {
    Walled { table, owner: Owner::Column("tenant_id"), tenant: ALL, doors: &[("upkeep", READ)] }
}

/// How long a name may be, in characters.
const NAME: u32 = 100;
/// How long a description or an address may be, in characters.
const TEXT: u32 = 500;
/// How long a note may be, in characters.
const NOTE: u32 = 1000;
/// How long a product's code may be, in characters.
const CODE: u32 = 40;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let listed = index(PRODUCTS, &["tenant_id", "position"]);
        create(manager, products(), vec![listed]).await?;
        let one_each = unique(PICTURES, &["product_id"]);
        let of_tenant = index(PICTURES, &["tenant_id"]);
        create(manager, pictures(), vec![one_each, of_tenant]).await?;
        let newest = index(IMPORTS, &["tenant_id", "created_at"]);
        create(manager, imports(), vec![newest]).await?;
        let number = unique(ORDERS, &["tenant_id", "number"]);
        let newest = index(ORDERS, &["tenant_id", "created_at"]);
        let open = index(ORDERS, &["tenant_id", "status", "created_at"]);
        let of_contact = index(ORDERS, &["contact_id"]);
        create(manager, orders(), vec![number, newest, open, of_contact]).await?;
        let of_order = index(LINES, &["order_id", "position"]);
        let of_product = index(LINES, &["product_id"]);
        create(manager, lines(), vec![of_order, of_product]).await?;
        for wall in WALLS {
            wall.raise(manager).await?;
        }
        add_columns(manager, CONFIGS, delivery()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, CONFIGS, delivery()).await?;
        // The walls' policies go with the tables.
        for table in [LINES, ORDERS, IMPORTS, PICTURES, PRODUCTS] {
            drop_table(manager, table).await?;
        }
        Ok(())
    }
}

/// The price in hundredths of the tenant's currency; no stock is not counted. An empty name is the other
/// language's.
fn products() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        string_len_null("code", CODE),
        string_len("name_sw", NAME),
        string_len("name_en", NAME),
        string_len_null("description", TEXT),
        big_integer("price_minor"),
        integer_null("stock"),
        boolean("active"),
        integer("position"),
        timestamp_with_time_zone_null("deleted_at"),
    ];
    table(PRODUCTS, columns).foreign_key(&mut tenant_key(PRODUCTS)).take()
}

/// In a table of their own, so that lists of products do not read them.
fn pictures() -> TableCreateStatement {
    let columns = [tenant_id(), uuid("product_id"), string_len("mime", ENUM), blob("bytes")];
    let cascade = ForeignKeyAction::Cascade;
    table(PICTURES, columns)
        .foreign_key(&mut tenant_key(PICTURES))
        .foreign_key(&mut foreign_key(PICTURES, "product_id", PRODUCTS, cascade))
        .take()
}

/// `changes` is what each product was before the file and what the file made of it.
fn imports() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        integer("added"),
        integer("changed"),
        json_binary("changes"),
        timestamp_with_time_zone_null("undone_at"),
    ];
    table(IMPORTS, columns).foreign_key(&mut tenant_key(IMPORTS)).take()
}

/// Amounts in hundredths of the tenant's currency, as they were when it was placed; `total_minor` is all of it,
/// `fee_minor` included.
fn orders() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        integer("number"),
        uuid_null("contact_id"),
        uuid_null("conversation_id"),
        string_len_null("customer_name", NAME),
        string_len("status", ENUM),
        string_len("fulfilment", ENUM),
        string_len_null("address", TEXT),
        big_integer("fee_minor"),
        big_integer("total_minor"),
        string_len_null("note", NOTE),
    ];
    let forget = ForeignKeyAction::SetNull;
    table(ORDERS, columns)
        .foreign_key(&mut tenant_key(ORDERS))
        .foreign_key(&mut foreign_key(ORDERS, "contact_id", "contacts", forget))
        .foreign_key(&mut foreign_key(ORDERS, "conversation_id", "conversations", forget))
        .take()
}

/// `name` and `price_minor` are as they were when it was ordered.
fn lines() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        uuid("order_id"),
        uuid_null("product_id"),
        string_len("name", NAME),
        integer("quantity"),
        big_integer("price_minor"),
        integer("position"),
    ];
    let (forget, cascade) = (ForeignKeyAction::SetNull, ForeignKeyAction::Cascade);
    table(LINES, columns)
        .foreign_key(&mut tenant_key(LINES))
        .foreign_key(&mut foreign_key(LINES, "order_id", ORDERS, cascade))
        .foreign_key(&mut foreign_key(LINES, "product_id", PRODUCTS, forget))
        .take()
}

/// `last_order` is the number that was given last: it only grows, so that none is given twice.
fn delivery() -> Vec<ColumnDef> {
    vec![
        boolean("delivers").default(false).take(),
        boolean("pickup").default(true).take(),
        big_integer("delivery_fee_minor").default(0).take(),
        integer("last_order").default(0).take(),
    ]
}
