//! Which tenants are alive, for queries over the tables that hang on them.

use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef, Query, SelectStatement};

use crate::entity::tenants;

/// Whether the tenant that a column names is there and not deleted, for a query that finds few rows.
///
/// A tenant that cannot be seen is none: where this lets somebody in, that is what is wanted.
pub(crate) fn is_named_by(column: impl IntoColumnRef) -> Expr {
    let tenant = Query::select()
        .expr(Expr::val(1))
        .from(tenants::Entity)
        .and_where(Expr::col((tenants::Entity, tenants::Column::Id)).eq(Expr::col(column)))
        .and_where(tenants::COLUMN.deleted_at.is_null())
        .to_owned();
    Expr::exists(tenant)
}

/// The ids of the tenants that are deleted, for a query over the rows of all: they are few, and a list
/// of all the others would be made for each query.
pub(crate) fn deleted() -> SelectStatement {
    Query::select()
        .column(tenants::Column::Id)
        .from(tenants::Entity)
        .and_where(tenants::COLUMN.deleted_at.is_not_null())
        .to_owned()
}
