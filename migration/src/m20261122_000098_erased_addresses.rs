//! By what a business knows an address again that it erased: a keyed hash, for a bare one of a phone number is guessed
//! in minutes. The key is the tenant's own and sealed.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob, string_len, uuid};

use crate::columns::{table, tenant_id};
use crate::keys::{foreign_key, index, tenant_key, unique};
use crate::step::{create, drop_table};
use crate::wall::{APPEND, CHANGE, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const SALTS: &str = "erasure_salts";
const ADDRESSES: &str = "erased_addresses";

const SALTS_WALL: Walled = Walled {
    table: SALTS,
    owner: Owner::Column("tenant_id"),
    tenant: APPEND,
    // What is sealed is sealed anew when keys turn.
    doors: &[("upkeep", CHANGE)],
};

const ADDRESSES_WALL: Walled = Walled {
    table: ADDRESSES,
    owner: Owner::Column("tenant_id"),
    tenant: APPEND,
    doors: &[("upkeep", READ)],
};

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, salts(), vec![unique(SALTS, &["tenant_id"])]).await?;
        let found = index(ADDRESSES, &["tenant_id", "hash"]);
        let of_erasure = index(ADDRESSES, &["erasure_id"]);
        create(manager, addresses(), vec![found, of_erasure]).await?;
        SALTS_WALL.raise(manager).await?;
        ADDRESSES_WALL.raise(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The wall's policies go with the tables.
        drop_table(manager, ADDRESSES).await?;
        drop_table(manager, SALTS).await
    }
}

fn salts() -> TableCreateStatement {
    table(SALTS, [tenant_id(), blob("salt")]).foreign_key(&mut tenant_key(SALTS)).take()
}

fn addresses() -> TableCreateStatement {
    let erasure = &mut foreign_key(ADDRESSES, "erasure_id", "erasures", ForeignKeyAction::Cascade);
    table(ADDRESSES, [tenant_id(), uuid("erasure_id"), string_len("hash", 64)])
        .foreign_key(&mut tenant_key(ADDRESSES))
        .foreign_key(erasure)
        .take()
}
