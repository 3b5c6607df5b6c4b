//! A tenant's worker: one task that owns the session and answers the customers.
//!
//! It listens to the connector and drains the outbox at the same time, so that a slow channel never
//! keeps a customer's message from being logged. Everything it writes is fenced by its lease.
//!
//! In a busy hour messages come faster than one after the other could be written down. What waits is
//! therefore taken together: one transaction commits many messages, another one what was decided about
//! them. A quiet worker takes one at a time and waits for no second one.

mod alarm;
mod answer;
mod backlog;
mod courtesy;
mod decide;
mod files;
mod fragments;
mod gates;
mod idle;
mod limits;
mod loops;
mod reminders;
mod sender;
mod session;
mod steps;
mod together;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use channel::{Connector, ConnectorError, ConnectorEvent};
use domain::live::LiveEvent;
use domain::session::SessionWish;
use domain::views::HoldView;
use domain::{SessionState, TenantId};
use store::{Lease, StoreError, WorkerStore};
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use crate::Engine;
use crate::courtesy::Courtesy;
use crate::news::Word;
use crate::pool::Deadline;
pub(crate) use decide::speaks;

use answer::Answering;
use steps::Steps;
use together::{Together, together};

/// Events that a connector may be ahead of us before it waits.
const EVENTS: usize = 64;
/// Events that are taken together, at most; so much is written in one transaction, which others wait
/// for.
const TOGETHER: usize = 32;
/// How long unlinking waits for a connection, by which the channel hears of it.
const UNLINK_PATIENCE: Duration = Duration::from_secs(20);
/// How long a connector may take to end.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// What the pool tells a worker.
pub(crate) struct WorkerOrders {
    pub(crate) lease: Lease,
    pub(crate) deadline: Deadline,
    pub(crate) soft: CancellationToken,
    pub(crate) hard: CancellationToken,
}

/// How a worker ended.
#[derive(Debug)]
pub(crate) enum WorkerEnd {
    /// It was told to, and finished what it held.
    Stopped,
    /// The tenant belongs to another owner; nothing more was written.
    LeaseLost,
    /// Something broke; the pool decides whether to try again.
    Failed(String),
}

/// What can break inside a worker.
#[derive(Debug, thiserror::Error)]
enum WorkerError {
    #[error("the lease is lost")]
    LeaseLost,
    #[error("the database failed: {0}")]
    Store(StoreError),
    #[error("the connector failed: {0}")]
    Connector(#[from] ConnectorError),
    #[error("the connector ended without a word")]
    Silent,
    #[error("there is no connector '{0}' here")]
    NoConnector(String),
}

impl From<StoreError> for WorkerError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::LeaseLost => Self::LeaseLost,
            other => Self::Store(other),
        }
    }
}

/// What the listening and the sending half share.
struct Shared {
    engine: Engine,
    tenant: TenantId,
    store: WorkerStore,
    connector: Arc<dyn Connector>,
    deadline: Deadline,
    soft: CancellationToken,
    /// Whether the channel takes messages.
    connected: watch::Sender<bool>,
    /// Wakes the sender: something is in the outbox.
    outbox: Notify,
    /// Wakes the fetcher: a file came.
    files: Notify,
    /// Wakes the listener: something is to be said.
    due: Arc<Notify>,
    /// Why and until when nothing is sent although there is a connection.
    hold: Mutex<Option<HoldView>>,
    steps: Steps,
}

impl Shared {
    /// Until when nothing is sent although there is a connection; nothing when it may be.
    fn held_until(&self) -> Option<domain::Instant> {
        let hold = *self.hold.lock().unwrap_or_else(PoisonError::into_inner);
        hold.map(|hold| hold.until).filter(|until| *until > self.engine.now())
    }

