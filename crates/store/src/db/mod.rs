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
            Some("postgres" | "postgresql") => {
                Ok(Self::Postgres(Postgres::connect(config).await?))
            }
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
    use super::*;

    #[tokio::test]
    async fn an_unknown_scheme_is_named() {
        for url in ["mysql://localhost/x", "", "flowhq.db"] {
            let refused = Db::connect(&StoreConfig::new(url)).await.unwrap_err();
            assert!(refused.to_string().contains("neither sqlite: nor postgres:"), "{url}");
        }
    }
}
