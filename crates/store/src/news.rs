//! Telling other nodes over the database that something happened (PostgreSQL's NOTIFY).
//!
//! News is told after the commit and outside of any transaction: a transaction that notifies holds a lock of the whole
//! server while it commits. What is told is fleeting; a node that was not listening never hears of it, so news says
//! only where to look, and whoever begins to listen reads the state after that.

use std::fmt;
use std::time::Duration;

use sea_orm::sqlx::postgres::PgListener;
use sea_orm::sqlx::{self, Executor};
use sea_orm::{DbErr, RuntimeErr};
use tokio::time::timeout;

use crate::db::too_slow;
use crate::error::{Result, StoreError};
use crate::store::Store;

/// The channel that every node of one database listens on.
const CHANNEL: &str = "flowhq_news";

/// How long a listening connection may take to answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);

/// The way to the other nodes of one database.
#[derive(Debug, Clone)]
pub struct News {
    store: Store,
}

impl News {
    /// The longest text that can be told at once, in bytes; PostgreSQL takes less than 8000.
    pub const MOST: usize = 7_500;

    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }

    /// Tells every node that listens now, this one too.
    ///
    /// # Errors
    /// When the database cannot be reached, or the text is longer than [`Self::MOST`].
    pub async fn tell(&self, text: &str) -> Result<()> {
        self.store.db().notify(CHANNEL, text).await
    }

    /// Listens from now on, over a connection of its own.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn listen(&self) -> Result<Listening> {
        let mut listener = self.store.db().listener().await?;
        let begun = timeout(ANSWERS_WITHIN, listener.listen(CHANNEL)).await;
        begun.map_err(|_| too_slow())?.map_err(lost)?;
        Ok(Listening { listener })
    }
}

/// A connection that hears what is told. Let go of it at the first error: what was told meanwhile is lost.
pub struct Listening {
    listener: PgListener,
}

impl Listening {
    /// Waits for the next text that is told. Cancel-safe.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn hear(&mut self) -> Result<String> {
        match self.listener.try_recv().await {
            Ok(Some(heard)) => Ok(heard.payload().to_owned()),
            Ok(None) => Err(lost(sqlx::Error::PoolClosed)),
            Err(error) => Err(lost(error)),
        }
    }

    /// Asks the server for a sign of life: a connection that died without a word is as silent as one on which nothing
    /// is told.
    ///
    /// # Errors
    /// When none comes.
    pub async fn check(&mut self) -> Result<()> {
        let answer = timeout(ANSWERS_WITHIN, self.listener.execute("SELECT 1")).await;
        answer.map_err(|_| too_slow())?.map_err(lost)?;
        Ok(())
    }
}

impl fmt::Debug for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listening").finish_non_exhaustive()
    }
}

fn lost(error: sqlx::Error) -> StoreError {
    StoreError::Unavailable(DbErr::Conn(RuntimeErr::SqlxError(error.into())))
}
