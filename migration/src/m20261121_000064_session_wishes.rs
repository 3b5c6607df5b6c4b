//! What a person wants of a session, and what its owner is told: a code to type, when a lost connection is
//! tried again, why messages wait, how many could not be opened.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, string_len_null, timestamp_with_time_zone_null};

use crate::columns::{ENUM, PHONE};
use crate::step::{add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "whatsapp_sessions";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, TABLE, columns()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, TABLE, columns()).await
    }
}

fn columns() -> Vec<ColumnDef> {
    vec![
        string_len_null("wish", ENUM),
        string_len_null("wish_phone", PHONE),
        timestamp_with_time_zone_null("pairing_expires_at"),
        string_len_null("link_trouble", ENUM),
        timestamp_with_time_zone_null("again_at"),
        string_len_null("held_reason", ENUM),
        timestamp_with_time_zone_null("held_until"),
        integer("unreadable").default(0).take(),
    ]
}
