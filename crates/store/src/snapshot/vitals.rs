//! What a database says of itself, for whoever looks for the fault.

use std::str::FromStr;

use domain::Instant;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{self, ConnectOptions, Connection};

use super::{is_file, unreadable};
use crate::error::{Result, StoreError};

/// What a database says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Vitals {
    /// A file.
    Sqlite {
        /// The library's version.
        version: String,
        /// `wal` as it should be.
        journal: String,
        /// What SQLite's quick check says: `ok`, or what is damaged.
        check: String,
    },
    /// A server.
    Postgres {
        /// The server's version.
        version: String,
        /// Its clock at the time of asking.
        clock: Instant,
        /// How many connections it takes from everybody.
        max_connections: u32,
    },
}

/// Asks the database at `url`; reads the whole of a file.
///
/// # Errors
/// When it cannot be read.
pub async fn vitals(url: &str) -> Result<Vitals> {
    if is_file(url) { sqlite(url).await } else { postgres(url).await }
}

async fn sqlite(url: &str) -> Result<Vitals> {
    let options = SqliteConnectOptions::from_str(url).map_err(unreadable)?;
    let mut connection = options.create_if_missing(false).connect().await.map_err(unreadable)?;
    let version = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut connection).await;
    let version = version.map_err(unreadable)?;
    let journal = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut connection).await;
    let journal = journal.map_err(unreadable)?;
    let check = sqlx::query_scalar::<_, String>("PRAGMA quick_check").fetch_all(&mut connection);
    let check = check.await.map_err(unreadable)?.join("; ");
    connection.close().await.map_err(unreadable)?;
    Ok(Vitals::Sqlite { version, journal, check })
}

async fn postgres(url: &str) -> Result<Vitals> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| StoreError::Address("the database URL cannot be read".into()))?;
    let mut connection = options.connect().await.map_err(unreadable)?;
    let sql = "SELECT current_setting('server_version'), clock_timestamp(), \
        current_setting('max_connections')::int";
    let (version, clock, most): (String, Instant, i32) =
        sqlx::query_as(sql).fetch_one(&mut connection).await.map_err(unreadable)?;
    connection.close().await.map_err(unreadable)?;
    let max_connections = u32::try_from(most).unwrap_or_default();
    Ok(Vitals::Postgres { version, clock, max_connections })
}
