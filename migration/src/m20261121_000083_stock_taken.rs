//! Whether what was ordered was taken out of a stock, so that nothing else is put back into one.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::boolean;

use crate::step::{add_columns, drop_columns};
use crate::wall;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "order_lines";

/// Of what is there nobody wrote it down: what is counted now most likely was counted then.
const FILLED: &str = "UPDATE order_lines SET stock_taken = TRUE WHERE EXISTS \
    (SELECT 1 FROM products p WHERE p.id = order_lines.product_id AND p.stock IS NOT NULL)";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, TABLE, columns()).await?;
        wall::beyond(manager, &[TABLE, "products"], FILLED).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, TABLE, columns()).await
    }
}

fn columns() -> Vec<ColumnDef> {
    vec![boolean("stock_taken").default(false).take()]
}
