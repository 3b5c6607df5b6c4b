//! What a tenant told us about the business.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenant_configs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub template_type: String,
    pub business_name: String,
    pub business_type: Option<String>,
    pub language: String,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub hours_json: Option<Json>,
    pub timezone: String,
    pub flow_version_id: Option<Uuid>,
    pub late_minutes: i32,
    pub currency: String,
    pub after_hours: String,
    pub delivers: bool,
    pub pickup: bool,
    pub delivery_fee_minor: i64,
    pub last_order: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub team_json: Json,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
