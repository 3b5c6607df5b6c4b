//! Numbers on the WhatsApp Cloud API.
//!
//! `cloud_api_config` is encrypted JSON; a pending number has none yet.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob_null, string_len};

use crate::columns::{ENUM, PHONE, table, tenant_id};
use crate::keys::{index, tenant_key, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "whatsapp_channels";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, whatsapp_channels(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn whatsapp_channels() -> TableCreateStatement {
    table(
        TABLE,
        [
            tenant_id(),
            string_len("wa_number", PHONE),
            blob_null("cloud_api_config"),
            string_len("status", ENUM),
        ],
    )
    .foreign_key(&mut tenant_key(TABLE))
    .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![unique(TABLE, &["wa_number"]), index(TABLE, &["tenant_id"])]
}
