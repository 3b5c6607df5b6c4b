//! How the people of a business work together.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;

use crate::columns::json_object;
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

/// What is not said in it is as usual.
fn columns() -> Vec<ColumnDef> {
    vec![json_object("team_json")]
}
