//! What is wanted of a tenant's worker, what was seen of it, and who holds it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "worker_processes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub process_name: String,
    pub desired: String,
    pub desired_at: DateTimeUtc,
    pub status: String,
    pub last_error: Option<String>,
    pub heartbeat_at: Option<DateTimeUtc>,
    pub lease_owner: Option<Uuid>,
    pub lease_until: Option<DateTimeUtc>,
    pub lease_epoch: i64,
    pub generation: i64,
    pub restarts: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
