//! How old a message may be that came while there was no connection, to be answered all the same.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::integer;

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

/// In minutes; none at all is answered with 0.
fn columns() -> Vec<ColumnDef> {
    vec![integer("late_minutes").default(60).take()]
}
