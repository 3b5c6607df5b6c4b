//! The figures of days that are over: counted once, for their messages do not change any more.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, integer_null, string_len};

use crate::columns::{table, tenant_id};
use crate::keys::{tenant_key, unique};
use crate::step::{create, drop_table};
use crate::wall::{ALL, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "tenant_days";

/// A tenant's own.
const WALL: Walled = Walled {
    table: TABLE,
    owner: Owner::Column("tenant_id"),
    tenant: ALL,
    doors: &[("upkeep", READ)],
};

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, days(), vec![unique(TABLE, &["tenant_id", "day"])]).await?;
        WALL.raise(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The wall's policies go with the table.
        drop_table(manager, TABLE).await
    }
}

fn days() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        // As 2026-11-23, where the business is.
        string_len("day", 10),
        // A day begins at another moment where clocks show another time.
        string_len("timezone", 64),
        integer("incoming"),
        integer("by_bot"),
        integer("by_person"),
        integer("unanswered"),
        integer_null("median_seconds"),
        integer("bookings"),
        integer("orders"),
    ];
    table(TABLE, columns).foreign_key(&mut tenant_key(TABLE)).take()
}
