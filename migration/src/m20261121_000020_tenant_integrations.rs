//! Other systems that a tenant has connected: at most one of each type.
//!
//! `config` is encrypted JSON.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob, boolean, string_len};

use crate::columns::{table, tenant_id};
use crate::keys::{tenant_key, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "tenant_integrations";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, tenant_integrations(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn tenant_integrations() -> TableCreateStatement {
    table(TABLE, [tenant_id(), string_len("type", 32), blob("config"), boolean("active")])
        .foreign_key(&mut tenant_key(TABLE))
        .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![unique(TABLE, &["tenant_id", "type"])]
}
