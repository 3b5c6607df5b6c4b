//! That customers were erased: by whom and when, and nothing of who they were. Nothing of it is ever changed.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, string_len, timestamp_with_time_zone, uuid};

use crate::columns::{table, tenant_id};
use crate::keys::{tenant_key, unique};
use crate::step::{create, drop_table};
use crate::wall::{APPEND, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "erasures";

const WALL: Walled = Walled {
    table: TABLE,
    owner: Owner::Column("tenant_id"),
    tenant: APPEND,
    doors: &[("upkeep", READ)],
};

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, erasures(), vec![unique(TABLE, &["tenant_id", "contact_id"])]).await?;
        WALL.raise(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The wall's policies go with the table.
        drop_table(manager, TABLE).await
    }
}

fn erasures() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        // No key: the proof stays whatever becomes of the row.
        uuid("contact_id"),
        // As it was then: whoever erased may be gone later.
        string_len("by_name", 100),
        timestamp_with_time_zone("erased_at"),
        boolean("opted_out"),
    ];
    table(TABLE, columns).foreign_key(&mut tenant_key(TABLE)).take()
}
