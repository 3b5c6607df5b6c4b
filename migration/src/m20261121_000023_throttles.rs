//! How often something was tried of late: signing in, codes, mails that somebody asked for.
//!
//! The key is a keyed hash of what is counted: the table names neither people nor addresses.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, string_len, timestamp_with_time_zone};

use crate::columns::{SHA256_HEX, table};
use crate::keys::{index, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "throttles";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, throttles(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn throttles() -> TableCreateStatement {
    table(
        TABLE,
        [string_len("key_hash", SHA256_HEX), integer("count"), timestamp_with_time_zone("ends_at")],
    )
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![unique(TABLE, &["key_hash"]), index(TABLE, &["ends_at"])]
}
