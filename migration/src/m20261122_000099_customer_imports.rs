//! Files of customers that were taken in, as long as they can be undone.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, json_binary, timestamp_with_time_zone_null};

use crate::columns::{table, tenant_id};
use crate::keys::{index, tenant_key};
use crate::step::{create, drop_table};
use crate::wall::{ALL, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "customer_imports";

const WALL: Walled = Walled {
    table: TABLE,
    owner: Owner::Column("tenant_id"),
    tenant: ALL,
    doors: &[("upkeep", READ)],
};

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, imports(), vec![index(TABLE, &["tenant_id", "created_at"])]).await?;
        WALL.raise(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The wall's policies go with the table.
        drop_table(manager, TABLE).await
    }
}

fn imports() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        integer("added"),
        integer("changed"),
        json_binary("changes"),
        timestamp_with_time_zone_null("undone_at"),
    ];
    table(TABLE, columns).foreign_key(&mut tenant_key(TABLE)).take()
}
