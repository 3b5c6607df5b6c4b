//! What linked WhatsApp devices keep beside themselves: keys, sessions with customers' phones, what was
//! sent lately.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, string_len};

use crate::columns::{ENUM, table, tenant_id};
use crate::keys::{tenant_key, unique};
use crate::step::{create, drop_table};
use crate::wall::{ALL, CHANGE, Owner, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "device_items";

/// How long the key of an item may be: two addresses and a message's id at most.
const KEY: u32 = 300;

/// A tenant's own alone; turning keys reaches what is sealed, and copying the database all of it.
const WALL: Walled = Walled {
    table: TABLE,
    owner: Owner::Column("tenant_id"),
    tenant: ALL,
    doors: &[("upkeep", CHANGE)],
};

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, items(), vec![unique(TABLE, &["tenant_id", "kind", "item_key"])]).await?;
        WALL.raise(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The wall's policies go with the table.
        drop_table(manager, TABLE).await
    }
}

fn items() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        string_len("kind", ENUM),
        string_len("item_key", KEY),
        blob("value"),
        big_integer("stamp"),
    ];
    table(TABLE, columns).foreign_key(&mut tenant_key(TABLE)).take()
}
