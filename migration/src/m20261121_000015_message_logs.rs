//! Every message in and out, with the reason why it was or was not answered.
//!
//! The key over the channel's message id is what makes a message that arrives twice be handled once;
//! it covers both directions apart, because a tenant may write to its own number. `reply_to_id` is the
//! incoming message that an outgoing one answers. `not_before` is when a pending message that the rate
//! limit holds back may be answered.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    json_binary_null, string_len, string_len_null, text, text_null, timestamp_with_time_zone_null,
    uuid, uuid_null,
};

use crate::columns::{ADDRESS, ENUM, json_object, table, tenant_id};
use crate::keys::{foreign_key, index, index_of_present, tenant_key, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "message_logs";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, message_logs(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn message_logs() -> TableCreateStatement {
    table(
        TABLE,
        [
            tenant_id(),
            uuid("conversation_id"),
            uuid_null("contact_id"),
            uuid_null("whatsapp_session_id"),
            uuid_null("waha_session_id"),
            uuid_null("whatsapp_channel_id"),
            uuid_null("reply_to_id"),
            string_len("direction", 8),
            string_len("from_number", ADDRESS),
            string_len("to_number", ADDRESS),
            text("message_text"),
            string_len("message_type", 50),
            string_len_null("media_url", 500),
            string_len_null("wa_message_id", 255),
            string_len("status", ENUM),
            text_null("error_message"),
            json_binary_null("raw_payload"),
            json_object("metadata"),
            json_binary_null("decision"),
            timestamp_with_time_zone_null("not_before"),
            timestamp_with_time_zone_null("delivered_at"),
            timestamp_with_time_zone_null("deleted_at"),
        ],
    )
    .foreign_key(&mut tenant_key(TABLE))
    .foreign_key(&mut foreign_key(
        TABLE,
        "conversation_id",
        "conversations",
        ForeignKeyAction::Cascade,
    ))
    .foreign_key(&mut foreign_key(TABLE, "contact_id", "contacts", ForeignKeyAction::SetNull))
    .foreign_key(&mut foreign_key(
        TABLE,
        "whatsapp_session_id",
        "whatsapp_sessions",
        ForeignKeyAction::SetNull,
    ))
    .foreign_key(&mut foreign_key(
        TABLE,
        "waha_session_id",
        "waha_sessions",
        ForeignKeyAction::SetNull,
    ))
    .foreign_key(&mut foreign_key(
        TABLE,
        "whatsapp_channel_id",
        "whatsapp_channels",
        ForeignKeyAction::SetNull,
    ))
    .check(("ck_message_logs_at_most_one_session", at_most_one_session()))
    .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique(TABLE, &["tenant_id", "wa_message_id", "direction"]),
        index(TABLE, &["tenant_id", "created_at"]),
        index(TABLE, &["tenant_id", "conversation_id", "created_at"]),
        // Counts the replies to one customer, and finds a customer's messages when one is erased.
        index(TABLE, &["contact_id", "created_at"]),
        // Deleting a conversation must not read the whole log.
        index(TABLE, &["conversation_id"]),
        index_of_present(TABLE, "whatsapp_session_id"),
        index_of_present(TABLE, "waha_session_id"),
        index_of_present(TABLE, "whatsapp_channel_id"),
        index(TABLE, &["from_number"]),
        index(TABLE, &["to_number"]),
        index(TABLE, &["status"]),
        index(TABLE, &["created_at"]),
    ]
}

fn at_most_one_session() -> Expr {
    let absent = |column: &'static str| Expr::col(column).is_null();
    let one_absent = |a, b| absent(a).or(absent(b));
    one_absent("whatsapp_session_id", "waha_session_id")
        .and(one_absent("whatsapp_session_id", "whatsapp_channel_id"))
        .and(one_absent("waha_session_id", "whatsapp_channel_id"))
}
