//! Conversations that are put aside and those that are over, the lists of which are read by when somebody spoke last.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "conversations";

/// As text, so that the conditions stand in them to the letter, as queries write them; both databases read them.
const INDEXES: [(&str, &str); 2] = [
    (
        "idx_conversations_aside",
        "CREATE INDEX idx_conversations_aside ON conversations \
            (tenant_id, last_message_at, id) WHERE status = 'SNOOZED'",
    ),
    (
        "idx_conversations_over",
        "CREATE INDEX idx_conversations_over ON conversations \
            (tenant_id, last_message_at, id) WHERE status = 'CLOSED'",
    ),
];

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (_, sql) in INDEXES {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in INDEXES {
            manager.drop_index(Index::drop().name(name).table(TABLE).to_owned()).await?;
        }
        Ok(())
    }
}
