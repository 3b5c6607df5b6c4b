//! The customers' messages that wait for a decision, found without reading the whole log.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "message_logs";
const NAME: &str = "idx_message_logs_pending";
/// As text, so that the condition stands in it to the letter, as queries write it; both databases read it.
const SQL: &str = "CREATE INDEX idx_message_logs_pending \
        ON message_logs (tenant_id, created_at, id) WHERE status = 'pending'";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(SQL).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(NAME).table(TABLE).to_owned()).await
    }
}
