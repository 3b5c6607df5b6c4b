//! Whether the database itself keeps tenants apart, behind our own filters.
//!
//! On PostgreSQL that is row-level security (`docs/decisions/0011-row-level-security.md`). It holds only
//! who is neither a superuser nor free of it, so what holds is asked of the server, not assumed.

use std::fmt;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::error::{Result, StoreError};

/// What stands behind our own filters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wall {
    /// Nothing: SQLite has no row-level security, so the filters are the one wall.
    FiltersOnly,
    /// Row-level security on every tenant's table, and the serving role cannot take it down.
    Enforced,
    /// Row-level security on every tenant's table, but the serving role owns them and could take it
    /// down.
    EnforcedOnOwner {
        /// The serving role.
        role: String,
    },
    /// Nothing: the serving role is a superuser or was made with `BYPASSRLS`.
    Bypassed {
        /// The serving role.
        role: String,
    },
    /// Tables of tenants that stand outside, because a step of the schema is missing.
    Open {
        /// The tables.
        tables: Vec<String>,
    },
}

impl Wall {
    /// Whether this is as it should be in production.
    pub fn is_sound(&self) -> bool {
        matches!(self, Self::FiltersOnly | Self::Enforced)
    }
}

/// What it means and what to do, in a sentence for the operator.
impl fmt::Display for Wall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FiltersOnly => f.write_str(
                "SQLite has no row-level security: the program's own filters keep tenants apart",
            ),
            Self::Enforced => f.write_str("row-level security keeps tenants apart"),
            Self::EnforcedOnOwner { role } => write!(
                f,
                "row-level security keeps tenants apart, but the role {role} owns the tables and could switch it off; let another role serve (FLOWHQ_DATABASE_OWNER_URL)"
            ),
            Self::Bypassed { role } => write!(
                f,
                "the role {role} passes by row-level security; serve with a role that is NOSUPERUSER NOBYPASSRLS"
            ),
            Self::Open { tables } => write!(
                f,
                "tables without row-level security: {}; run `flowhq migrate up`",
                tables.join(", ")
            ),
        }
    }
}

/// The serving role: who it is, whether anything holds it, whether it owns a tenant's table.
const ROLE: &str = "SELECT current_user::text AS role, \
        (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user) AS bypasses, \
        EXISTS (SELECT 1 FROM pg_class c WHERE c.relname = 'tenants' \
            AND c.relnamespace = current_schema()::regnamespace \
            AND pg_has_role(c.relowner, 'USAGE')) AS owns";

/// Tables with a tenant's rows that are not held, or held by no policy.
const OPEN: &str = "SELECT c.relname::text AS name FROM pg_class c \
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace \
          AND (c.relname = 'tenants' OR EXISTS (SELECT 1 FROM pg_attribute a \
              WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)) \
          AND NOT (c.relrowsecurity AND c.relforcerowsecurity \
              AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)) \
        ORDER BY c.relname";

/// Asks a PostgreSQL server, over the serving role's connection.
pub(super) async fn ask(serving: &DatabaseConnection) -> Result<Wall> {
    let statement = |sql: &str| Statement::from_string(DbBackend::Postgres, sql);
    let row = serving.query_one_raw(statement(ROLE)).await?.ok_or(StoreError::Missing("role"))?;
    let role: String = row.try_get("", "role")?;
    if row.try_get("", "bypasses")? {
        return Ok(Wall::Bypassed { role });
    }
    let rows = serving.query_all_raw(statement(OPEN)).await?;
    let tables = rows
        .iter()
        .map(|row| row.try_get("", "name"))
        .collect::<std::result::Result<Vec<_>, _>>()?;
    if !tables.is_empty() {
        return Ok(Wall::Open { tables });
    }
    if row.try_get("", "owns")? {
        return Ok(Wall::EnforcedOnOwner { role });
    }
    Ok(Wall::Enforced)
}
