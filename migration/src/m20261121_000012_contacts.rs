//! The customers of a tenant; how they are reached stands in `contact_addresses`.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string_len, string_len_null, timestamp_with_time_zone_null};

use crate::columns::{ENUM, json_list, json_object, table, tenant_id};
use crate::keys::{index, tenant_key};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "contacts";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, contacts(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn contacts() -> TableCreateStatement {
    table(
        TABLE,
        [
            tenant_id(),
            string_len_null("name", 255),
            string_len_null("language", 8),
            string_len("status", ENUM),
            json_object("consent"),
            json_list("tags"),
            timestamp_with_time_zone_null("last_message_at"),
            timestamp_with_time_zone_null("deleted_at"),
        ],
    )
    .foreign_key(&mut tenant_key(TABLE))
    .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![index(TABLE, &["tenant_id", "last_message_at"])]
}
