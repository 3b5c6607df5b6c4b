//! A PostgreSQL server: transactions side by side over a pool.

use std::fmt;
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgListener, PgPoolOptions};
use sea_orm::{
    ConnAcquireErr, ConnectOptions, ConnectionTrait, Database, DatabaseConnection,
    DatabaseTransaction, DbBackend, DbErr, RuntimeErr, Statement, TransactionOptions,
    TransactionTrait,
};
use tokio::time::timeout;

use crate::config::StoreConfig;
use crate::db::turns::Turns;
use crate::db::{Migrating, Scope, Wall, Working, owner, wall};
use crate::error::{Result, StoreError};

/// The longest that one piece of work may take; a server that went silent must not hold us for ever.
const WORK_TIMEOUT: Duration = Duration::from_secs(30);

/// A connection that was idle for so long is tried before it is used: the server may have restarted.
const TRY_AFTER: Duration = Duration::from_secs(1);

/// Both are named in every transaction, so that none goes by what another one said.
const NAME_SCOPE: &str =
    "SELECT set_config('flowhq.tenant', $1, true), set_config('flowhq.door', $2, true)";

/// Any number that nothing else in Flow HQ locks by.
const LOCK_SCHEMA: &str = "SELECT pg_advisory_xact_lock(7164210954)";

/// How many connections changing the schema takes: one holds the lock and one works.
const OWNER_CONNECTIONS: u32 = 2;

/// Connections to one server.
pub(crate) struct Postgres {
    pool: DatabaseConnection,
    turns: Turns,
    /// How the schema's owner connects, when that is not the role that serves.
    owner: Option<ConnectOptions>,
    connect_timeout: Duration,
}

impl Postgres {
    pub(crate) async fn connect(config: &StoreConfig) -> Result<Self> {
        let mut options = options(&config.url, config);
        let connections = config.max_connections.max(OWNER_CONNECTIONS);
        options
            .max_connections(connections)
            .min_connections(config.min_connections)
            .test_before_acquire_if_idle_for(TRY_AFTER);
        let owner = config.owner_url.as_ref().map(|url| {
            let mut options = self::options(url, config);
            options.max_connections(OWNER_CONNECTIONS).min_connections(0);
            options
        });
        let pool = connect(options, config.connect_timeout).await?;
        let turns = Turns::new(connections, config.acquire_timeout);
        Ok(Self { pool, turns, owner, connect_timeout: config.connect_timeout })
    }

    pub(crate) async fn work<T, W>(&self, scope: Scope, work: W) -> Result<T>
    where
        W: for<'t> FnOnce(&'t DatabaseTransaction) -> Working<'t, T>,
    {
        let _turn = self.turns.take(scope).await?;
        timeout(WORK_TIMEOUT, self.transaction(scope, work)).await.map_err(|_| too_slow())?
    }

    async fn transaction<T, W>(&self, scope: Scope, work: W) -> Result<T>
    where
        W: for<'t> FnOnce(&'t DatabaseTransaction) -> Working<'t, T>,
    {
        let transaction = self.pool.begin_with_options(TransactionOptions::default()).await?;
        let (tenant, door) = scope.settings();
        transaction
            .execute_raw(Statement::from_sql_and_values(
                DbBackend::Postgres,
                NAME_SCOPE,
                [tenant.into(), door.into()],
            ))
            .await?;
        match work(&transaction).await {
            Ok(value) => {
                transaction.commit().await?;
                Ok(value)
            }
            Err(error) => {
                // The server rolls back by itself when it does not hear this.
                let _ = transaction.rollback().await;
                Err(error)
            }
        }
    }

    pub(crate) async fn ping(&self) -> Result<()> {
        let answer = timeout(WORK_TIMEOUT, self.pool.execute_unprepared("SELECT 1")).await;
        answer.map_err(|_| too_slow())??;
        Ok(())
    }

    /// Tells whoever listens on a channel. It waits for no turn, as leases do not: it is one statement of each node at a
    /// time.
    pub(crate) async fn notify(&self, channel: &str, text: &str) -> Result<()> {
        let notify = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT pg_notify($1, $2)",
            [channel.into(), text.into()],
        );
        timeout(WORK_TIMEOUT, self.pool.execute_raw(notify)).await.map_err(|_| too_slow())??;
        Ok(())
    }

    /// A connection beside the pool's, connected as they are; it is closed when it is let go of.
    pub(crate) async fn listener(&self) -> Result<PgListener> {
        let options = self.pool.get_postgres_connection_pool().connect_options();
        let connecting = async {
            let alone = PgPoolOptions::new()
                .max_connections(1)
                .idle_timeout(None)
                .max_lifetime(None)
                .connect_with(options.as_ref().clone())
                .await?;
            let mut listener = PgListener::connect_with(&alone).await?;
            // Whoever listens must know that something was lost, and begins anew.
            listener.eager_reconnect(false);
            Ok(listener)
        };
        let connected = timeout(self.connect_timeout, connecting).await.map_err(|_| too_slow())?;
        connected.map_err(|error: sea_orm::sqlx::Error| {
            StoreError::Unavailable(DbErr::Conn(RuntimeErr::SqlxError(error.into())))
        })
    }

    /// A connection of the schema's owner.
    pub(crate) async fn owner(&self) -> Result<Migrating> {
        let Some(owner) = &self.owner else {
            return Ok(Migrating { connection: self.pool.clone(), borrowed: true });
        };
        let connection = connect(owner.clone(), self.connect_timeout).await?;
        Ok(Migrating { connection, borrowed: false })
    }

    pub(crate) fn serving(&self) -> &DatabaseConnection {
        &self.pool
    }

    /// Lets the role that serves use what the owner has made.
    pub(crate) async fn admit(&self, owner: &DatabaseConnection) -> Result<()> {
        if self.owner.is_none() {
            return Ok(());
        }
        owner::admit(owner, &self.pool).await
    }

    /// What the server says about row-level security.
    pub(crate) async fn wall(&self) -> Result<Wall> {
        timeout(WORK_TIMEOUT, wall::ask(&self.pool)).await.map_err(|_| too_slow())?
    }

    pub(crate) async fn close(&self) -> Result<()> {
        self.pool.close_by_ref().await?;
        Ok(())
    }
}

fn options(url: &str, config: &StoreConfig) -> ConnectOptions {
    // Servers take both spellings of the scheme, the driver's check only the short one.
    let url = match url.strip_prefix("postgresql://") {
        Some(rest) => format!("postgres://{rest}"),
        None => url.to_owned(),
    };
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        // Whose turn it is finds a connection that is idle, or makes one.
        .acquire_timeout(config.connect_timeout)
        .idle_timeout(config.idle_timeout)
        .set_application_name("flowhq");
    options
}

async fn connect(options: ConnectOptions, within: Duration) -> Result<DatabaseConnection> {
    Ok(timeout(within, Database::connect(options)).await.map_err(|_| too_slow())??)
}

/// Waits until no other node changes the schema; the right lasts as long as the transaction.
pub(super) async fn lock_schema(owner: &DatabaseConnection) -> Result<DatabaseTransaction> {
    let transaction = owner.begin_with_options(TransactionOptions::default()).await?;
    transaction.execute_raw(Statement::from_string(DbBackend::Postgres, LOCK_SCHEMA)).await?;
    Ok(transaction)
}

/// Without the owner's address, which may hold a password.
impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres").field("pool", &self.pool).finish_non_exhaustive()
    }
}

pub(crate) fn too_slow() -> StoreError {
    StoreError::Unavailable(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))
}
