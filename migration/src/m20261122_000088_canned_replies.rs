//! What the people of a business say again and again, kept under a short name, in both languages.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string_len, text};

use crate::columns::{table, tenant_id};
use crate::keys::{tenant_key, unique};
use crate::step::{create, drop_table};
use crate::wall::{ALL, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "canned_replies";

const WALL: Walled = Walled {
    table: TABLE,
    owner: Owner::Column("tenant_id"),
    tenant: ALL,
    doors: &[("upkeep", READ)],
};

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let keys = vec![unique(TABLE, &["tenant_id", "shortcut"])];
        create(manager, replies(), keys).await?;
        WALL.raise(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The wall's policies go with the table.
        drop_table(manager, TABLE).await
    }
}

fn replies() -> TableCreateStatement {
    let columns = [tenant_id(), string_len("shortcut", 30), text("text_sw"), text("text_en")];
    table(TABLE, columns).foreign_key(&mut tenant_key(TABLE)).take()
}
