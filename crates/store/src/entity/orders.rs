//! What customers ordered.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "orders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub number: i32,
    pub contact_id: Option<Uuid>,
    pub conversation_id: Option<Uuid>,
    pub customer_name: Option<String>,
    pub status: String,
    pub fulfilment: String,
    pub address: Option<String>,
    pub currency: String,
    pub fee_minor: i64,
    pub total_minor: i64,
    pub note: Option<String>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
