//! How a tenant's assistant speaks: one row per tenant.
//!
//! `flow_version_id` has no foreign key, for its table comes later and SQLite takes foreign keys only
//! when a table is created.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{json_binary_null, string_len, string_len_null, uuid_null};

use crate::columns::{table, tenant_id};
use crate::keys::{tenant_key, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "tenant_configs";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, tenant_configs(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn tenant_configs() -> TableCreateStatement {
    table(
        TABLE,
        [
            tenant_id(),
            string_len("template_type", 32).default("BOOKING").take(),
            string_len("business_name", 200),
            string_len_null("business_type", 100),
            string_len("language", 8).default("SW").take(),
            json_binary_null("hours_json"),
            string_len("timezone", 64),
            uuid_null("flow_version_id"),
        ],
    )
    .foreign_key(&mut tenant_key(TABLE))
    .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![unique(TABLE, &["tenant_id"])]
}
