//! How one step of the history runs.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;

/// Runs a migration inside a transaction on every database.
///
/// Left to itself the runner does so on PostgreSQL only; on SQLite a step that failed half-way would
/// leave its first half behind and could never be tried again.
pub(crate) struct InTransaction<M>(pub(crate) M);

impl<M: MigrationName> MigrationName for InTransaction<M> {
    fn name(&self) -> &str {
        self.0.name()
    }
}

#[async_trait]
impl<M: MigrationTrait> MigrationTrait for InTransaction<M> {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.0.up(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.0.down(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Creates a table and then its indexes.
pub(crate) async fn create(
    manager: &SchemaManager<'_>,
    table: TableCreateStatement,
    indexes: Vec<IndexCreateStatement>,
) -> Result<(), DbErr> {
    manager.create_table(table).await?;
    for index in indexes {
        manager.create_index(index).await?;
    }
    Ok(())
}

/// Adds columns to a table, one after the other: SQLite takes no more at once.
pub(crate) async fn add_columns(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: Vec<ColumnDef>,
) -> Result<(), DbErr> {
    for column in columns {
        manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
    }
    Ok(())
}

/// Takes [`add_columns`] back.
pub(crate) async fn drop_columns(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: Vec<ColumnDef>,
) -> Result<(), DbErr> {
    for column in columns {
        let name = column.get_column_name();
        manager.alter_table(Table::alter().table(table).drop_column(name).take()).await?;
    }
    Ok(())
}

/// Drops a table; its indexes go with it.
pub(crate) async fn drop_table(
    manager: &SchemaManager<'_>,
    table: &'static str,
) -> Result<(), DbErr> {
    manager.drop_table(Table::drop().table(table).take()).await
}
