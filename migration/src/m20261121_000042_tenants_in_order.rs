//! Tenants in the two orders that lists of thousands are read in: by name, capitals or not, and by age.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;

use crate::keys::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "tenants";
const BY_NAME: &str = "idx_tenants_lower_name";
/// As text, because the builder knows no expressions in SQLite's indexes; both databases read it.
const BY_NAME_SQL: &str = "CREATE INDEX idx_tenants_lower_name ON tenants (lower(name), id)";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(BY_NAME_SQL).await?;
        manager.create_index(index(TABLE, &["created_at", "id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["idx_tenants_created_at_id", BY_NAME] {
            manager.drop_index(Index::drop().name(name).table(TABLE).to_owned()).await?;
        }
        Ok(())
    }
}
