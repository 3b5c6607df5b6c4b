//! Every message in and out.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message_logs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub conversation_id: Uuid,
    pub contact_id: Option<Uuid>,
    pub whatsapp_session_id: Option<Uuid>,
    pub waha_session_id: Option<Uuid>,
    pub whatsapp_channel_id: Option<Uuid>,
    pub reply_to_id: Option<Uuid>,
    pub direction: String,
    pub from_number: String,
    pub to_number: String,
    #[sea_orm(column_type = "Text")]
    pub message_text: String,
    pub message_type: String,
    pub media_url: Option<String>,
    pub wa_message_id: Option<String>,
    pub status: String,
    pub error_message: Option<String>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub raw_payload: Option<Json>,
    #[sea_orm(column_type = "JsonBinary")]
    pub metadata: Json,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub decision: Option<Json>,
    pub not_before: Option<DateTimeUtc>,
    pub delivered_at: Option<DateTimeUtc>,
    pub deleted_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
