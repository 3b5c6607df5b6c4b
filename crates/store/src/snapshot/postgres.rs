//! What a dump of a PostgreSQL database is held against.
//!
//! The dump itself is made by `pg_dump`, which takes the snapshot that is exported here, so that both see
//! the same moment. All of it goes through the door `upkeep`, which may read every table.

use std::str::FromStr;

use futures::{StreamExt, TryStreamExt};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sea_orm::sqlx::{self, AssertSqlSafe, ConnectOptions, Connection, Row};

use super::{Contents, TableSum, look_into, sum, unreadable};
use crate::error::{Result, StoreError};

/// The setting by which row-level security lets the whole be read (`migration/src/wall.rs`).
pub(super) const DOOR: (&str, &str) = ("flowhq.door", "upkeep");

/// One moment of the database, which others can look at as long as this lives.
#[derive(Debug)]
pub struct ExportedSnapshot {
    connection: PgConnection,
    /// Its name, for `pg_dump --snapshot`.
    pub name: String,
}

impl ExportedSnapshot {
    /// Holds on to the present moment.
    ///
    /// # Errors
    /// When the server does not answer, or a table cannot be read whole by the role.
    pub async fn take(url: &str) -> Result<Self> {
        let mut connection = open(url).await?;
        if let Some(table) = hidden(&mut connection).await? {
            return Err(StoreError::Address(
                format!("the role cannot read all rows of {table}: run `flowhq migrate up`").into(),
            ));
        }
        run(&mut connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        let name =
            sqlx::query_scalar("SELECT pg_export_snapshot()").fetch_one(&mut connection).await;
        Ok(Self { name: name.map_err(unreadable)?, connection })
    }

    /// Sums over every table, as it was at that moment.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn sums(&mut self) -> Result<Vec<TableSum>> {
        sums_of(&mut self.connection).await
    }

    /// Lets go.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn release(self) -> Result<()> {
        self.connection.close().await.map_err(unreadable)
    }
}

/// Where a server is, in the pieces that its own programs take from the environment.
#[derive(Clone)]
pub struct ServerAddress {
    url: url::Url,
    options: PgConnectOptions,
}

impl ServerAddress {
    /// Reads `postgres://user:password@host:port/database`.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || StoreError::Address("the database URL cannot be read".into());
        let options = PgConnectOptions::from_str(text).map_err(|_| wrong())?;
        Ok(Self { url: text.parse().map_err(|_| wrong())?, options })
    }

    /// The variables that libpq reads ("Environment Variables" in PostgreSQL's manual). They hold the
    /// password: nobody else sees a program's environment, everybody its arguments.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let options = &self.options;
        let host = options.get_socket().map_or_else(
            || options.get_host().to_owned(),
            |folder| folder.to_string_lossy().into_owned(),
        );
        let ssl = match options.get_ssl_mode() {
            PgSslMode::Disable => "disable",
            PgSslMode::Allow => "allow",
            PgSslMode::Prefer => "prefer",
            PgSslMode::Require => "require",
            PgSslMode::VerifyCa => "verify-ca",
            PgSslMode::VerifyFull => "verify-full",
        };
        let mut variables = vec![
            ("PGHOST", host),
            ("PGPORT", options.get_port().to_string()),
            ("PGUSER", options.get_username().to_owned()),
            ("PGDATABASE", self.database().to_owned()),
            ("PGSSLMODE", ssl.to_owned()),
            ("PGOPTIONS", format!("-c {}={}", DOOR.0, DOOR.1)),
            ("PGAPPNAME", "flowhq backup".to_owned()),
        ];
        if let Some(password) = self.url.password() {
            let password = percent_encoding::percent_decode_str(password).decode_utf8_lossy();
            variables.push(("PGPASSWORD", password.into_owned()));
        }
        variables
    }

    /// The database's name.
    pub fn database(&self) -> &str {
        self.options.get_database().unwrap_or(self.options.get_username())
    }

    /// Another database of the same server.
    #[must_use]
    pub fn with_database(&self, name: &str) -> Self {
        let mut url = self.url.clone();
        url.set_path(name);
        Self { url, options: self.options.clone().database(name) }
    }

    /// As it was given; holds the password.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Makes an empty database beside this one.
    ///
    /// # Errors
    /// When the role may not.
    pub async fn create_database(&self, name: &str) -> Result<()> {
        self.execute(format!("CREATE DATABASE \"{name}\" TEMPLATE template0")).await
    }

    /// Drops a database beside this one.
    ///
    /// # Errors
    /// When the role may not.
    pub async fn drop_database(&self, name: &str) -> Result<()> {
        self.execute(format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)")).await
    }

    /// Drops every table of the database: what a restore writes anew.
    ///
    /// # Errors
    /// When the role does not own them.
    pub async fn drop_tables(&self) -> Result<()> {
        let mut connection = open(self.url()).await?;
        let tables = tables(&mut connection).await?;
        drop(connection);
        if tables.is_empty() {
            return Ok(());
        }
        let tables: Vec<_> = tables.iter().map(|table| format!("\"{table}\"")).collect();
        self.execute(format!("DROP TABLE {} CASCADE", tables.join(", "))).await
    }

    async fn execute(&self, sql: String) -> Result<()> {
        let mut connection = open(self.url()).await?;
        sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.map_err(unreadable)?;
        connection.close().await.map_err(unreadable)
    }
}

