//! Links that were mailed to people, and sign-ins that wait for their second step.
//!
//! Only a hash of the token is kept: whoever reads the table cannot use it.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string_len, timestamp_with_time_zone, uuid};

use crate::columns::{ENUM, SHA256_HEX, table};
use crate::keys::{foreign_key, index, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "account_tokens";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, account_tokens(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn account_tokens() -> TableCreateStatement {
    table(
        TABLE,
        [
            uuid("user_id"),
            string_len("kind", ENUM),
            string_len("token_hash", SHA256_HEX),
            string_len("email", 255),
            timestamp_with_time_zone("asked_at"),
            timestamp_with_time_zone("expires_at"),
        ],
    )
    .foreign_key(&mut foreign_key(TABLE, "user_id", "users", ForeignKeyAction::Cascade))
    .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique(TABLE, &["token_hash"]),
        index(TABLE, &["user_id", "kind"]),
        index(TABLE, &["expires_at"]),
    ]
}
