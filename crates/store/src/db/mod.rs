//! One piece of work is one transaction, whatever the database.
//!
//! SQLite has one writer: a task of ours that takes jobs from a queue ([`writer`]), so that writes wait
//! for each other in order instead of meeting a locked file. PostgreSQL runs transactions side by side;
//! there each one names its tenant first, so that row-level security can stand behind our own filters.

mod postgres;
mod sqlite;
mod writer;

use std::pin::Pin;

use domain::{RecordId, TenantId};
use sea_orm::{DatabaseConnection, DatabaseTransaction};

use crate::config::StoreConfig;
use crate::error::{Result, StoreError};

use self::postgres::Postgres;
use self::sqlite::Sqlite;

/// A piece of work under way.
pub(crate) type Working<'t, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 't>>;

/// Whose rows a piece of work touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// One tenant's.
    Tenant(TenantId),
    /// Any tenant's, or none's.
    Platform,
}

impl Scope {
    /// What PostgreSQL is told: the tenant's id, or `*`.
    fn setting(self) -> String {
        match self {
            Self::Tenant(id) => id.uuid().to_string(),
            Self::Platform => "*".to_owned(),
        }
    }
}

/// A connected database.
#[derive(Debug)]
pub(crate) enum Db {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Db {
    /// Connects to whatever the address names.
    pub(crate) async fn connect(config: &StoreConfig) -> Result<Self> {
        match config.url.split(':').next() {
            Some("sqlite") => Ok(Self::Sqlite(Sqlite::connect(config).await?)),
            Some("postgres" | "postgresql") => Ok(Self::Postgres(Postgres::connect(config).await?)),
            _ => Err(StoreError::Address(
                "the database URL begins with neither sqlite: nor postgres:".into(),
            )),
        }
    }

    /// Does a piece of work that may write: all of it or nothing.
    ///
    /// On SQLite a piece of work that was handed over is done even when the caller stops waiting.
    pub(crate) async fn write<T, W>(&self, scope: Scope, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'t> FnOnce(&'t DatabaseTransaction) -> Working<'t, T> + Send + 'static,
    {
        match self {
            Self::Sqlite(sqlite) => sqlite.write(work).await,
            Self::Postgres(postgres) => postgres.work(scope, work).await,
        }
    }

    /// Does a piece of work that only reads.
    pub(crate) async fn read<T, W>(&self, scope: Scope, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'t> FnOnce(&'t DatabaseTransaction) -> Working<'t, T> + Send + 'static,
    {
        match self {
            Self::Sqlite(sqlite) => sqlite.read(work).await,
            Self::Postgres(postgres) => postgres.work(scope, work).await,
        }
    }

    /// Asks the database for a sign of life.
    pub(crate) async fn ping(&self) -> Result<()> {
        match self {
            Self::Sqlite(sqlite) => sqlite.ping().await,
            Self::Postgres(postgres) => postgres.ping().await,
        }
    }

    /// The connection that migrations run on.
    pub(crate) fn migrations(&self) -> &DatabaseConnection {
        match self {
            Self::Sqlite(sqlite) => sqlite.migrations(),
            Self::Postgres(postgres) => postgres.migrations(),
        }
    }

    /// Keeps other nodes from changing the schema until the transaction ends; a file has one node.
    pub(crate) async fn lock_schema(&self) -> Result<Option<DatabaseTransaction>> {
        match self {
            Self::Sqlite(_) => Ok(None),
            Self::Postgres(postgres) => postgres.lock_schema().await.map(Some),
        }
    }

    /// Finishes what was handed over and closes every connection; later work is refused.
    pub(crate) async fn close(&self) -> Result<()> {
        match self {
            Self::Sqlite(sqlite) => sqlite.close().await,
            Self::Postgres(postgres) => postgres.close().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait, DbErr};

    use super::*;

    async fn sqlite() -> (tempfile::TempDir, Db) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/a/b/test.db", folder.path().display());
        let db = Db::connect(&StoreConfig::new(url)).await.unwrap();
        let table = "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)";
        db.migrations().execute_unprepared(table).await.unwrap();
        (folder, db)
    }

    async fn note(tx: &DatabaseTransaction) -> Result<()> {
        tx.execute_unprepared("INSERT INTO notes (text) VALUES ('x')").await?;
        Ok(())
    }

    async fn notes(db: &Db) -> i64 {
        db.read(Scope::Platform, |tx| {
            Box::pin(async move {
                let row = tx
                    .query_one_raw(sea_orm::Statement::from_string(
                        tx.get_database_backend(),
                        "SELECT count(*) AS notes FROM notes",
                    ))
                    .await?
                    .ok_or(StoreError::Missing("count"))?;
                Ok(row.try_get("", "notes")?)
            })
        })
        .await
        .unwrap()
    }

    #[tokio::test]
    async fn work_that_fails_or_panics_leaves_nothing_and_the_writer_goes_on() {
        let (_folder, db) = sqlite().await;
        let failed = db
            .write(Scope::Platform, |tx| {
                Box::pin(async move {
                    note(tx).await?;
                    Err::<(), _>(StoreError::Missing("luck"))
                })
            })
            .await;
        assert!(matches!(failed, Err(StoreError::Missing("luck"))));
        let panicked: Result<()> = db
            .write(Scope::Platform, |tx| {
                Box::pin(async move {
                    note(tx).await?;
                    panic!("as a test must")
                })
            })
            .await;
        assert!(matches!(panicked, Err(StoreError::Database(_))), "{panicked:?}");
        assert_eq!(notes(&db).await, 0);
        db.write(Scope::Platform, |tx| Box::pin(note(tx))).await.unwrap();
        assert_eq!(notes(&db).await, 1);
    }

    #[tokio::test]
    async fn work_goes_on_when_the_caller_goes() {
        let (_folder, db) = sqlite().await;
        let mut handed_over = Box::pin(db.write(Scope::Platform, |tx| Box::pin(note(tx))));
        let waker = std::task::Waker::noop();
        let mut context = std::task::Context::from_waker(waker);
        assert!(handed_over.as_mut().poll(&mut context).is_pending());
        drop(handed_over);
        // The queue is in order: when this one is done, so is the one before.
        db.write(Scope::Platform, |tx| Box::pin(note(tx))).await.unwrap();
        assert_eq!(notes(&db).await, 2);
    }

    #[tokio::test]
    async fn who_only_reads_cannot_write() {
        let (_folder, db) = sqlite().await;
        let refused = db.read(Scope::Platform, |tx| Box::pin(note(tx))).await;
        assert!(matches!(refused, Err(StoreError::Database(DbErr::Exec(_)))), "{refused:?}");
        assert_eq!(notes(&db).await, 0);
    }

    #[tokio::test]
    async fn an_unknown_scheme_is_named() {
        for url in ["mysql://localhost/x", "", "flowhq.db"] {
            let refused = Db::connect(&StoreConfig::new(url)).await.unwrap_err();
            assert!(refused.to_string().contains("neither sqlite: nor postgres:"), "{url}");
        }
    }
}
