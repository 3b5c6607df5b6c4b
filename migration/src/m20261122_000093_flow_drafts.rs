//! The flow that a business is changing and has not published: one per tenant.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer_null, string_len, text};

use crate::columns::{ENUM, table, tenant_id};
use crate::keys::{tenant_key, unique};
use crate::step::{create, drop_table};
use crate::wall::{ALL, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "flow_drafts";

const WALL: Walled = Walled {
    table: TABLE,
    owner: Owner::Column("tenant_id"),
    tenant: ALL,
    doors: &[("upkeep", READ)],
};

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, drafts(), vec![unique(TABLE, &["tenant_id"])]).await?;
        WALL.raise(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The wall's policies go with the table.
        drop_table(manager, TABLE).await
    }
}

/// `base_number` is the version that it began from; nothing for the built-in flow. `revision` grows with every
/// change, so that two who change it at once notice.
fn drafts() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        integer_null("base_number"),
        string_len("template", ENUM),
        text("definition"),
        big_integer("revision"),
        string_len("author_name", 150),
    ];
    table(TABLE, columns).foreign_key(&mut tenant_key(TABLE)).take()
}
