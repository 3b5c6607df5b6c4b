//! By which rules a document's words were made, so that it is made anew when they change.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::integer;

use crate::step::{add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "knowledge_documents";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, TABLE, columns()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, TABLE, columns()).await
    }
}

/// What is there was made by the first rules.
fn columns() -> Vec<ColumnDef> {
    vec![integer("rules").default(1).take()]
}
