//! A tenant's primary WhatsApp session: one row per tenant.
//!
//! `reason` says why a session is disconnected and `connected_at` since when it is connected; each is null
//! in the other states. `device` holds the connector's keys, encrypted.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    blob_null, string_len, string_len_null, text_null, timestamp_with_time_zone_null,
};

use crate::columns::{ENUM, LAST_ERROR, PHONE, table, tenant_id};
use crate::keys::{tenant_key, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "whatsapp_sessions";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, whatsapp_sessions(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn whatsapp_sessions() -> TableCreateStatement {
    table(
        TABLE,
        [
            tenant_id(),
            string_len("connector", 32),
            string_len("state", ENUM),
            string_len_null("reason", ENUM),
            timestamp_with_time_zone_null("connected_at"),
            text_null("last_qr"),
            timestamp_with_time_zone_null("qr_expires_at"),
            string_len_null("pairing_code", 32),
            string_len_null("phone", PHONE),
            timestamp_with_time_zone_null("last_seen_at"),
            string_len_null("last_error", LAST_ERROR),
            blob_null("device"),
        ],
    )
    .foreign_key(&mut tenant_key(TABLE))
    .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![unique(TABLE, &["tenant_id"])]
}
