//! Conversations: at most one that is not closed per customer and channel.
//!
//! `flow_version_id` has no foreign key, for its table comes later and SQLite takes foreign keys only
//! when a table is created.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    json_binary_null, string_len, timestamp_with_time_zone_null, uuid, uuid_null,
};

use crate::columns::{ENUM, json_object, table, tenant_id};
use crate::keys::{foreign_key, index, index_of_present, tenant_key, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "conversations";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, conversations(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn conversations() -> TableCreateStatement {
    table(
        TABLE,
        [
            tenant_id(),
            string_len("channel", ENUM),
            uuid("contact_id"),
            string_len("status", ENUM),
            string_len("mode", ENUM),
            uuid_null("assigned_user_id"),
            uuid_null("flow_version_id"),
            json_binary_null("flow_state"),
            json_object("metadata"),
            timestamp_with_time_zone_null("snoozed_until"),
            timestamp_with_time_zone_null("closed_at"),
            timestamp_with_time_zone_null("last_message_at"),
        ],
    )
    .foreign_key(&mut tenant_key(TABLE))
    .foreign_key(&mut foreign_key(TABLE, "contact_id", "contacts", ForeignKeyAction::Cascade))
    .foreign_key(&mut foreign_key(TABLE, "assigned_user_id", "users", ForeignKeyAction::SetNull))
    .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique(TABLE, &["tenant_id", "contact_id", "channel"])
            .cond_where(Expr::col("status").ne("CLOSED"))
            .take(),
        index(TABLE, &["tenant_id", "last_message_at"]),
        index(TABLE, &["contact_id"]),
        index_of_present(TABLE, "assigned_user_id"),
    ]
}
