//! The running processes of Flow HQ: one row per boot, not per host.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, string_len, timestamp_with_time_zone};

use crate::columns::table;
use crate::keys::index;
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "nodes";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, nodes(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn nodes() -> TableCreateStatement {
    table(
        TABLE,
        [
            string_len("name", 255),
            string_len("version", 64),
            timestamp_with_time_zone("heartbeat_at"),
            boolean("draining"),
        ],
    )
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![index(TABLE, &["heartbeat_at"])]
}
