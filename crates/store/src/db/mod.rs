//! One piece of work is one transaction, whatever the database.
//!
//! SQLite has one writer: a task of ours that takes jobs from a queue ([`writer`]), so that writes wait
//! for each other in order instead of meeting a locked file. PostgreSQL runs transactions side by side;
//! there each one names its tenant first, so that row-level security can stand behind our own filters.

mod group;
mod owner;
mod postgres;
mod sqlite;
#[cfg(test)]
mod tests;
mod times;
mod turns;
mod wall;
mod writer;

use std::pin::Pin;

use domain::{RecordId, TenantId};
use sea_orm::sqlx::postgres::PgListener;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbBackend};

use crate::config::StoreConfig;
use crate::error::{Result, StoreError};

use self::postgres::Postgres;
use self::sqlite::Sqlite;

pub(crate) use self::postgres::too_slow;
pub use self::wall::Wall;
pub use self::writer::Writes;

/// A piece of work under way.
pub(crate) type Working<'t, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 't>>;

/// Whose rows a piece of work touches: one tenant's, or those behind one of the doors that cross tenants.
///
/// Every door is a set of policies in the database (`docs/decisions/0011-row-level-security.md`), which
/// let it do to each table what its work needs and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// One tenant's.
    Tenant(TenantId),
    /// Accounts: signing up and in, which happens before anybody knows whose tenant it is.
    SignIn,
    /// Nodes: which tenants have work, who holds their leases, what died with its holder.
    Claims,
    /// What admins see and do.
    Admin,
    /// The whole database: turning keys, checking the log's chains, forgetting what is over.
    Upkeep,
}

impl Scope {
    /// What PostgreSQL is told: the tenant's id or nothing, and the door's name or nothing.
    fn settings(self) -> (String, &'static str) {
        let door = match self {
            Self::Tenant(id) => return (id.uuid().to_string(), ""),
            Self::SignIn => "sign_in",
            Self::Claims => "claims",
            Self::Admin => "admin",
            Self::Upkeep => "upkeep",
        };
        (String::new(), door)
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
            Self::Sqlite(sqlite) => sqlite.read(scope, work).await,
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

    /// Whether several nodes may share it; a file has one.
    pub(crate) fn has_nodes(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Tells whoever listens on a channel, in a statement of its own.
    pub(crate) async fn notify(&self, channel: &str, text: &str) -> Result<()> {
        match self {
            Self::Sqlite(_) => Err(one_node()),
            Self::Postgres(postgres) => postgres.notify(channel, text).await,
        }
    }

    /// A connection of its own that can listen.
    pub(crate) async fn listener(&self) -> Result<PgListener> {
        match self {
            Self::Sqlite(_) => Err(one_node()),
            Self::Postgres(postgres) => postgres.listener().await,
        }
    }

    /// The connection that the schema is changed on.
    pub(crate) async fn migrations(&self) -> Result<Migrating> {
        match self {
            Self::Sqlite(sqlite) => {
                Ok(Migrating { connection: sqlite.migrations().clone(), borrowed: true })
            }
            Self::Postgres(postgres) => postgres.owner().await,
        }
    }

    /// A connection that only looks at the schema; it may be that of a role with no rights on it.
    pub(crate) fn looking(&self) -> &DatabaseConnection {
        match self {
            Self::Sqlite(sqlite) => sqlite.migrations(),
            Self::Postgres(postgres) => postgres.serving(),
        }
    }

    /// Lets the role that serves use what the schema's owner has made.
    pub(crate) async fn admit(&self, migrating: &Migrating) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(postgres) => postgres.admit(&migrating.connection).await,
        }
    }

    /// What the one writer has done; PostgreSQL has none.
    pub(crate) fn writes(&self) -> Option<Writes> {
        match self {
            Self::Sqlite(sqlite) => Some(sqlite.writes()),
            Self::Postgres(_) => None,
        }
    }

    /// What stands behind our own filters.
    pub(crate) async fn wall(&self) -> Result<Wall> {
        match self {
            Self::Sqlite(_) => Ok(Wall::FiltersOnly),
            Self::Postgres(postgres) => postgres.wall().await,
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

fn one_node() -> StoreError {
    StoreError::Address("a file has no other nodes".into())
}

/// A connection that the schema is changed on.
pub(crate) struct Migrating {
    connection: DatabaseConnection,
    /// It is one that serves as well, and stays open.
    borrowed: bool,
}

impl Migrating {
    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Keeps other nodes from changing the schema until the transaction ends; a file has one node.
    pub(crate) async fn lock(&self) -> Result<Option<DatabaseTransaction>> {
        match self.connection.get_database_backend() {
            DbBackend::Postgres => postgres::lock_schema(&self.connection).await.map(Some),
            _ => Ok(None),
        }
    }

    /// Closes it, unless it serves as well.
    pub(crate) async fn close(self) -> Result<()> {
        if !self.borrowed {
            self.connection.close().await?;
        }
        Ok(())
    }
}
