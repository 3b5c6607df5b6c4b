//! The customers.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contacts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub name: Option<String>,
    pub language: Option<String>,
    pub status: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub consent: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub tags: Json,
    pub last_message_at: Option<DateTimeUtc>,
    pub deleted_at: Option<DateTimeUtc>,
    pub opted_out_at: Option<DateTimeUtc>,
    pub language_chosen: bool,
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
    pub erased_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
