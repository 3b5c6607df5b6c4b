//! Rows that are found by their ids.

use sea_orm::sea_query::{Expr, Func};
use sea_orm::{ColumnTrait, ExprTrait};
use uuid::Uuid;

/// That a row is the tenant's, beside the ids that it is found by.
///
/// SQLite keeps no statistics here and takes ten rows of a table to be a tenant's. Asked for more ids than that, it would
/// look through everything of the tenant, a hundred thousand messages, rather than for each id. It does not see that this
/// is the tenant's column, so no index over tenants tempts it.
pub(crate) fn of_tenant(column: impl ColumnTrait, tenant: Uuid) -> Expr {
    let own = || Expr::col(column.as_column_ref());
    Expr::expr(Func::coalesce([own(), own()])).eq(tenant)
}
