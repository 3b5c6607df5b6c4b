//! Jobs that share a commit on SQLite (`docs/decisions/0012-group-commit.md`).
//!
//! One transaction takes what waits. A job that joins others works inside a savepoint, so that it is
//! undone alone when it fails; the first one needs none, for until it has succeeded nothing else is in
//! the transaction. Nobody is answered before the commit, and when the commit fails all are told so.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use tokio::time::Instant;

use crate::db::times;
use crate::db::writer::{Ended, Job};

/// Most jobs that share a commit.
const JOBS: usize = 256;

/// How long a group takes more jobs in. What a commit costs is spread over enough of them by then, even
/// on a slow disk, and the first one's caller is waiting. Tests do not depend on how fast they run.
const TAKES_IN_FOR: Duration = Duration::from_millis(if cfg!(test) { 10_000 } else { 10 });

const SAVE: &str = "SAVEPOINT job";
const KEEP_AND_SAVE: &str = "RELEASE job; SAVEPOINT job";
const UNDO: &str = "ROLLBACK TO job";

/// Gives the next job that waits, if there is one.
pub(super) type Next<'a> = &'a mut (dyn FnMut() -> Option<Job> + Send);

/// Where the transaction's savepoint stands; the commit releases it.
#[derive(Clone, Copy)]
enum Savepoint {
    /// There is none.
    None,
    /// Nothing was written since.
    Fresh,
    /// A job's work lies behind it.
    Passed,
}

/// Jobs on their way to a common commit.
pub(super) struct Group<'c> {
    connection: &'c DatabaseConnection,
    /// The transaction, from when it begins to its end.
    transaction: Option<DatabaseTransaction>,
    savepoint: Savepoint,
    /// The jobs that wait for the end of the transaction, in their order.
    done: Vec<Ended>,
    commits: u64,
}

impl<'c> Group<'c> {
    pub(super) fn new(connection: &'c DatabaseConnection) -> Self {
        Self {
            connection,
            transaction: None,
            savepoint: Savepoint::None,
            done: Vec::new(),
            commits: 0,
        }
    }

    /// Does the first job and those that wait behind it, answers all of them, and tells how many commits
    /// that took.
    pub(super) async fn run(mut self, first: Job, next: Next<'_>) -> u64 {
        let until = Instant::now() + TAKES_IN_FOR;
        let mut job = Some(first);
        let mut taken = 0;
        while let Some(current) = job {
            taken += 1;
            self.take(current).await;
            job = if taken < JOBS && Instant::now() < until { next() } else { None };
        }
        self.commit().await;
        self.commits
    }

    /// Does one job; what it wrote stands in the transaction afterwards if it succeeded, and nothing of
    /// it does if not.
    async fn take(&mut self, job: Job) {
        let alone = self.transaction.is_none();
        let transaction = match self.open(alone).await {
            Ok(transaction) => transaction,
            Err(error) => {
                let ended = job(Err(error.clone())).await;
                (ended.answer)(Ok(()));
                return self.fail(error).await;
            }
        };
        let ended = unless_panicked(async { job(Ok(transaction)).await }).await;
        if ended.is_none() {
            // Its caller is told by the answer's channel, which went with it.
            tracing::error!("a write panicked and was rolled back");
        }
        let keep = ended.as_ref().is_some_and(|ended| ended.keep);
        let settled = match (keep, alone) {
            (true, true) => Ok(()),
            (true, false) => {
                self.savepoint = Savepoint::Passed;
                Ok(())
            }
            (false, true) => self.roll_back().await,
            // The savepoint stays after that, for the next one.
            (false, false) => say(transaction, UNDO).await,
        };
        // Who failed waits as well: what it stumbled over may be another one's row, which is there only
        // when that is committed.
        self.done.extend(ended);
        // SQLite ends a whole transaction by itself at some errors, such as a full disk: the others'
        // work is gone then as well.
        if let Err(error) = settled {
            self.fail(error).await;
        } else if self.transaction.is_none() {
            self.answer(&Ok(()));
        }
    }

    /// The transaction, begun where it is not; with a savepoint where others stand in it already.
    ///
    /// It takes SQLite's write lock before it reads: a transaction that begins with reading and writes
    /// later fails at once when another process wrote in between.
    async fn open(&mut self, alone: bool) -> Result<&DatabaseTransaction, DbErr> {
        if self.transaction.is_none() {
            let options = TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            };
            self.transaction = Some(self.connection.begin_with_options(options).await?);
            self.savepoint = Savepoint::None;
        }
        let transaction = self.transaction.as_ref().expect("it was begun above");
        if !alone {
            match self.savepoint {
                Savepoint::None => say(transaction, SAVE).await?,
                Savepoint::Fresh => {}
                Savepoint::Passed => say(transaction, KEEP_AND_SAVE).await?,
            }
            self.savepoint = Savepoint::Fresh;
        }
        Ok(transaction)
    }

    async fn commit(&mut self) {
        let Some(transaction) = self.transaction.take() else { return };
        let began = Instant::now();
        let kept = transaction.commit().await;
        times::committed(began.elapsed());
        self.commits += u64::from(kept.is_ok());
        self.answer(&kept);
    }

    /// Gives the transaction up and tells everybody in it why.
    async fn fail(&mut self, error: DbErr) {
        let _ = self.roll_back().await;
        self.answer(&Err(error));
    }

    async fn roll_back(&mut self) -> Result<(), DbErr> {
        match self.transaction.take() {
            Some(transaction) => transaction.rollback().await,
            None => Ok(()),
        }
    }

    fn answer(&mut self, kept: &Result<(), DbErr>) {
        for ended in self.done.drain(..) {
            (ended.answer)(kept.clone());
        }
    }
}

/// By way of the driver's own list of prepared statements.
async fn say(transaction: &DatabaseTransaction, sql: &'static str) -> Result<(), DbErr> {
    transaction.execute_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.map(drop)
}

/// Nothing when it panicked: one bad job must not take the writer down with it.
async fn unless_panicked<F: Future>(future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(Poll::Ready(output)) => Poll::Ready(Some(output)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(_) => Poll::Ready(None),
    })
    .await
}
