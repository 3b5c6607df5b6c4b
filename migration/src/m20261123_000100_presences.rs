//! Who of a business's people has which conversation open: one row for each of both, however many tabs there are.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{timestamp_with_time_zone, timestamp_with_time_zone_null, uuid};

use crate::columns::{table, tenant_id};
use crate::keys::{foreign_key, index, tenant_key, unique};
use crate::step::{create, drop_table};
use crate::wall::{ALL, Owner, REMOVE, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "presences";

const WALL: Walled = Walled {
    table: TABLE,
    owner: Owner::Column("tenant_id"),
    tenant: ALL,
    doors: &[("upkeep", REMOVE)],
};

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let keys = vec![
            unique(TABLE, &["conversation_id", "user_id"]),
            index(TABLE, &["tenant_id"]),
            index(TABLE, &["user_id"]),
            index(TABLE, &["seen_at"]),
        ];
        create(manager, presences(), keys).await?;
        WALL.raise(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The wall's policies go with the table.
        drop_table(manager, TABLE).await
    }
}

fn presences() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        uuid("conversation_id"),
        uuid("user_id"),
        timestamp_with_time_zone("seen_at"),
        // When the person was last heard of writing; nothing since they sent it.
        timestamp_with_time_zone_null("typing_at"),
    ];
    let cascade = ForeignKeyAction::Cascade;
    table(TABLE, columns)
        .foreign_key(&mut tenant_key(TABLE))
        .foreign_key(&mut foreign_key(TABLE, "conversation_id", "conversations", cascade))
        .foreign_key(&mut foreign_key(TABLE, "user_id", "users", cascade))
        .take()
}
