//! What visitors wrote on the contact page.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "leads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub business: Option<String>,
    pub reach: String,
    #[sea_orm(column_type = "Text")]
    pub message: String,
    pub language: String,
    pub handled_at: Option<DateTimeUtc>,
    pub handled_by: Option<String>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
