//! Which tenants are alive, for queries over the tables that hang on them.

use sea_orm::sea_query::{Query, SelectStatement};

use crate::entity::tenants;

/// The ids of the tenants that are not deleted.
pub(crate) fn tenants() -> SelectStatement {
    Query::select()
        .column(tenants::Column::Id)
        .from(tenants::Entity)
        .and_where(tenants::COLUMN.deleted_at.is_null())
        .to_owned()
}
