//! The pool: one worker for every tenant that should run here.
//!
//! [`Pool::reconcile`] takes no input: it compares what is wanted with what runs under this node's
//! leases and acts on the difference. The first start, a crash, a restart that an admin asked for
//! and a second node are the same code. It runs when something is wanted and every few seconds.

mod backoff;
mod roster;

use std::collections::HashMap;
use std::time::Duration;

use domain::{Desired, TenantId, WorkerStatus};
use rand::Rng;
use store::{Assignment, Lease, NodeRow, StoreError};
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use crate::Engine;
use crate::config::span;
use crate::worker::{self, WorkerEnd, WorkerOrders};
use backoff::Failures;
pub(crate) use roster::Deadline;
use roster::Roster;

/// Workers that this node takes over in one go, so that a start does not connect all at once.
const CLAIM_AT_ONCE: u32 = 100;

pub(crate) struct Pool {
    engine: Engine,
    roster: Roster,
    workers: JoinSet<WorkerEnd>,
    tenants: HashMap<Id, TenantId>,
    failures: Failures,
}

impl Pool {
    pub(crate) fn new(engine: Engine) -> Self {
        Self {
            engine,
            roster: Roster::default(),
            workers: JoinSet::new(),
            tenants: HashMap::new(),
            failures: Failures::default(),
        }
    }

    /// Runs until the engine drains, then ends every worker and gives the leases back.
    pub(crate) async fn run(mut self) {
        let _over = self.engine.over().clone().drop_guard();
        self.register().await;
        let keeper = Keeper { engine: self.engine.clone(), roster: self.roster.clone() };
        let done = CancellationToken::new();
        let supervise = async {
            self.supervise().await;
            self.drain().await;
            done.cancel();
        };
        tokio::join!(supervise, keeper.run(&done));
    }

    async fn register(&self) {
        let config = self.engine.config();
        let row = node_row(&self.engine);
        let draining = self.engine.draining();
        while let Err(error) = self.engine.store().leases().register_node(row.clone()).await {
            tracing::warn!(%error, "the node could not be registered; it is tried again");
            tokio::select! {
                () = draining.cancelled() => return,
                () = tokio::time::sleep(config.reconcile_every) => {}
            }
        }
    }

    async fn supervise(&mut self) {
        let draining = self.engine.draining();
        let engine = self.engine.clone();
        loop {
            if let Err(error) = self.reconcile().await {
                tracing::warn!(%error, "wanted and running workers could not be compared");
            }
            let pause = jittered(engine.config().reconcile_every);
            tokio::select! {
                () = draining.cancelled() => return,
                () = engine.wanted().notified() => {}
                () = tokio::time::sleep(pause) => {}
                Some(ended) = self.workers.join_next_with_id() => {
                    self.ended(ended).await;
                    // Many that ended together are one round of reconciling, not many.
                    while let Some(ended) = self.workers.try_join_next_with_id() {
                        self.ended(ended).await;
                    }
                }
            }
        }
    }

    /// Makes what runs here what is wanted here.
    async fn reconcile(&mut self) -> Result<(), StoreError> {
        let leases = self.engine.store().leases();
        let node = self.engine.node();
        let asked = Instant::now();
        let held = leases.held(node).await?;
        self.roster.drop_all_but(held.iter().map(|found| &found.lease), asked);
        for assignment in held {
            let tenant = assignment.lease.tenant_id;
            // One tenant's trouble, such as a lease that was just lost, must not keep the others.
            if let Err(error) = self.attend(assignment).await {
                tracing::warn!(tenant.id = %tenant, %error, "tenant {tenant} could not be seen to");
            }
        }
        let asked = Instant::now();
        let term = span(self.engine.config().lease_term);
        let claimed = leases.claim(node, term, CLAIM_AT_ONCE).await?;
        if claimed.len() >= CLAIM_AT_ONCE as usize {
            // There may be more: look again without waiting.
            self.engine.wanted().notify_one();
        }
        for assignment in claimed {
            let tenant = assignment.lease.tenant_id;
            if self.roster.get(tenant).is_none() {
                self.start(assignment, asked);
            }
        }
        Ok(())
    }

    /// Sees to one tenant whose lease this node holds.
    async fn attend(&mut self, found: Assignment) -> Result<(), StoreError> {
        let tenant = found.lease.tenant_id;
        let wanted = found.desired == Desired::Running && found.status != WorkerStatus::Error;
        match self.roster.get(tenant) {
            Some(running) => {
                if !wanted || running.generation != found.generation {
                    running.soft.cancel();
                }
            }
            None if wanted => {
                if self.failures.may_start(tenant, found.generation) {
                    // How much of the term is left is not known here: only a renewal tells.
                    let asked = Instant::now();
                    let term = span(self.engine.config().lease_term);
                    let leases = self.engine.store().leases();
                    if leases.renew(self.engine.node(), term).await?.contains(&tenant) {
                        self.start(found, asked);
                    }
                } else if self.failures.beat_due(tenant, self.engine.config().heartbeat) {
                    let stale_after = self.engine.config().stale();
                    // Waiting for its next try is a sign of life of the pool on its behalf.
                    self.engine.store().worker(found.lease).heartbeat(stale_after).await?;
                }
            }
            None => {
                if found.desired == Desired::Stopped {
                    self.engine.store().worker(found.lease.clone()).stopped().await?;
                }
                self.engine.store().leases().release(&found.lease).await?;
                self.failures.forget(tenant);
                self.engine.publish_tenant(tenant).await;
                self.engine.publish_session(tenant).await;
            }
        }
        Ok(())
    }

