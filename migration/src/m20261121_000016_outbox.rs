//! What the sender claims: one row per outgoing message, written in its transaction.
//!
//! `owner` and `epoch` are the lease under which it was claimed; `owner` is a node's id without a
//! foreign key, because a claim may outlive its node's row.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, integer, string_len, string_len_null, timestamp_with_time_zone, uuid, uuid_null,
};

use crate::columns::{ENUM, LAST_ERROR, table, tenant_id};
use crate::keys::{foreign_key, index, tenant_key, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "outbox";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, outbox(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn outbox() -> TableCreateStatement {
    table(
        TABLE,
        [
            tenant_id(),
            uuid("message_id"),
            timestamp_with_time_zone("run_at"),
            string_len("state", ENUM),
            integer("attempts").default(0).take(),
            uuid_null("owner"),
            big_integer("epoch").default(0).take(),
            string_len_null("last_error", LAST_ERROR),
        ],
    )
    .foreign_key(&mut tenant_key(TABLE))
    .foreign_key(&mut foreign_key(TABLE, "message_id", "message_logs", ForeignKeyAction::Cascade))
    .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique(TABLE, &["message_id"]),
        // The sender takes a tenant's oldest ready row, and ids are in the order of time.
        index(TABLE, &["tenant_id", "state", "id"]),
    ]
}
