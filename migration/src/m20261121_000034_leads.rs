//! What visitors wrote on the contact page: people who belong to no tenant yet.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string_len, string_len_null, text, timestamp_with_time_zone_null};

use crate::columns::table;
use crate::keys::index;
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "leads";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, leads(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn leads() -> TableCreateStatement {
    table(
        TABLE,
        [
            string_len("name", 100),
            string_len_null("business", 100),
            string_len("reach", 255),
            text("message"),
            string_len("language", 2),
            timestamp_with_time_zone_null("handled_at"),
            string_len_null("handled_by", 255),
        ],
    )
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index(TABLE, &["created_at"]),
        // What nobody has taken care of is counted on every page of the dashboard.
        index(TABLE, &["handled_at"]).cond_where(Expr::col("handled_at").is_null()).take(),
    ]
}
