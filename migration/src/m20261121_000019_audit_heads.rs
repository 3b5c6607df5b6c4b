//! The last hash and the length of each chain of events: a cut tail shows against them.
//!
//! The platform's chain is the row without a tenant, of which there is one.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string_len, uuid_null};

use crate::columns::{SHA256_HEX, table};
use crate::keys::{tenant_key, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "audit_heads";

/// Nulls are distinct in a key, so the platform's row is held single by the one value that it has.
///
/// In SQL, which both databases read alike, because the builder makes no index over an expression
/// for SQLite.
const PLATFORM_ONCE: &str = "CREATE UNIQUE INDEX uq_audit_heads_platform \
    ON audit_heads ((tenant_id IS NULL)) WHERE tenant_id IS NULL";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, audit_heads(), vec![unique(TABLE, &["tenant_id"])]).await?;
        let connection = manager.get_connection();
        connection.execute_unprepared(PLATFORM_ONCE).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn audit_heads() -> TableCreateStatement {
    table(
        TABLE,
        [uuid_null("tenant_id"), string_len("head_hash", SHA256_HEX), big_integer("count")],
    )
    .foreign_key(&mut tenant_key(TABLE))
    .take()
}
