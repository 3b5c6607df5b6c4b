//! What has come up and nobody has seen to, by when it came up: browsers tell of it while it is new.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const NAME: &str = "idx_alerts_open";

/// As text, so that the condition stands in it to the letter, as queries write it; both databases read it.
const INDEX: &str = "CREATE INDEX idx_alerts_open ON alerts (created_at) WHERE resolved_at IS NULL";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(INDEX).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(NAME).table("alerts").to_owned()).await
    }
}
