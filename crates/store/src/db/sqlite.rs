//! A database in a file: one connection that writes, several that read.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr,
    RuntimeErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::config::StoreConfig;
use crate::db::turns::Turns;
use crate::db::writer::{Writer, Writes, closed};
use crate::db::{Scope, Working};
use crate::error::{Result, StoreError};

/// How long a connection waits for another process that holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Pages in the writer's memory, at most 64 MiB (SQLite takes a negative number as KiB). With the other
/// one below it makes writing a fifth to nine tenths faster than what SQLite begins with.
const WRITER_CACHE: &str = "-65536";

/// How many pages the log may hold before they are copied into the file; SQLite's own 1000 makes the
/// slowest commits slower.
const CHECKPOINT_AT: &str = "8000";

/// Connections to one file.
#[derive(Debug)]
pub(crate) struct Sqlite {
    writer: Writer,
    writes: DatabaseConnection,
    reads: DatabaseConnection,
    turns: Turns,
}

impl Sqlite {
    /// Opens the file; makes it and its folder where they are missing.
    pub(crate) async fn connect(config: &StoreConfig) -> Result<Self> {
        make_folder(&config.url)?;
        let mut options = options(config);
        options.max_connections(1).min_connections(1).map_sqlx_sqlite_opts(|sqlite| {
            careful(sqlite)
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .pragma("cache_size", WRITER_CACHE)
                .pragma("wal_autocheckpoint", CHECKPOINT_AT)
                .pragma("temp_store", "MEMORY")
        });
        let writes = Database::connect(options).await?;
        let mut options = self::options(config);
        let connections = config.max_connections.max(1);
        options
            .max_connections(connections)
            .min_connections(1)
            .map_sqlx_sqlite_opts(|sqlite| careful(sqlite).pragma("query_only", "ON"));
        let reads = Database::connect(options).await?;
        Ok(Self {
            writer: Writer::start(writes.clone()),
            writes,
            reads,
            turns: Turns::new(connections, config.acquire_timeout),
        })
    }

    pub(crate) async fn write<T, W>(&self, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'t> FnOnce(&'t DatabaseTransaction) -> Working<'t, T> + Send + 'static,
    {
        self.writer.write(work).await
    }

    /// A deferred transaction, so that several queries see the same state.
    pub(crate) async fn read<T, W>(&self, scope: Scope, work: W) -> Result<T>
    where
        W: for<'t> FnOnce(&'t DatabaseTransaction) -> Working<'t, T>,
    {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
            ..TransactionOptions::default()
        };
        let _turn = self.turns.take(scope).await?;
        let transaction = self.reads.begin_with_options(options).await?;
        let outcome = work(&transaction).await;
        transaction.commit().await?;
        outcome
    }

    pub(crate) async fn ping(&self) -> Result<()> {
        if !self.writer.is_open() {
            return Err(closed());
        }
        self.reads.execute_unprepared("SELECT 1").await?;
        Ok(())
    }

    pub(crate) fn writes(&self) -> Writes {
        self.writer.writes()
    }

    /// The writing connection itself, for only it may change the schema.
    pub(crate) fn migrations(&self) -> &DatabaseConnection {
        &self.writes
    }

    pub(crate) async fn close(&self) -> Result<()> {
        self.writer.close().await;
        self.reads.close_by_ref().await?;
        self.writes.close_by_ref().await?;
        Ok(())
    }
}

fn options(config: &StoreConfig) -> ConnectOptions {
    let mut options = ConnectOptions::new(config.url.as_str());
    options
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .acquire_timeout(config.acquire_timeout)
        // A file that is open does not go away.
        .test_before_acquire(false)
        .idle_timeout(config.idle_timeout);
    options
}

/// What is committed survives a loss of power; what refers to a row finds it.
fn careful(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options.synchronous(SqliteSynchronous::Full).busy_timeout(BUSY_TIMEOUT).foreign_keys(true)
}

fn make_folder(url: &str) -> Result<()> {
    let unusable = |why: &'static str| StoreError::Address(why.into());
    if url.contains(":memory:") || url.contains("mode=memory") {
        return Err(unusable("a database in memory would be lost; name a file"));
    }
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|_| unusable("the database URL is not of the form sqlite://folder/file.db"))?;
    let file = options.get_filename();
    if file.as_os_str().is_empty() {
        return Err(unusable("the database URL names no file"));
    }
    match file.parent().filter(|folder| *folder != Path::new("")) {
        Some(folder) => std::fs::create_dir_all(folder).map_err(|error| {
            let cause = format!("cannot make the database's folder: {error}");
            StoreError::Unavailable(DbErr::Conn(RuntimeErr::Internal(cause)))
        }),
        None => Ok(()),
    }
}
