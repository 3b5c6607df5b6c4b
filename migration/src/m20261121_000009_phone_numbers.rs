//! Numbers for calls.
//!
//! `sip_credentials` is encrypted JSON; a pending number has none yet.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob_null, string_len, string_len_null};

use crate::columns::{ENUM, PHONE, table, tenant_id};
use crate::keys::{index, tenant_key, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "phone_numbers";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, phone_numbers(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn phone_numbers() -> TableCreateStatement {
    table(
        TABLE,
        [
            tenant_id(),
            string_len("number", PHONE),
            blob_null("sip_credentials"),
            string_len("status", ENUM),
            string_len_null("status_reason", 500),
        ],
    )
    .foreign_key(&mut tenant_key(TABLE))
    .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![unique(TABLE, &["number"]), index(TABLE, &["tenant_id"])]
}
