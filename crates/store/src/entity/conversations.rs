//! Conversations with customers.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub channel: String,
    pub contact_id: Uuid,
    pub status: String,
    pub mode: String,
    pub assigned_user_id: Option<Uuid>,
    pub flow_version_id: Option<Uuid>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub flow_state: Option<Json>,
    #[sea_orm(column_type = "JsonBinary")]
    pub metadata: Json,
    pub snoozed_until: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
    pub last_message_at: Option<DateTimeUtc>,
    pub taken_at: Option<DateTimeUtc>,
    pub person_at: Option<DateTimeUtc>,
    pub customer_at: Option<DateTimeUtc>,
    pub offered_at: Option<DateTimeUtc>,
    pub unread: i32,
    pub turn: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
