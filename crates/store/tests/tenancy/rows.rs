//! A tenant's rows in all tables, read past the store.

use std::collections::{BTreeMap, BTreeSet};

use domain::{RecordId, TenantId};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use crate::support::World;

/// Table by table, each row as one text.
pub type Rows = BTreeMap<String, Vec<String>>;

/// Every row that is the tenant's, in whatever table, also one that is added later.
pub async fn of(world: &World, tenant: TenantId) -> Rows {
    let connection = Database::connect(world.database.url()).await.unwrap();
    let mut rows = Rows::new();
    for (table, columns) in tables(&connection).await {
        let key = if table == "tenants" { "id" } else { "tenant_id" };
        if !columns.contains(key) {
            continue;
        }
        let found = lines(&connection, &table, &columns, key, tenant).await;
        if !found.is_empty() {
            rows.insert(table, found);
        }
    }
    connection.close().await.unwrap();
    rows
}

async fn tables(connection: &DatabaseConnection) -> BTreeMap<String, BTreeSet<String>> {
    let sql = match connection.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT t.name AS t, c.name AS c FROM sqlite_master t, pragma_table_info(t.name) c \
             WHERE t.type = 'table'"
        }
        _ => {
            "SELECT table_name::text AS t, column_name::text AS c \
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in connection
        .query_all_raw(Statement::from_string(connection.get_database_backend(), sql))
        .await
        .unwrap()
    {
        let (table, column): (String, String) =
            (row.try_get("", "t").unwrap(), row.try_get("", "c").unwrap());
        tables.entry(table).or_default().insert(column);
    }
    tables
}

async fn lines(
    connection: &DatabaseConnection,
    table: &str,
    columns: &BTreeSet<String>,
    key: &str,
    tenant: TenantId,
) -> Vec<String> {
    let backend = connection.get_database_backend();
    let (line, value) = match backend {
        DbBackend::Sqlite => {
            let quoted: Vec<_> =
                columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
            (quoted.join(" || ',' || "), "?")
        }
        _ => ("row_to_json(t)::text".to_owned(), "$1"),
    };
    let sql = format!("SELECT {line} AS line FROM {table} t WHERE {key} = {value} ORDER BY id");
    connection
        .query_all_raw(Statement::from_sql_and_values(backend, sql, [tenant.uuid().into()]))
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.try_get("", "line").unwrap())
        .collect()
}
