//! Setup forms that are not finished: one per tenant, so that an owner goes on where he or she was,
//! on whatever device.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string_len;

use crate::columns::{ENUM, json_object, table, tenant_id};
use crate::keys::{tenant_key, unique};
use crate::step::{create, drop_table};
use crate::wall::{ALL, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "setup_drafts";

/// A tenant's own alone; no door across tenants but the one that copies the whole database.
const WALL: Walled = Walled {
    table: TABLE,
    owner: Owner::Column("tenant_id"),
    tenant: ALL,
    doors: &[("upkeep", READ)],
};

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, setup_drafts(), vec![unique(TABLE, &["tenant_id"])]).await?;
        WALL.raise(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The wall's policies go with the table.
        drop_table(manager, TABLE).await
    }
}

fn setup_drafts() -> TableCreateStatement {
    table(TABLE, [tenant_id(), string_len("step", ENUM), json_object("form")])
        .foreign_key(&mut tenant_key(TABLE))
        .take()
}
