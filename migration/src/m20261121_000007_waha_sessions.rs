//! Sessions of a WAHA server, of which a tenant may have many.
//!
//! `credentials` is encrypted.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob_null, string_len, text_null, timestamp_with_time_zone_null};

use crate::columns::{ENUM, json_object, table, tenant_id};
use crate::keys::{index, tenant_key, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "waha_sessions";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, waha_sessions(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn waha_sessions() -> TableCreateStatement {
    table(
        TABLE,
        [
            tenant_id(),
            string_len("external_session_id", 255),
            string_len("status", ENUM),
            string_len("engine", ENUM),
            string_len("base_url", 500),
            blob_null("credentials"),
            json_object("metadata"),
            json_object("config"),
            timestamp_with_time_zone_null("last_activity_at"),
            text_null("error_message"),
            timestamp_with_time_zone_null("deleted_at"),
        ],
    )
    .foreign_key(&mut tenant_key(TABLE))
    .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique(TABLE, &["external_session_id"]),
        index(TABLE, &["tenant_id"]),
        index(TABLE, &["status"]),
    ]
}
