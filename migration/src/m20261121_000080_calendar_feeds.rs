//! Secret links under which calendar programs read a business's bookings: one per tenant, kept as its hash.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string_len;

use crate::columns::{SHA256_HEX, table, tenant_id};
use crate::keys::{tenant_key, unique};
use crate::step::{create, drop_table};
use crate::wall::{ALL, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "calendar_feeds";

/// A tenant's own; whoever comes with a link is looked for among those of all, before anybody knows whose it is.
const WALL: Walled = Walled {
    table: TABLE,
    owner: Owner::Column("tenant_id"),
    tenant: ALL,
    doors: &[("sign_in", READ), ("upkeep", READ)],
};

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let keys = vec![unique(TABLE, &["tenant_id"]), unique(TABLE, &["token_hash"])];
        create(manager, feeds(), keys).await?;
        WALL.raise(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The wall's policies go with the table.
        drop_table(manager, TABLE).await
    }
}

fn feeds() -> TableCreateStatement {
    table(TABLE, [tenant_id(), string_len("token_hash", SHA256_HEX)])
        .foreign_key(&mut tenant_key(TABLE))
        .take()
}