    fn start(&mut self, found: Assignment, claimed_at: Instant) {
        let tenant = found.lease.tenant_id;
        let running = self.roster.enter(
            found.lease.clone(),
            found.generation,
            claimed_at,
            self.engine.config().lease_term,
        );
        let orders = WorkerOrders {
            lease: found.lease,
            deadline: running.deadline,
            soft: running.soft,
            hard: running.hard,
        };
        let task = self.workers.spawn(worker::run(self.engine.clone(), orders));
        self.tenants.insert(task.id(), tenant);
        tracing::info!(tenant.id = %tenant, "worker of tenant {tenant} starts");
    }

    async fn ended(&mut self, ended: Result<(Id, WorkerEnd), JoinError>) {
        let (id, end) = match ended {
            Ok(ended) => ended,
            Err(error) => (error.id(), WorkerEnd::Failed(panic_text(error))),
        };
        let Some(tenant) = self.tenants.remove(&id) else { return };
        let Some(running) = self.roster.leave(tenant) else { return };
        match end {
            // The next round sees whether it is to run again.
            WorkerEnd::Stopped => {
                tracing::info!(tenant.id = %tenant, "worker of tenant {tenant} ended");
            }
            WorkerEnd::LeaseLost => {
                tracing::warn!(tenant.id = %tenant, "tenant {tenant} belongs to another node now");
            }
            WorkerEnd::Failed(error) => {
                tracing::warn!(tenant.id = %tenant, %error, "worker of tenant {tenant} failed");
                let ran = running.started.elapsed();
                let again = self.failures.note(tenant, running.generation, ran);
                if let Err(error) =
                    self.record_failure(running.lease, &error, again.is_none()).await
                {
                    tracing::warn!(tenant.id = %tenant, %error, "the failure was not recorded");
                }
                self.engine.publish_tenant(tenant).await;
                self.engine.publish_session(tenant).await;
            }
        }
    }

    async fn record_failure(
        &self,
        lease: Lease,
        error: &str,
        gave_up: bool,
    ) -> Result<(), StoreError> {
        let door = self.engine.store().worker(lease.clone());
        if gave_up {
            door.failed(error).await?;
            return self.engine.store().leases().release(&lease).await;
        }
        door.restarted(error).await.map(drop)
    }

    /// Ends every worker; the leases go back as they end, so that another node can take over.
    async fn drain(&mut self) {
        let leases = self.engine.store().leases();
        if let Err(error) = leases.set_draining(self.engine.node()).await {
            tracing::warn!(%error, "the node's draining was not noted");
        }
        self.roster.stop_all();
        let abort = self.engine.abort().clone();
        while !self.workers.is_empty() {
            let ended = tokio::select! {
                ended = self.workers.join_next_with_id() => ended,
                () = abort.cancelled() => {
                    self.workers.shutdown().await;
                    break;
                }
            };
            let Some(Ok((id, _))) = ended else { continue };
            let Some(tenant) = self.tenants.remove(&id) else { continue };
            let Some(running) = self.roster.leave(tenant) else { continue };
            match leases.release(&running.lease).await {
                // Another node need not wait for its next look.
                Ok(()) => self.engine.poke(),
                Err(error) => {
                    tracing::warn!(tenant.id = %tenant, %error, "a lease was not given back; it expires");
                }
            }
        }
        if abort.is_cancelled() {
            return;
        }
        // Workers that were waiting for their next try hold leases too.
        for assignment in leases.held(self.engine.node()).await.unwrap_or_default() {
            if let Err(error) = leases.release(&assignment.lease).await {
                tracing::warn!(%error, "a lease was not given back; it expires");
            }
        }
        if let Err(error) = leases.remove_node(self.engine.node()).await {
            tracing::warn!(%error, "the node was not removed");
        }
    }
}

/// Renews the node's leases and drops workers whose lease ran out.
struct Keeper {
    engine: Engine,
    roster: Roster,
}

impl Keeper {
    async fn run(self, done: &CancellationToken) {
        let config = self.engine.config();
        let mut tick = tokio::time::interval(config.lease_renew);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = done.cancelled() => return,
                () = self.roster.next_deadline() => self.roster.drop_expired(),
                () = async { tick.tick().await; self.renew().await } => {}
            }
        }
    }

    async fn renew(&self) {
        let leases = self.engine.store().leases();
        let node = self.engine.node();
        let asked = Instant::now();
        let term = self.engine.config().lease_term;
        match leases.renew(node, span(term)).await {
            Ok(held) => self.roster.renewed(&held, asked, term),
            Err(error) => tracing::warn!(%error, "the leases were not renewed"),
        }
        let beaten = match leases.beat_node(node).await {
            // Swept away while the machine slept.
            Err(StoreError::Missing(_)) => leases.register_node(node_row(&self.engine)).await,
            other => other,
        };
        if let Err(error) = beaten {
            tracing::warn!(%error, "the node's sign of life was not written");
        }
    }
}

fn node_row(engine: &Engine) -> NodeRow {
    NodeRow {
        id: engine.node(),
        name: engine.config().node_name.clone(),
        version: engine.config().version.clone(),
    }
}

fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(rand::rng().random_range(0.9..1.1))
}

fn panic_text(error: JoinError) -> String {
    let Ok(payload) = error.try_into_panic() else { return "the worker was aborted".to_owned() };
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned());
    format!("the worker panicked: {}", text.as_deref().unwrap_or("without a message"))
}
