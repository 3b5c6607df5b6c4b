//! The workers that run on this node, and until when their leases are surely ours.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::TenantId;
use store::Lease;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Subtracted from every term: time that passes between the database's clock and ours.
const MARGIN: Duration = Duration::from_secs(1);

/// Until when a lease is surely ours, by this machine's monotonic clock.
///
/// Counted from the moment *before* the database was asked, so that a renewal that comes back late
/// is no reason to believe longer in the lease than other nodes do.
#[derive(Clone)]
pub(crate) struct Deadline(Arc<Mutex<Instant>>);

impl Deadline {
    /// Whether the lease is still surely ours.
    pub(crate) fn holds(&self) -> bool {
        Instant::now() < self.at()
    }

    fn at(&self) -> Instant {
        *lock(&self.0)
    }
}

/// One running worker.
#[derive(Clone)]
pub(super) struct Running {
    pub(super) lease: Lease,
    pub(super) generation: i64,
    pub(super) started: Instant,
    pub(super) deadline: Deadline,
    /// Finish what you hold, then end.
    pub(super) soft: CancellationToken,
    /// End now and write nothing: the lease is gone.
    pub(super) hard: CancellationToken,
}

#[derive(Clone, Default)]
pub(super) struct Roster(Arc<Mutex<HashMap<TenantId, Running>>>);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing panics while it holds one of these locks; a poisoned one is as good as another.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn end_of(asked: Instant, term: Duration) -> Instant {
    asked + term.saturating_sub(MARGIN)
}

impl Roster {
    pub(super) fn enter(
        &self,
        lease: Lease,
        generation: i64,
        claimed_at: Instant,
        term: Duration,
    ) -> Running {
        let tenant = lease.tenant_id;
        let running = Running {
            lease,
            generation,
            started: Instant::now(),
            deadline: Deadline(Arc::new(Mutex::new(end_of(claimed_at, term)))),
            soft: CancellationToken::new(),
            hard: CancellationToken::new(),
        };
        lock(&self.0).insert(tenant, running.clone());
        running
    }

    pub(super) fn leave(&self, tenant: TenantId) -> Option<Running> {
        lock(&self.0).remove(&tenant)
    }

    pub(super) fn get(&self, tenant: TenantId) -> Option<Running> {
        lock(&self.0).get(&tenant).cloned()
    }

    pub(super) fn stop_all(&self) {
        for running in lock(&self.0).values() {
            running.soft.cancel();
        }
    }

    /// Notes a renewal that was asked for at `asked`; workers that it does not name end, unless
    /// their lease was claimed after the question.
    pub(super) fn renewed(&self, held: &[TenantId], asked: Instant, term: Duration) {
        for (tenant, running) in lock(&self.0).iter() {
            if held.contains(tenant) {
                let mut until = lock(&running.deadline.0);
                *until = (*until).max(end_of(asked, term));
            } else if running.started < asked {
                running.hard.cancel();
            }
        }
    }

    /// Ends workers whose lease is not among `held` any more, or has another epoch.
    pub(super) fn drop_all_but<'a>(&self, held: impl Iterator<Item = &'a Lease>, asked: Instant) {
        let held: HashMap<_, _> = held.map(|lease| (lease.tenant_id, lease.epoch)).collect();
        for (tenant, running) in lock(&self.0).iter() {
            if running.started < asked && held.get(tenant) != Some(&running.lease.epoch) {
                running.hard.cancel();
            }
        }
    }

    /// Ends workers whose lease may be somebody else's by now.
    pub(super) fn drop_expired(&self) {
        for running in lock(&self.0).values() {
            if !running.deadline.holds() {
                running.hard.cancel();
            }
        }
    }

    /// Waits until the next lease runs out; for ever when there is none.
    pub(super) async fn next_deadline(&self) {
        let next = lock(&self.0)
            .values()
            .filter(|running| !running.hard.is_cancelled())
            .map(|running| running.deadline.at())
            .min();
        match next {
            Some(at) => tokio::time::sleep_until(at).await,
            None => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{NodeId, RecordId};
    use uuid::Uuid;

    const TERM: Duration = Duration::from_secs(15);

    fn lease(n: u128) -> Lease {
        let tenant_id = TenantId::from_uuid(Uuid::from_u128(n));
        Lease { tenant_id, node: NodeId::from_uuid(Uuid::nil()), epoch: 1 }
    }

    #[tokio::test(start_paused = true)]
    async fn a_renewal_that_comes_back_late_does_not_stretch_the_lease() {
        let roster = Roster::default();
        let running = roster.enter(lease(1), 0, Instant::now(), TERM);
        let asked = Instant::now();
        tokio::time::advance(Duration::from_secs(20)).await;
        roster.renewed(&[lease(1).tenant_id], asked, TERM);
        assert!(!running.deadline.holds());
        roster.drop_expired();
        assert!(running.hard.is_cancelled());
    }

    #[tokio::test(start_paused = true)]
    async fn a_lease_that_is_not_renewed_ends_its_worker_alone() {
        let roster = Roster::default();
        let kept = roster.enter(lease(1), 0, Instant::now(), TERM);
        let lost = roster.enter(lease(2), 0, Instant::now(), TERM);
        tokio::time::advance(Duration::from_secs(5)).await;
        roster.renewed(&[lease(1).tenant_id], Instant::now(), TERM);
        assert!(lost.hard.is_cancelled());
        assert!(!kept.hard.is_cancelled());
        tokio::time::advance(Duration::from_secs(13)).await;
        assert!(kept.deadline.holds());
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(!kept.deadline.holds());
    }

    #[tokio::test(start_paused = true)]
    async fn a_worker_that_started_after_the_question_is_not_dropped_by_its_answer() {
        let roster = Roster::default();
        let asked = Instant::now();
        tokio::time::advance(Duration::from_millis(1)).await;
        let fresh = roster.enter(lease(1), 0, Instant::now(), TERM);
        roster.renewed(&[], asked, TERM);
        roster.drop_all_but([].iter(), asked);
        assert!(!fresh.hard.is_cancelled());
    }

    #[tokio::test(start_paused = true)]
    async fn an_older_epoch_is_dropped() {
        let roster = Roster::default();
        let running = roster.enter(lease(1), 0, Instant::now(), TERM);
        tokio::time::advance(Duration::from_millis(1)).await;
        let newer = Lease { epoch: 2, ..lease(1) };
        roster.drop_all_but([newer].iter(), Instant::now());
        assert!(running.hard.is_cancelled());
    }

    #[tokio::test(start_paused = true)]
    async fn the_next_deadline_comes_with_the_shortest_lease() {
        let roster = Roster::default();
        roster.enter(lease(1), 0, Instant::now(), TERM);
        let before = Instant::now();
        roster.next_deadline().await;
        assert_eq!(before.elapsed(), Duration::from_secs(14));
    }
}
