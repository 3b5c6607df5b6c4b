//! The one task that writes to SQLite.
//!
//! Every job becomes a transaction of its own for now. To let several jobs share one commit, the loop
//! would take what waits, run each job inside a savepoint of one transaction and hand out the answers
//! after the commit; jobs notice nothing, for they answer only when they are told to.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::{Mutex, PoisonError};
use std::task::Poll;

use sea_orm::{
    ConnAcquireErr, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use crate::db::Working;
use crate::error::{Result, StoreError};

/// How many jobs may wait; who comes later waits for a place.
const QUEUE: usize = 1024;

/// A piece of work as the writer sees it: it is given a transaction, or why there is none.
type Job = Box<
    dyn for<'t> FnOnce(
            Result<&'t DatabaseTransaction, DbErr>,
        ) -> Pin<Box<dyn Future<Output = Ended> + Send + 't>>
        + Send,
>;

/// A job that was run and is not answered yet.
struct Ended {
    /// Whether its changes are to be kept.
    keep: bool,
    /// Tells the caller; takes whether keeping them succeeded.
    answer: Box<dyn FnOnce(Result<(), DbErr>) + Send>,
}

enum Order {
    Write(Job),
    Close,
}

/// The way to the writer's task; the task ends with it.
#[derive(Debug)]
pub(crate) struct Writer {
    orders: mpsc::Sender<Order>,
    task: Mutex<JoinSet<()>>,
}

impl Writer {
    /// Starts the task, which writes over `connection` alone.
    pub(crate) fn start(connection: DatabaseConnection) -> Self {
        let (orders, queue) = mpsc::channel(QUEUE);
        let mut task = JoinSet::new();
        task.spawn(run(connection, queue));
        Self { orders, task: Mutex::new(task) }
    }

    /// Hands a piece of work over and waits for its end.
    pub(crate) async fn write<T, W>(&self, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'t> FnOnce(&'t DatabaseTransaction) -> Working<'t, T> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let order = Order::Write(job(work, answer));
        self.orders.send(order).await.map_err(|_| closed())?;
        answered.await.unwrap_or_else(|_| {
            Err(StoreError::Database(DbErr::Custom("the writer dropped the work".to_owned())))
        })
    }

    /// Whether the task still takes work.
    pub(crate) fn is_open(&self) -> bool {
        !self.orders.is_closed()
    }

    /// Lets the task finish what waits and ends it.
    pub(crate) async fn close(&self) {
        // A task that has ended already is closed as well.
        let _ = self.orders.send(Order::Close).await;
        let mut task = {
            let mut task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *task)
        };
        while task.join_next().await.is_some() {}
    }
}

pub(crate) fn closed() -> StoreError {
    StoreError::Unavailable(DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))
}

fn job<T, W>(work: W, answer: oneshot::Sender<Result<T>>) -> Job
where
    T: Send + 'static,
    W: for<'t> FnOnce(&'t DatabaseTransaction) -> Working<'t, T> + Send + 'static,
{
    // Whoever stopped waiting needs no answer.
    let tell = move |outcome| drop(answer.send(outcome));
    Box::new(move |transaction| {
        Box::pin(async move {
            let outcome = match transaction {
                Ok(transaction) => work(transaction).await,
                Err(error) => Err(error.into()),
            };
            match outcome {
                Ok(value) => Ended {
                    keep: true,
                    answer: Box::new(move |kept| tell(kept.map(|()| value).map_err(Into::into))),
                },
                Err(error) => Ended { keep: false, answer: Box::new(move |_| tell(Err(error))) },
            }
        })
    })
}

async fn run(connection: DatabaseConnection, mut queue: mpsc::Receiver<Order>) {
    while let Some(order) = queue.recv().await {
        match order {
            Order::Write(job) => write(&connection, job).await,
            Order::Close => queue.close(),
        }
    }
}

/// One job, one transaction. It takes SQLite's write lock before it reads: a transaction that begins
/// with reading and writes later fails at once when another process wrote in between.
async fn write(connection: &DatabaseConnection, job: Job) {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = match connection.begin_with_options(options).await {
        Ok(transaction) => transaction,
        Err(error) => {
            let ended = job(Err(error)).await;
            return (ended.answer)(Ok(()));
        }
    };
    let Some(ended) = unless_panicked(async { job(Ok(&transaction)).await }).await else {
        tracing::error!("a write panicked and was rolled back");
        return;
    };
    let kept = if ended.keep { transaction.commit().await } else { transaction.rollback().await };
    (ended.answer)(kept);
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