    /// Sends again.
    fn release(&self) {
        *self.hold.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Sends nothing for a while.
    async fn hold_sending(&self, hold: HoldView) -> Result<(), WorkerError> {
        {
            let mut now = self.hold.lock().unwrap_or_else(PoisonError::into_inner);
            // The longer one stays.
            if now.is_some_and(|now| now.until >= hold.until) {
                return Ok(());
            }
            *now = Some(hold);
        }
        self.store.hold_sending(hold).await?;
        self.engine.publish_session(self.tenant).await;
        Ok(())
    }
}

/// Runs a tenant's worker until it is told to end, loses its lease or breaks.
pub(crate) async fn run(engine: Engine, orders: WorkerOrders) -> WorkerEnd {
    let tenant = orders.lease.tenant_id;
    let hard = orders.hard.clone();
    let store = engine.store().worker(orders.lease);
    let (connector, hold) = match connector(&engine, &store).await {
        Ok(found) => found,
        Err(error) => return WorkerEnd::Failed(error.to_string()),
    };
    let shared = Shared {
        engine: engine.clone(),
        tenant,
        store,
        connector: connector.clone(),
        deadline: orders.deadline,
        soft: orders.soft,
        connected: watch::Sender::new(false),
        outbox: Notify::new(),
        files: Notify::new(),
        due: engine.sleepers().enter(tenant),
        hold: Mutex::new(hold),
        steps: Steps::new(engine.bus().clone()),
    };
    let courtesies = engine.courtesies().enter(tenant);
    let end = tokio::select! {
        biased;
        () = hard.cancelled() => WorkerEnd::LeaseLost,
        worked = work(&shared, courtesies) => match worked {
            Ok(()) => WorkerEnd::Stopped,
            Err(WorkerError::LeaseLost) => WorkerEnd::LeaseLost,
            Err(error) => WorkerEnd::Failed(error.to_string()),
        }
    };
    if tokio::time::timeout(STOP_TIMEOUT, connector.stop()).await.is_err() {
        tracing::warn!(tenant.id = %tenant, "the connector of tenant {tenant} did not end in time");
    }
    end
}

/// The connector, and whether an earlier worker was told to send nothing for a while.
async fn connector(
    engine: &Engine,
    worker: &WorkerStore,
) -> Result<(Arc<dyn Connector>, Option<HoldView>), WorkerError> {
    let stored = engine.store().tenant(worker.lease().tenant_id).session_state().await?;
    let (name, hold) =
        stored.map(|stored| (stored.view.connector, stored.view.hold)).unwrap_or_default();
    let connector = engine.connector(&name, worker);
    Ok((connector.ok_or(WorkerError::NoConnector(name))?, hold))
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

async fn work(shared: &Shared, courtesies: mpsc::Receiver<Courtesy>) -> Result<(), WorkerError> {
    let changed = shared.store.started().await?;
    if changed.tenant.is_some() || shared.engine.bus().is_watched() {
        shared.engine.publish_tenant(shared.tenant).await;
    } else {
        shared.engine.bus().announce(Word::Tenant(shared.tenant));
    }
    let listener = Listener::new(shared).await?;
    // Nobody hears the connector any more once the listener is done, but it must not notice: what the sender has
    // in hand still needs its line.
    let (events, (), (), (), ()) = tokio::try_join!(
        listener.listen(),
        sender::run(shared),
        files::run(shared),
        courtesy::run(shared, courtesies),
        renew(shared)
    )?;
    drop(events);
    Ok(())
}

/// Makes what the business wrote down findable by the rules of this program, where an older one kept it.
async fn renew(shared: &Shared) -> Result<(), WorkerError> {
    shared.engine.renew_documents(shared.tenant, &shared.soft).await;
    Ok(())
}

/// The listening half: connector events, waiting customers, heartbeats.
struct Listener<'a> {
    shared: &'a Shared,
    session: SessionState,
    answering: Answering<'a>,
    /// What a person wants of the session.
    wish: Option<SessionWish>,
    /// When the phone is unlinked although there is no connection.
    unlink_by: Option<Instant>,
    /// Whether the connector was told to unlink it.
    is_unlinking: bool,
}

impl<'a> Listener<'a> {
    async fn new(shared: &'a Shared) -> Result<Self, WorkerError> {
        let answering = Answering::load(shared).await?;
        let stored = shared.engine.store().tenant(shared.tenant).session_state().await?;
        let wish = stored.and_then(|stored| stored.wish);
        let unlink_by =
            (wish == Some(SessionWish::Unlink)).then(|| Instant::now() + UNLINK_PATIENCE);
        Ok(Self {
            shared,
            session: SessionState::NEW,
            answering,
            wish,
            unlink_by,
            is_unlinking: false,
        })
    }

    /// Gives the events back that nobody hears any more.
    async fn listen(mut self) -> Result<mpsc::Receiver<ConnectorEvent>, WorkerError> {
        let (sink, mut events) = mpsc::channel(EVENTS);
        self.begin(sink).await?;
        self.answering.answer_waiting().await?;
        let mut taken = Vec::with_capacity(TOGETHER);
        let mut heartbeat = tokio::time::interval(self.shared.engine.config().heartbeat);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = self.shared.soft.cancelled() => break,
                count = events.recv_many(&mut taken, TOGETHER) => {
                    if count == 0 {
                        return Err(WorkerError::Silent);
                    }
                    self.on_events(taken.drain(..)).await?;
                }
                _ = heartbeat.tick() => self.beat().await?,
                () = self.shared.due.notified() => {
                    // What a person said lies in the outbox already.
                    self.shared.outbox.notify_one();
                    self.answering.say_due().await?;
                }
                () = self.answering.due() => self.answering.answer_waiting().await?,
                () = until(self.unlink_by) => self.unlink_if_wished().await?,
            }
        }
        // On a node's shutdown the session stays as it is: the next owner goes on with it.
        if !self.shared.engine.draining().is_cancelled() {
            self.end().await?;
        }
        Ok(events)
    }

    async fn on_events(
        &mut self,
        events: impl Iterator<Item = ConnectorEvent>,
    ) -> Result<(), WorkerError> {
        for events in together(events) {
            match events {
                Together::Messages(messages) => self.answering.receive(messages).await?,
                Together::Receipts(receipts) => self.on_receipts(receipts).await?,
                Together::Other(ConnectorEvent::Ended(error)) => {
                    return Err(self.ended(error).await);
                }
                Together::Other(event) => self.on_session_event(event).await?,
            }
        }
        Ok(())
    }

    async fn beat(&mut self) -> Result<(), WorkerError> {
        let engine = &self.shared.engine;
        {
            let _turn = engine.turns().of(self.shared.tenant).await;
            let worker = self.shared.store.heartbeat(engine.config().stale()).await?;
            self.answering.forget_old();
            self.answering.say_due().await?;
            engine.bus().publish(LiveEvent::Worker { tenant_id: self.shared.tenant, worker });
        }
        self.answering.look_around().await
    }
}
