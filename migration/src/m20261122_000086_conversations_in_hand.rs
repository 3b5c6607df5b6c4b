//! Who has a conversation, since when, and who spoke last; and the lists of conversations that people work on.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, timestamp_with_time_zone_null};

use crate::step::{add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "conversations";

/// As text, so that the conditions stand in them to the letter, as queries write them; both databases read them.
const INDEXES: [(&str, &str); 3] = [
    (
        "idx_conversations_going_on",
        "CREATE INDEX idx_conversations_going_on ON conversations \
            (tenant_id, last_message_at, id) WHERE status <> 'CLOSED'",
    ),
    (
        "idx_conversations_with_people",
        "CREATE INDEX idx_conversations_with_people ON conversations \
            (tenant_id, last_message_at, id) WHERE mode = 'HUMAN' AND status <> 'CLOSED'",
    ),
    (
        "idx_conversations_assigned",
        "CREATE INDEX idx_conversations_assigned ON conversations \
            (tenant_id, assigned_user_id, last_message_at, id) \
            WHERE assigned_user_id IS NOT NULL AND status <> 'CLOSED'",
    ),
];

fn columns() -> Vec<ColumnDef> {
    vec![
        // Since when a person answers; none while they are waited for.
        timestamp_with_time_zone_null("taken_at"),
        // When a person of the business spoke last, and when the customer did.
        timestamp_with_time_zone_null("person_at"),
        timestamp_with_time_zone_null("customer_at"),
        // When the customer was last told that they may go on with the assistant.
        timestamp_with_time_zone_null("offered_at"),
        // How many of the customer's messages nobody of the business has seen.
        integer("unread").default(0).take(),
        // Grows whenever the conversation comes into other hands: what was decided before then is not written.
        big_integer("turn").default(0).take(),
    ]
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, TABLE, columns()).await?;
        for (_, sql) in INDEXES {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in INDEXES {
            manager.drop_index(Index::drop().name(name).table(TABLE).to_owned()).await?;
        }
        drop_columns(manager, TABLE, columns()).await
    }
}
