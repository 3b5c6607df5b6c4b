//! A tenant's primary WhatsApp session.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "whatsapp_sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub connector: String,
    pub state: String,
    pub reason: Option<String>,
    pub connected_at: Option<DateTimeUtc>,
    pub disconnected_at: Option<DateTimeUtc>,
    pub last_qr: Option<String>,
    pub qr_expires_at: Option<DateTimeUtc>,
    pub pairing_code: Option<String>,
    pub phone: Option<String>,
    pub last_seen_at: Option<DateTimeUtc>,
    pub last_error: Option<String>,
    pub device: Option<Vec<u8>>,
    pub wish: Option<String>,
    pub wish_phone: Option<String>,
    pub pairing_expires_at: Option<DateTimeUtc>,
    pub link_trouble: Option<String>,
    pub again_at: Option<DateTimeUtc>,
    pub held_reason: Option<String>,
    pub held_until: Option<DateTimeUtc>,
    pub unreadable: i32,
    pub linked_phone: Option<String>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
