//! A PostgreSQL server: transactions side by side over a pool.

use std::time::Duration;

use sea_orm::{
    ConnAcquireErr, ConnectOptions, ConnectionTrait, Database, DatabaseConnection,
    DatabaseTransaction, DbBackend, DbErr, Statement, TransactionOptions, TransactionTrait,
};
use tokio::time::timeout;

use crate::config::StoreConfig;
use crate::db::{Scope, Working};
use crate::error::{Result, StoreError};

/// The longest that one piece of work may take; a server that went silent must not hold us for ever.
const WORK_TIMEOUT: Duration = Duration::from_secs(30);

/// A connection that was idle for so long is tried before it is used: the server may have restarted.
const TRY_AFTER: Duration = Duration::from_secs(1);

const NAME_TENANT: &str = "SELECT set_config('flowhq.tenant', $1, true)";

/// Any number that nothing else in Flow HQ locks by.
const LOCK_SCHEMA: &str = "SELECT pg_advisory_xact_lock(7164210954)";

/// Connections to one server.
#[derive(Debug)]
pub(crate) struct Postgres {
    pool: DatabaseConnection,
}

impl Postgres {
    pub(crate) async fn connect(config: &StoreConfig) -> Result<Self> {
        // Servers take both spellings of the scheme, the driver's check only the short one.
        let url = match config.url.strip_prefix("postgresql://") {
            Some(rest) => format!("postgres://{rest}"),
            None => config.url.clone(),
        };
        let mut options = ConnectOptions::new(url);
        options
            .sqlx_logging(false)
            .record_stmt_in_spans(false)
            // Migrations need two: one that holds the lock and one that works.
            .max_connections(config.max_connections.max(2))
            .min_connections(config.min_connections)
            .acquire_timeout(config.acquire_timeout)
            .idle_timeout(config.idle_timeout)
            .set_application_name("flowhq")
            .test_before_acquire_if_idle_for(TRY_AFTER);
        let pool = timeout(config.connect_timeout, Database::connect(options))
            .await
            .map_err(|_| too_slow())??;
        Ok(Self { pool })
    }

    pub(crate) async fn work<T, W>(&self, scope: Scope, work: W) -> Result<T>
    where
        W: for<'t> FnOnce(&'t DatabaseTransaction) -> Working<'t, T>,
    {
        timeout(WORK_TIMEOUT, self.transaction(scope, work)).await.map_err(|_| too_slow())?
    }

    async fn transaction<T, W>(&self, scope: Scope, work: W) -> Result<T>
    where
        W: for<'t> FnOnce(&'t DatabaseTransaction) -> Working<'t, T>,
    {
        let transaction = self.pool.begin_with_options(TransactionOptions::default()).await?;
        transaction
            .execute_raw(Statement::from_sql_and_values(
                DbBackend::Postgres,
                NAME_TENANT,
                [scope.setting().into()],
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

    pub(crate) fn migrations(&self) -> &DatabaseConnection {
        &self.pool
    }

    /// Waits until no other node changes the schema; the right lasts as long as the transaction.
    pub(crate) async fn lock_schema(&self) -> Result<DatabaseTransaction> {
        let transaction = self.pool.begin_with_options(TransactionOptions::default()).await?;
        transaction.execute_raw(Statement::from_string(DbBackend::Postgres, LOCK_SCHEMA)).await?;
        Ok(transaction)
    }

    pub(crate) async fn close(&self) -> Result<()> {
        self.pool.close_by_ref().await?;
        Ok(())
    }
}

fn too_slow() -> StoreError {
    StoreError::Unavailable(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))
}
