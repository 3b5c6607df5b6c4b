//! Whether a customer wants messages, and in which language.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, timestamp_with_time_zone_null};

use crate::step::{add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "contacts";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, TABLE, columns()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, TABLE, columns()).await
    }
}

/// Since when nothing may be sent; the record of how that came about is `consent`. Whether the customer chose
/// `language`, or it was heard.
fn columns() -> Vec<ColumnDef> {
    vec![
        timestamp_with_time_zone_null("opted_out_at"),
        boolean("language_chosen").default(false).take(),
    ]
}
