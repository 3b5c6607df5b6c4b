//! The businesses that use Flow HQ; every other tenant-owned row hangs on one of them.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    string_len, string_len_null, text_null, timestamp_with_time_zone_null,
};

use crate::columns::{ENUM, PHONE, json_object, table};
use crate::keys::{index, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "tenants";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, tenants(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn tenants() -> TableCreateStatement {
    table(
        TABLE,
        [
            string_len("name", 100),
            string_len("slug", 120),
            string_len_null("phone_number", PHONE),
            string_len_null("domain", 253),
            text_null("description"),
            string_len("status", ENUM),
            json_object("settings"),
            timestamp_with_time_zone_null("deleted_at"),
        ],
    )
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique(TABLE, &["slug"]).cond_where(Expr::col("deleted_at").is_null()).take(),
        index(TABLE, &["status"]),
    ]
}
