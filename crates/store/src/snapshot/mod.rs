//! Copies of a whole database, and sums over its contents that show whether a copy is a true one.
//!
//! A sum is taken over the contents, row by row in the order of the key, so it is the same whatever the
//! pages of the file look like. It is compared within one kind of database only.

mod postgres;
mod sqlite;
mod vitals;

use std::fmt::Write;

use domain::Instant;
use futures::TryStreamExt;
use futures::stream::BoxStream;
use migration::{Migrator, MigratorTrait};
use sea_orm::sqlx::{self, AssertSqlSafe};
use sea_orm::{DbErr, RuntimeErr};
use sha2::{Digest, Sha256};

pub use postgres::{ExportedSnapshot, ServerAddress};
pub use sqlite::copy as copy_file;
pub use vitals::{Vitals, vitals};

use crate::error::{Result, StoreError};

/// The table of the schema's own history.
const HISTORY: &str = "seaql_migrations";

/// What a table holds.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TableSum {
    /// The table.
    pub table: String,
    /// How many rows.
    pub rows: u64,
    /// SHA-256 over the rows, as hexadecimal digits.
    pub sha256: String,
}

/// What is in a database, as far as a restore must know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    /// The steps of the schema that were taken, oldest first.
    pub steps: Vec<String>,
    /// How many rows there are, the schema's own history not counted.
    pub rows: u64,
    /// When a server that uses it gave the last sign of life; nothing when none ever did or all ended in
    /// order.
    pub server_seen_at: Option<Instant>,
}

/// The steps of the schema that this program knows, oldest first.
pub fn known_steps() -> Vec<String> {
    Migrator::migrations().iter().map(|step| step.name().to_owned()).collect()
}

/// Sums over every table of the database at `url`, in one snapshot.
///
/// # Errors
/// When the database cannot be read.
pub async fn sums(url: &str) -> Result<Vec<TableSum>> {
    if is_file(url) { sqlite::sums(url).await } else { postgres::sums(url).await }
}

/// Looks into the database at `url`; nothing when there is none yet.
///
/// # Errors
/// When it cannot be read.
pub async fn contents(url: &str) -> Result<Option<Contents>> {
    if is_file(url) { sqlite::contents(url).await } else { postgres::contents(url).await.map(Some) }
}

/// Notes in a database that was restored that no server uses it: those of the backup's time use another
/// one, or none.
///
/// # Errors
/// When it cannot be written to.
pub async fn forget_servers(url: &str) -> Result<()> {
    const FORGET: &str = "UPDATE nodes SET draining = true WHERE NOT draining";
    if is_file(url) {
        sqlite::change(url, FORGET).await
    } else {
        postgres::change(url, FORGET).await
    }
}

/// Whether a copy of a file is sound in itself: SQLite's own check of every page and index, and of the
/// keys between rows.
///
/// # Errors
/// When it is not, with what SQLite says, or cannot be read.
pub async fn check_file(path: &std::path::Path) -> Result<()> {
    sqlite::check(path).await
}

fn is_file(url: &str) -> bool {
    url.starts_with("sqlite:")
}

/// Looks into a database of either kind that has these tables.
async fn look_into<DB>(connection: &mut DB::Connection, tables: &[String]) -> Result<Contents>
where
    DB: sqlx::Database,
    DB::Arguments: sqlx::IntoArguments<DB>,
    for<'c> &'c mut DB::Connection: sqlx::Executor<'c, Database = DB>,
    for<'r> (String,): sqlx::FromRow<'r, DB::Row>,
    for<'r> (i64,): sqlx::FromRow<'r, DB::Row>,
    for<'r> (Option<Instant>,): sqlx::FromRow<'r, DB::Row>,
{
    let mut contents = Contents::default();
    for table in tables {
        if table == HISTORY {
            let steps = AssertSqlSafe(format!("SELECT version FROM {HISTORY}"));
            let steps = sqlx::query_scalar::<DB, String>(steps).fetch_all(&mut *connection).await;
            contents.steps = steps.map_err(unreadable)?;
            contents.steps.sort_unstable();
            continue;
        }
        let rows = AssertSqlSafe(format!("SELECT count(*) FROM \"{table}\""));
        let rows = sqlx::query_scalar::<DB, i64>(rows).fetch_one(&mut *connection).await;
        contents.rows += u64::try_from(rows.map_err(unreadable)?).unwrap_or_default();
    }
    if tables.iter().any(|table| table == "nodes") {
        let seen = "SELECT max(heartbeat_at) FROM nodes WHERE NOT draining";
        let seen = sqlx::query_scalar::<DB, Option<Instant>>(seen).fetch_one(connection).await;
        contents.server_seen_at = seen.map_err(unreadable)?;
    }
    Ok(contents)
}

/// Counts and sums rows that arrive as one text each.
async fn sum(
    table: String,
    mut rows: BoxStream<'_, Result<String, sqlx::Error>>,
) -> Result<TableSum> {
    let (mut count, mut hash) = (0, Sha256::new());
    while let Some(row) = rows.try_next().await.map_err(unreadable)? {
        count += 1;
        // With its length in front, so that no two lists of rows read alike.
        hash.update((row.len() as u64).to_be_bytes());
        hash.update(row.as_bytes());
    }
    let sha256 = hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    Ok(TableSum { table, rows: count, sha256 })
}

fn unreadable(error: sqlx::Error) -> StoreError {
    DbErr::Query(RuntimeErr::SqlxError(error.into())).into()
}
