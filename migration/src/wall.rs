//! PostgreSQL's row-level security: the wall behind the filters of the product's own queries.
//!
//! A transaction says who it works for in two settings: `flowhq.tenant`, the tenant whose rows it may
//! touch, or else `flowhq.door`, the door across tenants that it came through. Where neither is said a
//! table looks empty and takes no row. `FORCE` holds a table's owner to that too; a superuser and a role
//! with `BYPASSRLS` are held by nothing.
//!
//! Keys and cascades go past the wall by PostgreSQL's own rule ("Row Security Policies": referential
//! integrity checks always bypass row security). SQLite has no such thing, so there this does nothing.
//!
//! Part of the history: a change here would change what older steps create, so it may only grow.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// The tenant that the transaction names; asked once for a statement, not once for a row.
const TENANT: &str = "(SELECT nullif(current_setting('flowhq.tenant', true), '')::uuid)";

/// The door that the transaction names.
const DOOR: &str = "(SELECT current_setting('flowhq.door', true))";

/// What may be done to the rows of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Can {
    Select,
    Insert,
    Update,
    Delete,
}

use Can::{Delete, Insert, Select, Update};

pub(crate) const ALL: &[Can] = &[Select, Insert, Update, Delete];
pub(crate) const READ: &[Can] = &[Select];
pub(crate) const ADD: &[Can] = &[Insert];
pub(crate) const APPEND: &[Can] = &[Select, Insert];
/// Also what a query that locks rows (`FOR NO KEY UPDATE`) needs.
pub(crate) const CHANGE: &[Can] = &[Select, Update];
pub(crate) const KEEP: &[Can] = &[Select, Insert, Update];
pub(crate) const REMOVE: &[Can] = &[Select, Delete];

/// How a row is known to be a tenant's.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Owner {
    /// By a column with the tenant's id; a row without one is no tenant's.
    Column(&'static str),
    /// By a column with the id of one of the tenant's people.
    Person(&'static str),
}

/// A table behind the wall.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Walled {
    pub(crate) table: &'static str,
    pub(crate) owner: Owner,
    /// What a transaction that names a tenant may do to that tenant's rows.
    pub(crate) tenant: &'static [Can],
    /// What a transaction that names a door may do to anybody's rows.
    pub(crate) doors: &'static [(&'static str, &'static [Can])],
}

impl Walled {
    /// Puts the table behind the wall.
    pub(crate) async fn raise(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        if manager.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        let table = self.table;
        for (name, can, rows) in self.policies() {
            connection.execute_unprepared(&create_policy(table, &name, can, &rows)).await?;
        }
        for state in ["ENABLE", "FORCE"] {
            let wall = format!("ALTER TABLE \"{table}\" {state} ROW LEVEL SECURITY");
            connection.execute_unprepared(&wall).await?;
        }
        Ok(())
    }

    /// Takes the wall away from the table.
    pub(crate) async fn lower(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        if manager.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        let table = self.table;
        for state in ["NO FORCE", "DISABLE"] {
            let wall = format!("ALTER TABLE \"{table}\" {state} ROW LEVEL SECURITY");
            connection.execute_unprepared(&wall).await?;
        }
        for (name, ..) in self.policies() {
            let policy = format!("DROP POLICY {name} ON \"{table}\"");
            connection.execute_unprepared(&policy).await?;
        }
        Ok(())
    }

    /// The policies: their names, what they allow, and for which rows. They add up.
    fn policies(&self) -> Vec<(String, Can, String)> {
        let own = match self.owner {
            Owner::Column(column) => format!("{column} = {TENANT}"),
            Owner::Person(column) => {
                format!("{column} IN (SELECT u.id FROM users u WHERE u.tenant_id = {TENANT})")
            }
        };
        let doors =
            self.doors.iter().map(|(door, cans)| (*door, *cans, format!("{DOOR} = '{door}'")));
        std::iter::once(("tenant", self.tenant, own))
            .chain(doors)
            .flat_map(|(who, cans, rows)| {
                cans.iter().map(move |can| (named(who, *can), *can, rows.clone()))
            })
            .collect()
    }
}

/// Runs a statement on the rows of all tenants: for as long as it lasts the wall of these tables does not hold their
/// owner, who runs the history. Only inside a transaction, which others wait for.
pub(crate) async fn beyond(
    manager: &SchemaManager<'_>,
    tables: &[&str],
    statement: &str,
) -> Result<(), DbErr> {
    hold_owner(manager, tables, "NO FORCE").await?;
    manager.get_connection().execute_unprepared(statement).await?;
    hold_owner(manager, tables, "FORCE").await
}

async fn hold_owner(
    manager: &SchemaManager<'_>,
    tables: &[&str],
    state: &str,
) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for table in tables {
        let wall = format!("ALTER TABLE \"{table}\" {state} ROW LEVEL SECURITY");
        manager.get_connection().execute_unprepared(&wall).await?;
    }
    Ok(())
}

/// Lets a door do something more to the rows of a table that stands behind the wall already.
pub(crate) async fn widen(
    manager: &SchemaManager<'_>,
    table: &str,
    door: &str,
    can: Can,
) -> Result<(), DbErr> {
    let rows = format!("{DOOR} = '{door}'");
    on_postgres(manager, &create_policy(table, &named(door, can), can, &rows)).await
}

/// Takes [`widen`] back.
pub(crate) async fn narrow(
    manager: &SchemaManager<'_>,
    table: &str,
    door: &str,
    can: Can,
) -> Result<(), DbErr> {
    on_postgres(manager, &format!("DROP POLICY {} ON \"{table}\"", named(door, can))).await
}

async fn on_postgres(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Postgres {
        manager.get_connection().execute_unprepared(sql).await?;
    }
    Ok(())
}

fn named(who: &str, can: Can) -> String {
    format!("{who}_{can:?}").to_lowercase()
}

fn create_policy(table: &str, name: &str, can: Can, rows: &str) -> String {
    let (command, clause) = match can {
        Select => ("SELECT", "USING"),
        Insert => ("INSERT", "WITH CHECK"),
        Update => ("UPDATE", "USING"),
        Delete => ("DELETE", "USING"),
    };
    format!("CREATE POLICY {name} ON \"{table}\" FOR {command} {clause} ({rows})")
}
