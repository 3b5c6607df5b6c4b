//! What is wanted of a tenant's worker, and what is seen of it.

use chrono::Duration;

use crate::Instant;
use crate::text_enum::text_enum;

text_enum! {
    /// What an admin wants a worker to do.
    Desired {
        /// It should run on some node.
        Running => "RUNNING",
        /// It should run nowhere.
        Stopped => "STOPPED",
    }
}

text_enum! {
    /// What was last seen of a worker.
    WorkerStatus {
        /// It runs.
        Running => "RUNNING",
        /// It does not run.
        Stopped => "STOPPED",
        /// It failed; `last_error` says how.
        Error => "ERROR",
    }
}

text_enum! {
    /// What an admin can tell a worker.
    WorkerCommand {
        /// Run.
        Start => "start",
        /// Stop, after what is in hand is finished.
        Stop => "stop",
        /// Stop and run again.
        Restart => "restart",
        /// Drop the worker where it stands, forget its errors and run again.
        ForceRestart => "force-restart",
    }
}

/// Whether a worker that should run has been silent for too long.
///
/// A worker that never beat counts from `wanted_since`, the time it was told to run, so that one
/// that never came up is found as well.
pub fn is_stale(
    desired: Desired,
    heartbeat_at: Option<Instant>,
    wanted_since: Instant,
    now: Instant,
    stale_after: Duration,
) -> bool {
    let last_sign = heartbeat_at.map_or(wanted_since, |beat| beat.max(wanted_since));
    desired == Desired::Running && now - last_sign > stale_after
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn a_worker_that_never_beat_turns_stale_too() {
        let limit = Duration::seconds(120);
        let stale = |beat, now| is_stale(Desired::Running, beat, at(0), at(now), limit);
        assert!(!stale(None, 120));
        assert!(stale(None, 121));
        assert!(!stale(Some(at(100)), 220));
        assert!(stale(Some(at(100)), 221));
    }

    #[test]
    fn a_restart_counts_from_the_new_start() {
        assert!(!is_stale(Desired::Running, Some(at(-900)), at(0), at(60), Duration::seconds(120)));
    }

    #[test]
    fn a_stopped_worker_is_never_stale() {
        assert!(!is_stale(Desired::Stopped, None, at(0), at(9_999), Duration::seconds(120)));
    }
}
