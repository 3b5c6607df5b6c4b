//! What each database's own catalogue says is there.

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};

/// A column as the database's own catalogue knows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Column {
    pub(crate) table: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) nullable: bool,
}

/// Every column of every table, in alphabetical order.
pub(crate) async fn columns(db: &impl ConnectionTrait) -> Vec<Column> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => {
            r#"SELECT t.name AS "table", c.name AS "name", c.type AS "kind",
                      CAST(c."notnull" = 0 AND c.pk = 0 AS integer) AS "nullable"
               FROM sqlite_master t JOIN pragma_table_info(t.name) c
               WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
                 AND t.name NOT LIKE 'knowledge_fts%'"#
        }
        _ => {
            r#"SELECT table_name::text AS "table", column_name::text AS "name",
                      concat(udt_name, '(' || character_maximum_length || ')') AS "kind",
                      (is_nullable = 'YES')::int AS "nullable"
               FROM information_schema.columns WHERE table_schema = current_schema()"#
        }
    };
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let mut columns: Vec<Column> = rows
        .iter()
        .map(|row| Column {
            table: row.try_get("", "table").unwrap(),
            name: row.try_get("", "name").unwrap(),
            kind: row.try_get("", "kind").unwrap(),
            nullable: row.try_get::<i32>("", "nullable").unwrap() != 0,
        })
        .collect();
    columns.sort();
    columns
}

/// Every policy of row-level security, by table and name; SQLite has none.
pub(crate) async fn policies(db: &impl ConnectionTrait) -> Vec<(String, String)> {
    if db.get_database_backend() == DbBackend::Sqlite {
        return Vec::new();
    }
    let sql = "SELECT tablename::text AS \"table\", policyname::text AS name FROM pg_policies
               WHERE schemaname = current_schema() ORDER BY 1, 2";
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap();
    rows.iter()
        .map(|row| (row.try_get("", "table").unwrap(), row.try_get("", "name").unwrap()))
        .collect()
}

/// The names of all indexes but those of the primary keys, in alphabetical order.
pub(crate) async fn indexes(db: &impl ConnectionTrait) -> Vec<String> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        }
        _ => {
            "SELECT indexname::text AS name FROM pg_indexes
             WHERE schemaname = current_schema() AND indexname NOT LIKE '%_pkey'"
        }
    };
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let mut names: Vec<String> = rows.iter().map(|row| row.try_get("", "name").unwrap()).collect();
    names.sort();
    names
}
