//! Events of all tenants in the order of time, in which admins browse them and take them out.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;

use crate::keys::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "portal_event_logs";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(index(TABLE, &["created_at", "id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let name = "idx_portal_event_logs_created_at_id";
        manager.drop_index(Index::drop().name(name).table(TABLE).to_owned()).await
    }
}
