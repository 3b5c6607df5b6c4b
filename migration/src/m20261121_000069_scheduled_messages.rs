//! What the assistant says by itself when its time has come, such as the reminder of a booking.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string_len, timestamp_with_time_zone, uuid};

use crate::columns::{ENUM, table, tenant_id};
use crate::keys::{foreign_key, index, tenant_key, unique};
use crate::step::{create, drop_table};
use crate::wall::{ALL, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "scheduled_messages";

/// A tenant's own alone; copying the database reads all of it.
const WALL: Walled = Walled {
    table: TABLE,
    owner: Owner::Column("tenant_id"),
    tenant: ALL,
    doors: &[("upkeep", READ)],
};

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let once = unique(TABLE, &["subject_id", "kind"]);
        let due = index(TABLE, &["tenant_id", "run_at"]);
        create(manager, scheduled(), vec![once, due]).await?;
        WALL.raise(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The wall's policies go with the table.
        drop_table(manager, TABLE).await
    }
}

/// `subject_id` is what it is about, such as a booking; a row goes when it was said or is not to be said any
/// more.
fn scheduled() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        uuid("contact_id"),
        uuid("subject_id"),
        string_len("kind", ENUM),
        timestamp_with_time_zone("run_at"),
    ];
    table(TABLE, columns)
        .foreign_key(&mut tenant_key(TABLE))
        .foreign_key(&mut foreign_key(TABLE, "contact_id", "contacts", ForeignKeyAction::Cascade))
        .take()
}
