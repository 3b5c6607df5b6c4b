//! The role that owns the schema, where another one serves (PostgreSQL).
//!
//! It is needed for changing the schema and for nothing else, so its connections are made then and
//! closed after.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::error::{Result, StoreError};

/// The serving role, written as SQL wants it, and whether it is another one than the owner.
const SERVING: &str = "SELECT quote_ident(current_user::text) AS role, current_user::text AS name";
const OWNER: &str = "SELECT current_user::text AS name, \
        quote_ident(current_schema()::text) AS schema";

/// Lets the serving role work with the rows of every table there is, and of those that later steps make;
/// the schema and its history it can only read.
pub(super) async fn admit(owner: &DatabaseConnection, serving: &DatabaseConnection) -> Result<()> {
    let one = async |db: &DatabaseConnection, sql: &str| {
        let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
        row.ok_or(StoreError::Missing("role"))
    };
    let (serves, owns) = (one(serving, SERVING).await?, one(owner, OWNER).await?);
    let (name, owner_name): (String, String) =
        (serves.try_get("", "name")?, owns.try_get("", "name")?);
    if name == owner_name {
        return Ok(());
    }
    let (role, schema): (String, String) =
        (serves.try_get("", "role")?, owns.try_get("", "schema")?);
    let rows = "SELECT, INSERT, UPDATE, DELETE";
    for grant in [
        format!("GRANT USAGE ON SCHEMA {schema} TO {role}"),
        format!("GRANT {rows} ON ALL TABLES IN SCHEMA {schema} TO {role}"),
        format!("ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {rows} ON TABLES TO {role}"),
        format!("REVOKE INSERT, UPDATE, DELETE ON {schema}.seaql_migrations FROM {role}"),
    ] {
        owner.execute_unprepared(&grant).await?;
    }
    Ok(())
}
