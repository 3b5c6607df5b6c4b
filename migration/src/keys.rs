//! Foreign keys and indexes, with names made from the table and its columns.
//!
//! Part of the history: a change here would change what older steps create, so it may only grow.

use sea_orm_migration::prelude::*;

/// Deleting the tenant deletes the row.
pub(crate) fn tenant_key(table: &'static str) -> ForeignKeyCreateStatement {
    foreign_key(table, "tenant_id", "tenants", ForeignKeyAction::Cascade)
}

/// `column` holds the id of a row of `parent`; `on_delete` says what becomes of this row when that
/// one goes.
pub(crate) fn foreign_key(
    table: &'static str,
    column: &'static str,
    parent: &'static str,
    on_delete: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_{column}"))
        .from(table, column)
        .to(parent, "id")
        .on_delete(on_delete)
        .take()
}

/// An index for reading.
pub(crate) fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    over(table, columns, "idx")
}

/// A key; with a condition (`cond_where`) it holds among the rows that meet it.
pub(crate) fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    over(table, columns, "uq").unique().take()
}

/// An index for a column that is mostly null: rows without a value cost nothing.
pub(crate) fn index_of_present(table: &'static str, column: &'static str) -> IndexCreateStatement {
    index(table, &[column]).cond_where(Expr::col(column).is_not_null()).take()
}

fn over(table: &'static str, columns: &[&'static str], prefix: &str) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{prefix}_{table}_{}", columns.join("_")));
    index.table(table);
    for column in columns {
        index.col(*column);
    }
    index
}
