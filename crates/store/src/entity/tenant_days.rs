//! The figures of days that are over.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenant_days")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub day: String,
    pub timezone: String,
    pub incoming: i32,
    pub by_bot: i32,
    pub by_person: i32,
    pub unanswered: i32,
    pub median_seconds: Option<i32>,
    pub bookings: i32,
    pub orders: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
