//! What money an order was placed in: the business may ask for another one later.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string_len;

use crate::columns::ENUM;
use crate::step::{add_columns, drop_columns};
use crate::wall;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "orders";

/// What is there was never read as anything but the tenant's currency of today.
const FILLED: &str = "UPDATE orders SET currency = \
    (SELECT c.currency FROM tenant_configs c WHERE c.tenant_id = orders.tenant_id) \
    WHERE EXISTS (SELECT 1 FROM tenant_configs c WHERE c.tenant_id = orders.tenant_id)";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, TABLE, columns()).await?;
        wall::beyond(manager, &[TABLE, "tenant_configs"], FILLED).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, TABLE, columns()).await
    }
}

/// By its ISO 4217 code.
fn columns() -> Vec<ColumnDef> {
    vec![string_len("currency", ENUM).default("TZS").take()]
}
