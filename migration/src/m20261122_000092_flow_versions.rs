//! The versions of a business's own flow, which are added and never changed.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, integer_null, string_len, string_len_null, text};

use crate::columns::{ENUM, table, tenant_id};
use crate::keys::{tenant_key, unique};
use crate::step::{create, drop_table};
use crate::wall::{APPEND, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "flow_versions";

const WALL: Walled = Walled {
    table: TABLE,
    owner: Owner::Column("tenant_id"),
    tenant: APPEND,
    doors: &[("upkeep", READ)],
};

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, versions(), vec![unique(TABLE, &["tenant_id", "number"])]).await?;
        WALL.raise(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The wall's policies go with the table.
        drop_table(manager, TABLE).await
    }
}

/// `definition` is the flow's own text, which is not looked into here; `from_number` is the version that was used
/// again.
fn versions() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        integer("number"),
        string_len("template", ENUM),
        text("definition"),
        string_len_null("note", 200),
        string_len("author_name", 150),
        integer_null("from_number"),
    ];
    table(TABLE, columns).foreign_key(&mut tenant_key(TABLE)).take()
}
