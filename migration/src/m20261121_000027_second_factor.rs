//! Since when a person's second factor counts, and the last step of which a code was taken.
//!
//! The secret stands in `users.totp` from the start; until the first code came back it counts for nothing.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, timestamp_with_time_zone_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "users";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One statement each: SQLite alters one thing at a time.
        for column in
            [timestamp_with_time_zone_null("totp_confirmed_at"), big_integer_null("totp_step")]
        {
            manager.alter_table(Table::alter().table(TABLE).add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["totp_step", "totp_confirmed_at"] {
            manager.alter_table(Table::alter().table(TABLE).drop_column(column).take()).await?;
        }
        Ok(())
    }
}
