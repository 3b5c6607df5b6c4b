//! What happened, as a chain of hashes per tenant; events of the platform have no tenant.
//!
//! `actor` is a copy of who did it: the hash covers it, and it stays when the person is deleted and
//! `user_id` becomes null. `seq` numbers a chain from its first event on.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string_len, uuid_null};

use crate::columns::{SHA256_HEX, json_object, table};
use crate::keys::{foreign_key, index, index_of_present, tenant_key, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "portal_event_logs";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, portal_event_logs(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn portal_event_logs() -> TableCreateStatement {
    table(
        TABLE,
        [
            uuid_null("tenant_id"),
            uuid_null("user_id"),
            string_len("actor", 255),
            string_len("event_type", 64),
            json_object("payload_json"),
            big_integer("seq"),
            string_len("prev_hash", SHA256_HEX),
            string_len("hash", SHA256_HEX),
        ],
    )
    .foreign_key(&mut tenant_key(TABLE))
    .foreign_key(&mut foreign_key(TABLE, "user_id", "users", ForeignKeyAction::SetNull))
    .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique(TABLE, &["tenant_id", "seq"]),
        // Nulls are distinct in a key, so the platform's chain needs its own.
        unique(TABLE, &["seq"]).cond_where(Expr::col("tenant_id").is_null()).take(),
        index(TABLE, &["tenant_id", "created_at"]),
        index_of_present(TABLE, "user_id"),
    ]
}
