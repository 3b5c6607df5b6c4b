//! Signed-in browsers.
//!
//! Only a hash of the cookie's token is kept: whoever reads the table cannot sign in with it.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string_len, string_len_null, timestamp_with_time_zone, uuid};

use crate::columns::{SHA256_HEX, table};
use crate::keys::{foreign_key, index, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "auth_sessions";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, auth_sessions(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn auth_sessions() -> TableCreateStatement {
    table(
        TABLE,
        [
            uuid("user_id"),
            string_len("token_hash", SHA256_HEX),
            timestamp_with_time_zone("last_seen_at"),
            timestamp_with_time_zone("idle_expires_at"),
            timestamp_with_time_zone("absolute_expires_at"),
            string_len_null("ip", 45),
            string_len_null("user_agent", 500),
        ],
    )
    .foreign_key(&mut foreign_key(TABLE, "user_id", "users", ForeignKeyAction::Cascade))
    .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique(TABLE, &["token_hash"]),
        index(TABLE, &["user_id"]),
        index(TABLE, &["absolute_expires_at"]),
    ]
}
