//! A copy of a file while others write to it.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sea_orm::sqlx::{self, AssertSqlSafe, ConnectOptions, Connection, Row};
use tokio::time::{sleep, timeout};

use super::{Contents, TableSum, look_into, sum, unreadable};
use crate::error::{Result, StoreError};

/// How long writers may be held up while the copy finds its point in time.
const PIN_TIMEOUT: Duration = Duration::from_secs(4);
const PIN_POLL: Duration = Duration::from_millis(2);
/// How long a connection waits for others that hold the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Copies the database at `url` into an empty file, and gives the sums of what was there at the moment
/// of the copy. Writers go on; they are held up for the few milliseconds until the copy has begun.
///
/// The sums are not taken from the copy: they say what the copy must hold.
///
/// # Errors
/// When the database cannot be read, or the file not be written.
pub async fn copy(url: &str, to: &Path) -> Result<Vec<TableSum>> {
    let target = to.to_str().ok_or(StoreError::Address("the file's name is not UTF-8".into()))?;
    // Nobody commits while `pin` holds the right to write, so both readers begin at the same moment.
    let (mut pin, mut read, mut copied) =
        (open(url).await?, open_to_read(url).await?, open_to_read(url).await?);
    run(&mut pin, "BEGIN IMMEDIATE").await?;
    run(&mut read, "BEGIN").await?;
    run(&mut read, "SELECT count(*) FROM sqlite_master").await?;
    let copying = async {
        let query = sqlx::query("VACUUM main INTO ?1").bind(target);
        query.execute(&mut copied).await.map_err(unreadable)
    };
    tokio::pin!(copying);
    // SQLite takes its snapshot before it writes the first byte of the copy.
    let begun = async {
        while std::fs::metadata(to).map_or(0, |file| file.len()) == 0 {
            sleep(PIN_POLL).await;
        }
    };
    let mut done = false;
    tokio::select! {
        copied = &mut copying => { copied?; done = true; }
        begun = timeout(PIN_TIMEOUT, begun) => begun.map_err(|_| {
            StoreError::Address("the copy did not begin in time".into())
        })?,
    }
    run(&mut pin, "ROLLBACK").await?;
    let (sums, copied) = tokio::join!(sums_of(&mut read), async {
        if !done {
            (&mut copying).await?;
        }
        Ok::<_, StoreError>(())
    });
    copied?;
    let sums = sums?;
    run(&mut read, "ROLLBACK").await?;
    Ok(sums)
}

pub(super) async fn sums(url: &str) -> Result<Vec<TableSum>> {
    let mut connection = open_to_read(url).await?;
    run(&mut connection, "BEGIN").await?;
    let sums = sums_of(&mut connection).await?;
    run(&mut connection, "ROLLBACK").await?;
    connection.close().await.map_err(unreadable)?;
    Ok(sums)
}

pub(super) async fn contents(url: &str) -> Result<Option<Contents>> {
    let options = SqliteConnectOptions::from_str(url).map_err(unreadable)?;
    if !options.get_filename().exists() {
        return Ok(None);
    }
    let mut connection = open_to_read(url).await?;
    let tables = tables(&mut connection).await?;
    let contents = look_into::<sqlx::Sqlite>(&mut connection, &tables).await?;
    connection.close().await.map_err(unreadable)?;
    Ok(Some(contents))
}

pub(super) async fn change(url: &str, sql: &'static str) -> Result<()> {
    let mut connection = open(url).await?;
    run(&mut connection, sql).await?;
    connection.close().await.map_err(unreadable)
}

pub(super) async fn check(path: &Path) -> Result<()> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true);
    let mut connection = options.connect().await.map_err(unreadable)?;
    let said = texts(&mut connection, "PRAGMA integrity_check".to_owned()).await?;
    let unsound = |detail: String| StoreError::Corrupt { what: "database", detail };
    if said != ["ok"] {
        return Err(unsound(said.join("; ")));
    }
    let loose = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut connection).await;
    let loose = loose.map_err(unreadable)?.len();
    if loose > 0 {
        return Err(unsound(format!("{loose} rows refer to rows that are not there")));
    }
    connection.close().await.map_err(unreadable)
}

async fn sums_of(connection: &mut SqliteConnection) -> Result<Vec<TableSum>> {
    let mut sums = Vec::new();
    for table in tables(connection).await? {
        let columns = format!("SELECT '\"' || name || '\"' FROM pragma_table_info('{table}')");
        let keys = format!("{columns} WHERE pk > 0 ORDER BY pk");
        let columns = texts(connection, columns).await?;
        let mut keys = texts(connection, keys).await?;
        if keys.is_empty() {
            keys.clone_from(&columns);
        }
        // `quote` writes every kind of value as SQL would, so that 1 and '1' differ.
        let row: Vec<_> = columns.iter().map(|column| format!("quote({column})")).collect();
        let sql =
            format!("SELECT {} FROM \"{table}\" ORDER BY {}", row.join("||','||"), keys.join(", "));
        let rows = sqlx::query(AssertSqlSafe(sql))
            .fetch(&mut *connection)
            .and_then(async |row| row.try_get::<String, _>(0))
            .boxed();
        sums.push(sum(table, rows).await?);
    }
    Ok(sums)
}

/// Without the tables of a full-text index: they hold nothing of their own, and their check is SQLite's.
async fn tables(connection: &mut SqliteConnection) -> Result<Vec<String>> {
    let sql = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' \
        AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
    texts(connection, sql.to_owned()).await
}

async fn texts(connection: &mut SqliteConnection, sql: String) -> Result<Vec<String>> {
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(connection).await.map_err(unreadable)
}

async fn run(connection: &mut SqliteConnection, sql: &'static str) -> Result<()> {
    sqlx::query(sql).execute(connection).await.map_err(unreadable)?;
    Ok(())
}

async fn open(url: &str) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::from_str(url).map_err(unreadable)?;
    let options = options.busy_timeout(BUSY_TIMEOUT).create_if_missing(false);
    options.connect().await.map_err(unreadable)
}

/// Not `query_only`: that would also keep a copy from being written.
async fn open_to_read(url: &str) -> Result<SqliteConnection> {
    open(url).await
}
