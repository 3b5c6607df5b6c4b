//! What becomes of messages while the business is closed.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string_len;

use crate::columns::ENUM;
use crate::step::{add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "tenant_configs";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, TABLE, columns()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, TABLE, columns()).await
    }
}

fn columns() -> Vec<ColumnDef> {
    vec![string_len("after_hours", ENUM).default("ANSWER").take()]
}
