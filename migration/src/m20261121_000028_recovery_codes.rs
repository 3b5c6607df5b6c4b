//! Codes that take the second factor's place once each; only their hashes are kept.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string_len, uuid};

use crate::columns::{SHA256_HEX, table};
use crate::keys::{foreign_key, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "recovery_codes";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, recovery_codes(), vec![unique(TABLE, &["user_id", "code_hash"])]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn recovery_codes() -> TableCreateStatement {
    table(TABLE, [uuid("user_id"), string_len("code_hash", SHA256_HEX)])
        .foreign_key(&mut foreign_key(TABLE, "user_id", "users", ForeignKeyAction::Cascade))
        .take()
}
