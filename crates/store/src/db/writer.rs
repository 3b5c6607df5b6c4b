//! The one task that writes to SQLite, and the way to it.
//!
//! Jobs wait in a queue and are done in its order. Those that wait together share a commit
//! ([`super::group`]), because on SQLite the commit is what costs: it waits for the disk.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use sea_orm::{ConnAcquireErr, DatabaseConnection, DatabaseTransaction, DbErr};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use crate::db::group::{Group, Next};
use crate::db::{Working, times};
use crate::error::{Result, StoreError};

/// How many jobs may wait; who comes later waits for a place.
const QUEUE: usize = 1024;

/// A piece of work as the writer sees it: it is given a transaction, or why there is none.
pub(super) type Job = Box<
    dyn for<'t> FnOnce(
            Result<&'t DatabaseTransaction, DbErr>,
        ) -> Pin<Box<dyn Future<Output = Ended> + Send + 't>>
        + Send,
>;

/// A job that was run and is not answered yet.
pub(super) struct Ended {
    /// Whether its changes are to be kept.
    pub(super) keep: bool,
    /// Tells the caller; takes whether keeping them succeeded.
    pub(super) answer: Box<dyn FnOnce(Result<(), DbErr>) + Send>,
}

enum Order {
    /// A piece of work, and since when it waits.
    Write(Job, Instant),
    Close,
}

/// What the writer has done since it was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writes {
    /// Pieces of work that were done, whatever came of them.
    pub jobs: u64,
    /// Commits, each of which kept one or more of them.
    pub commits: u64,
    /// Pieces of work that wait now.
    pub waiting: u64,
}

#[derive(Debug, Default)]
struct Counts {
    jobs: AtomicU64,
    commits: AtomicU64,
}

/// The way to the writer's task; the task ends with it.
#[derive(Debug)]
pub(crate) struct Writer {
    orders: mpsc::Sender<Order>,
    counts: Arc<Counts>,
    task: Mutex<JoinSet<()>>,
}

impl Writer {
    /// Starts the task, which writes over `connection` alone.
    pub(crate) fn start(connection: DatabaseConnection) -> Self {
        let (orders, queue) = mpsc::channel(QUEUE);
        let counts = Arc::<Counts>::default();
        let mut task = JoinSet::new();
        task.spawn(run(connection, queue, Arc::clone(&counts)));
        Self { orders, counts, task: Mutex::new(task) }
    }

    /// Hands a piece of work over and waits until it is committed, or has failed.
    pub(crate) async fn write<T, W>(&self, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'t> FnOnce(&'t DatabaseTransaction) -> Working<'t, T> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let order = Order::Write(job(work, answer), Instant::now());
        self.orders.send(order).await.map_err(|_| closed())?;
        answered.await.unwrap_or_else(|_| {
            Err(StoreError::Database(DbErr::Custom("the writer dropped the work".to_owned())))
        })
    }

    /// Whether the task still takes work.
    pub(crate) fn is_open(&self) -> bool {
        !self.orders.is_closed()
    }

    pub(crate) fn writes(&self) -> Writes {
        let waiting = self.orders.max_capacity() - self.orders.capacity();
        Writes {
            jobs: self.counts.jobs.load(Ordering::Relaxed),
            commits: self.counts.commits.load(Ordering::Relaxed),
            waiting: u64::try_from(waiting).unwrap_or(u64::MAX),
        }
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

async fn run(
    connection: DatabaseConnection,
    mut queue: mpsc::Receiver<Order>,
    counts: Arc<Counts>,
) {
    while let Some(order) = queue.recv().await {
        let Order::Write(first, since) = order else {
            // What was handed over before still comes out of the queue.
            queue.close();
            continue;
        };
        times::waited(since.elapsed());
        let (mut jobs, mut closing) = (1, false);
        let next: Next<'_> = &mut || match queue.try_recv() {
            Ok(Order::Write(job, since)) => {
                times::waited(since.elapsed());
                jobs += 1;
                Some(job)
            }
            Ok(Order::Close) => {
                closing = true;
                None
            }
            Err(_) => None,
        };
        let commits = Group::new(&connection).run(first, next).await;
        counts.jobs.fetch_add(jobs, Ordering::Relaxed);
        counts.commits.fetch_add(commits, Ordering::Relaxed);
        if closing {
            queue.close();
        }
    }
}
