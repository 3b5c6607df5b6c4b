//! How a customer is reached: a person may have several addresses and no phone number.
//!
//! An address belongs to one customer of a tenant, and may belong to another tenant's customer too.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string_len, uuid};

use crate::columns::{ENUM, table, tenant_id};
use crate::keys::{foreign_key, index, tenant_key, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "contact_addresses";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, contact_addresses(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn contact_addresses() -> TableCreateStatement {
    table(
        TABLE,
        [tenant_id(), uuid("contact_id"), string_len("kind", ENUM), string_len("value", 255)],
    )
    .foreign_key(&mut tenant_key(TABLE))
    .foreign_key(&mut foreign_key(TABLE, "contact_id", "contacts", ForeignKeyAction::Cascade))
    .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![unique(TABLE, &["tenant_id", "kind", "value"]), index(TABLE, &["contact_id"])]
}
