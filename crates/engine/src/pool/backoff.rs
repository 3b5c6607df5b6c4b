//! When a worker that failed may start again.

use std::collections::HashMap;
use std::time::Duration;

use domain::TenantId;
use rand::Rng;
use tokio::time::Instant;

/// The first pause; each further one is three times as long.
const FIRST: Duration = Duration::from_secs(5);
/// The longest pause.
const LONGEST: Duration = Duration::from_mins(5);
/// Failures in a row after which the pool gives up and a person must look.
const TRIES: u32 = 10;
/// A worker that ran for so long was healthy: its failures are forgotten.
const HEALTHY: Duration = Duration::from_mins(10);

/// The failures in a row of every tenant's worker on this node.
#[derive(Default)]
pub(super) struct Failures(HashMap<TenantId, Failure>);

struct Failure {
    generation: i64,
    in_a_row: u32,
    not_before: Instant,
    beaten_at: Instant,
}

impl Failures {
    /// Notes a failure after the worker `ran` for a while; tells the pause before the next try,
    /// or nothing when there is none.
    pub(super) fn note(
        &mut self,
        tenant: TenantId,
        generation: i64,
        ran: Duration,
    ) -> Option<Duration> {
        let before = self.0.get(&tenant);
        // A person who asked for a restart starts the count anew, as a healthy run does.
        let before = before.filter(|failure| ran < HEALTHY && failure.generation == generation);
        let in_a_row = before.map_or(0, |failure| failure.in_a_row) + 1;
        if in_a_row >= TRIES {
            self.0.remove(&tenant);
            return None;
        }
        // Jitter keeps many workers that failed together from coming back together.
        let pause = pause(in_a_row).mul_f64(rand::rng().random_range(0.8..1.2));
        let now = Instant::now();
        let failure = Failure { generation, in_a_row, not_before: now + pause, beaten_at: now };
        self.0.insert(tenant, failure);
        Some(pause)
    }

    /// Whether the pause is over; a person who asked for a restart does not wait.
    pub(super) fn may_start(&self, tenant: TenantId, generation: i64) -> bool {
        self.0.get(&tenant).is_none_or(|failure| {
            failure.generation != generation || Instant::now() >= failure.not_before
        })
    }

    /// Whether a waiting worker is to be reported alive again; true once in `every`.
    pub(super) fn beat_due(&mut self, tenant: TenantId, every: Duration) -> bool {
        let Some(failure) = self.0.get_mut(&tenant) else { return false };
        let due = failure.beaten_at.elapsed() >= every;
        if due {
            failure.beaten_at = Instant::now();
        }
        due
    }

    /// Forgets a tenant that stopped on purpose.
    pub(super) fn forget(&mut self, tenant: TenantId) {
        self.0.remove(&tenant);
    }
}

/// 5, 15, 45, 135, 300, 300 .. seconds.
fn pause(in_a_row: u32) -> Duration {
    FIRST.saturating_mul(3u32.saturating_pow(in_a_row - 1)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::RecordId;

    const SHORT: Duration = Duration::from_secs(1);

    fn tenant() -> TenantId {
        TenantId::from_uuid(uuid::Uuid::from_u128(7))
    }

    #[test]
    fn pauses_grow_to_five_minutes() {
        let seconds: Vec<_> = (1..=6).map(|n| pause(n).as_secs()).collect();
        assert_eq!(seconds, [5, 15, 45, 135, 300, 300]);
    }

    #[tokio::test(start_paused = true)]
    async fn the_tenth_failure_in_a_row_is_the_last() {
        let mut failures = Failures::default();
        for _ in 1..TRIES {
            assert!(failures.note(tenant(), 0, SHORT).is_some());
        }
        assert_eq!(failures.note(tenant(), 0, SHORT), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_healthy_run_starts_the_count_anew() {
        let mut failures = Failures::default();
        for _ in 1..TRIES {
            failures.note(tenant(), 0, SHORT);
        }
        let pause = failures.note(tenant(), 0, HEALTHY).unwrap();
        assert!(pause < Duration::from_secs(7), "{pause:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_restart_by_a_person_starts_the_count_anew() {
        let mut failures = Failures::default();
        for _ in 1..TRIES {
            failures.note(tenant(), 0, SHORT);
        }
        assert!(failures.note(tenant(), 1, SHORT).is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn a_waiting_worker_is_reported_alive_once_a_heartbeat() {
        let mut failures = Failures::default();
        failures.note(tenant(), 0, SHORT);
        assert!(!failures.beat_due(tenant(), Duration::from_secs(30)));
        tokio::time::advance(Duration::from_secs(30)).await;
        assert!(failures.beat_due(tenant(), Duration::from_secs(30)));
        assert!(!failures.beat_due(tenant(), Duration::from_secs(30)));
    }

    #[tokio::test(start_paused = true)]
    async fn the_pause_holds_until_it_is_over_or_a_person_asks() {
        let mut failures = Failures::default();
        let pause = failures.note(tenant(), 0, SHORT).unwrap();
        assert!(!failures.may_start(tenant(), 0));
        assert!(failures.may_start(tenant(), 1));
        tokio::time::advance(pause).await;
        assert!(failures.may_start(tenant(), 0));
    }
}
