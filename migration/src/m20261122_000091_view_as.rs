//! Somebody of Flow HQ who sees a business as its auditor does: which one, until when and what for, kept with the sign-in;
//! and the list of such looks, found without reading the whole log.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string_len_null, timestamp_with_time_zone_null, uuid_null};

use crate::step::{add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const SIGN_INS: &str = "auth_sessions";
const LOG: &str = "portal_event_logs";
const NAME: &str = "idx_portal_event_logs_views";
/// As text, so that the condition stands in it to the letter, as queries write it; both databases read it.
const SQL: &str = "CREATE INDEX idx_portal_event_logs_views ON portal_event_logs (tenant_id, created_at) \
        WHERE event_type IN ('tenant.viewed', 'tenant.view_ended')";

fn columns() -> Vec<ColumnDef> {
    vec![
        // Whose rows are seen; without a key to the tenants, for only a table that is made can have one.
        uuid_null("view_tenant_id"),
        timestamp_with_time_zone_null("view_until"),
        string_len_null("view_reason", 200),
    ]
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, SIGN_INS, columns()).await?;
        manager.get_connection().execute_unprepared(SQL).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(NAME).table(LOG).to_owned()).await?;
        drop_columns(manager, SIGN_INS, columns()).await
    }
}
