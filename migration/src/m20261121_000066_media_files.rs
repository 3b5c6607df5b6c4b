//! Files that customers send: fetched from the channel after the message is written down, and kept here.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, blob_null, integer, string_len, timestamp_with_time_zone, uuid,
};

use crate::columns::{ENUM, table, tenant_id};
use crate::keys::{foreign_key, index, tenant_key, unique};
use crate::step::{create, drop_table};
use crate::wall::{ALL, CHANGE, Owner, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "media_files";

/// A tenant's own alone; turning keys and copying the database reach all of it.
const WALL: Walled = Walled {
    table: TABLE,
    owner: Owner::Column("tenant_id"),
    tenant: ALL,
    doors: &[("upkeep", CHANGE)],
};

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, files(), indexes()).await?;
        WALL.raise(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The wall's policies go with the table.
        drop_table(manager, TABLE).await
    }
}

/// Both blobs are sealed. `ticket` is what the channel wants to hear before it gives the file; it goes when `content` comes. `size` is in
/// bytes.
fn files() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        uuid("message_id"),
        string_len("state", ENUM),
        big_integer("size"),
        integer("attempts").default(0).take(),
        timestamp_with_time_zone("run_at"),
        blob_null("ticket"),
        blob_null("content"),
    ];
    table(TABLE, columns)
        .foreign_key(&mut tenant_key(TABLE))
        .foreign_key(&mut foreign_key(
            TABLE,
            "message_id",
            "message_logs",
            ForeignKeyAction::Cascade,
        ))
        .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![unique(TABLE, &["message_id"]), index(TABLE, &["tenant_id", "state", "run_at"])]
}
