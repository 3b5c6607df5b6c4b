//! Rows to try the keys with, written in plain SQL that both databases read, and what was refused.

use migration::{Migrator, MigratorTrait};
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, SqlErr, Statement};

use crate::database::{self, TestDatabase};

pub(crate) const NOW: &str = "'2026-11-21T08:00:00.000001Z'";

/// The id that a row is known by in a test.
pub(crate) fn id(number: u32) -> String {
    format!("'01940000-0000-7000-8000-{number:012}'")
}

/// Inserts a row with that id; `values` are SQL literals in the order of `columns`.
pub(crate) async fn insert(
    db: &DatabaseConnection,
    table: &str,
    number: u32,
    columns: &str,
    values: &str,
) -> Result<(), DbErr> {
    let id = id(number);
    let sql = format!(
        r#"INSERT INTO "{table}" (id, created_at, updated_at, {columns})
           VALUES ({id}, {NOW}, {NOW}, {values})"#
    );
    db.execute_unprepared(&sql).await.map(drop)
}

pub(crate) async fn run(db: &DatabaseConnection, sql: &str) {
    db.execute_unprepared(sql).await.unwrap();
}

pub(crate) async fn count(db: &DatabaseConnection, from: &str) -> i64 {
    let sql = format!("SELECT CAST(COUNT(*) AS bigint) AS n FROM {from}");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql));
    row.await.unwrap().unwrap().try_get("", "n").unwrap()
}

pub(crate) fn is_taken(result: &Result<(), DbErr>) -> bool {
    let refused = result.as_ref().err().and_then(DbErr::sql_err);
    matches!(refused, Some(SqlErr::UniqueConstraintViolation(_)))
}

pub(crate) fn is_unlinked(result: &Result<(), DbErr>) -> bool {
    let refused = result.as_ref().err().and_then(DbErr::sql_err);
    matches!(refused, Some(SqlErr::ForeignKeyConstraintViolation(_)))
}

pub(crate) fn breaks_check(result: &Result<(), DbErr>, name: &str) -> bool {
    result.as_ref().is_err_and(|refused| refused.to_string().contains(name))
}

pub(crate) async fn tenant(db: &DatabaseConnection, number: u32, slug: &str) -> Result<(), DbErr> {
    let values = format!("'Salon', '{slug}', 'NEW'");
    insert(db, "tenants", number, "name, slug, status", &values).await
}

pub(crate) async fn user(
    db: &DatabaseConnection,
    number: u32,
    tenant: Option<u32>,
    email: &str,
    role: &str,
) -> Result<(), DbErr> {
    let tenant = tenant.map_or("NULL".to_owned(), id);
    let columns = "tenant_id, name, email, password_hash, role, is_active";
    let values = format!("{tenant}, 'Asha', '{email}', 'x', '{role}', TRUE");
    insert(db, "users", number, columns, &values).await
}

pub(crate) async fn request(
    db: &DatabaseConnection,
    number: u32,
    tenant: u32,
    user: u32,
    status: &str,
) -> Result<(), DbErr> {
    let (tenant, user) = (id(tenant), id(user));
    let columns = "tenant_id, user_id, template_type, whatsapp_number, status";
    let values = format!("{tenant}, {user}, 'BOOKING', '+255712345678', '{status}'");
    insert(db, "setup_requests", number, columns, &values).await
}

pub(crate) async fn conversation(
    db: &DatabaseConnection,
    number: u32,
    tenant: u32,
    contact: u32,
    kind: (&str, &str),
) -> Result<(), DbErr> {
    let (channel, status) = kind;
    let columns = "tenant_id, contact_id, channel, status, mode";
    let values = format!("{}, {}, '{channel}', '{status}', 'BOT'", id(tenant), id(contact));
    insert(db, "conversations", number, columns, &values).await
}

/// A message; `more` are further columns with their SQL literals.
pub(crate) async fn message(
    db: &DatabaseConnection,
    number: u32,
    home: (u32, u32),
    direction: &str,
    more: &[(&str, String)],
) -> Result<(), DbErr> {
    let (tenant, conversation) = (id(home.0), id(home.1));
    let mut columns = "tenant_id, conversation_id, direction, from_number, to_number, \
                       message_text, message_type, status"
        .to_owned();
    let mut values = format!(
        "{tenant}, {conversation}, '{direction}', '+255712345678', '+255787654321', 'Habari', \
         'text', 'pending'"
    );
    for (column, value) in more {
        columns = format!("{columns}, {column}");
        values = format!("{values}, {value}");
    }
    insert(db, "message_logs", number, &columns, &values).await
}

/// The schema with tenants 1 and 2, owner 3 of the first, contact 4 and conversation 5.
pub(crate) async fn furnished() -> Vec<TestDatabase> {
    let databases = database::each().await;
    for database in &databases {
        let db = &database.connection;
        Migrator::up(db, None).await.unwrap();
        tenant(db, 1, "salon").await.unwrap();
        tenant(db, 2, "clinic").await.unwrap();
        user(db, 3, Some(1), "asha@example.com", "OWNER").await.unwrap();
        let values = format!("{}, 'NEW'", id(1));
        insert(db, "contacts", 4, "tenant_id, status", &values).await.unwrap();
        conversation(db, 5, 1, 4, ("WHATSAPP", "OPEN")).await.unwrap();
    }
    databases
}