/// Without the password.
impl std::fmt::Debug for ServerAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerAddress").field("database", &self.database()).finish_non_exhaustive()
    }
}

pub(super) async fn sums(url: &str) -> Result<Vec<TableSum>> {
    let mut connection = open(url).await?;
    run(&mut connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let sums = sums_of(&mut connection).await?;
    connection.close().await.map_err(unreadable)?;
    Ok(sums)
}

pub(super) async fn contents(url: &str) -> Result<Contents> {
    let mut connection = open(url).await?;
    let tables = tables(&mut connection).await?;
    let contents = look_into::<sqlx::Postgres>(&mut connection, &tables).await?;
    connection.close().await.map_err(unreadable)?;
    Ok(contents)
}

pub(super) async fn change(url: &str, sql: &'static str) -> Result<()> {
    let mut connection = open(url).await?;
    run(&mut connection, sql).await?;
    connection.close().await.map_err(unreadable)
}

/// A table with row-level security that the door may not read, unless the role is held by none.
async fn hidden(connection: &mut PgConnection) -> Result<Option<String>> {
    let sql = "SELECT c.relname::text FROM pg_class c \
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relrowsecurity \
          AND row_security_active(c.oid) \
          AND NOT EXISTS (SELECT 1 FROM pg_policy p \
              WHERE p.polrelid = c.oid AND p.polname = 'upkeep_select') \
        ORDER BY 1 LIMIT 1";
    sqlx::query_scalar(sql).fetch_optional(connection).await.map_err(unreadable)
}

async fn sums_of(connection: &mut PgConnection) -> Result<Vec<TableSum>> {
    let mut sums = Vec::new();
    for table in tables(connection).await? {
        // A key of texts is put in the order of its bytes: two servers may sort texts differently.
        let keys = format!(
            "SELECT '\"' || a.attname || '\"' || CASE WHEN a.atttypid IN ('text'::regtype, \
             'varchar'::regtype, 'bpchar'::regtype) THEN ' COLLATE \"C\"' ELSE '' END \
             FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid \
               AND a.attnum = ANY(i.indkey) \
             WHERE i.indrelid = '\"{table}\"'::regclass AND i.indisprimary \
             ORDER BY array_position(i.indkey::int2[], a.attnum)"
        );
        let mut keys = texts(connection, keys).await?;
        if keys.is_empty() {
            keys.push("t::text COLLATE \"C\"".to_owned());
        }
        let sql = format!("SELECT t::text FROM \"{table}\" t ORDER BY {}", keys.join(", "));
        let rows = sqlx::query(AssertSqlSafe(sql))
            .fetch(&mut *connection)
            .and_then(async |row| row.try_get::<String, _>(0))
            .boxed();
        sums.push(sum(table, rows).await?);
    }
    Ok(sums)
}

async fn tables(connection: &mut PgConnection) -> Result<Vec<String>> {
    let sql = "SELECT relname::text FROM pg_class \
        WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace \
        ORDER BY relname::text COLLATE \"C\"";
    texts(connection, sql.to_owned()).await
}

async fn texts(connection: &mut PgConnection, sql: String) -> Result<Vec<String>> {
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(connection).await.map_err(unreadable)
}

async fn run(connection: &mut PgConnection, sql: &'static str) -> Result<()> {
    sqlx::query(sql).execute(connection).await.map_err(unreadable)?;
    Ok(())
}

/// Values look the same whoever asks: times in UTC, numbers in full.
async fn open(url: &str) -> Result<PgConnection> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| StoreError::Address("the database URL cannot be read".into()))?
        .application_name("flowhq backup")
        .options([
            DOOR,
            ("timezone", "UTC"),
            ("datestyle", "ISO"),
            ("intervalstyle", "postgres"),
            ("bytea_output", "hex"),
            ("extra_float_digits", "1"),
        ]);
    options.connect().await.map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_goes_into_the_environment_as_it_is_and_into_no_debug_text() {
        let address = ServerAddress::parse(
            "postgres://flow%40hq:p%2Fw%20d@db.internal:5433/flow?sslmode=require",
        )
        .unwrap();
        let variables: std::collections::BTreeMap<_, _> =
            address.environment().into_iter().collect();
        assert_eq!(variables["PGHOST"], "db.internal");
        assert_eq!(variables["PGPORT"], "5433");
        assert_eq!(variables["PGUSER"], "flow@hq");
        assert_eq!(variables["PGPASSWORD"], "p/w d");
        assert_eq!(variables["PGDATABASE"], "flow");
        assert_eq!(variables["PGSSLMODE"], "require");
        assert_eq!(address.with_database("other").database(), "other");
        assert!(address.with_database("other").url().contains("/other?"));
        assert!(!format!("{address:?}").contains("p/w"));
    }
}
