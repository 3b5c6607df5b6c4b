//! Setup requests by age, all of them and those of one status.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;

use crate::keys::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "setup_requests";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(index(TABLE, &["created_at", "id"])).await?;
        manager.create_index(index(TABLE, &["status", "created_at", "id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["idx_setup_requests_created_at_id", "idx_setup_requests_status_created_at_id"]
        {
            manager.drop_index(Index::drop().name(name).table(TABLE).to_owned()).await?;
        }
        Ok(())
    }
}
