//! The phone in the browser that the sandbox channel talks to: one per tenant.
//!
//! It is kept so that the sandbox survives a restart of the server, as a real phone would.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::boolean;

use crate::columns::{json_list, table, tenant_id};
use crate::keys::{tenant_key, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "sandbox_phones";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, sandbox_phones(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn sandbox_phones() -> TableCreateStatement {
    table(TABLE, [tenant_id(), boolean("linked"), json_list("contacts"), json_list("messages")])
        .foreign_key(&mut tenant_key(TABLE))
        .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![unique(TABLE, &["tenant_id"])]
}
