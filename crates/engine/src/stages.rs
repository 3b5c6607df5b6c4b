//! How long a customer's message takes from stage to stage, for who watches over the platform.

use std::time::Duration;

use domain::{Instant, OutboxId, RecordId};

/// Seconds by `stage`; the server knows how it is shown.
const STAGE_SECONDS: &str = "flowhq_stage_seconds";

/// From the connector's event to the commit after which the channel is told that we have it.
pub(crate) fn received_to_committed(took: Duration) {
    metrics::histogram!(STAGE_SECONDS, "stage" => "received_to_committed").record(took);
}

/// From that commit to the commit of the decision; time in which the limits held it back counts.
pub(crate) fn committed_to_decided(committed_at: Instant, now: Instant) {
    let took = (now - committed_at).to_std().unwrap_or_default();
    metrics::histogram!(STAGE_SECONDS, "stage" => "committed_to_decided").record(took);
}

/// From the decision, in which the outbox's row got its id, until the channel took the reply.
pub(crate) fn decided_to_sent(row: OutboxId, now: Instant) {
    // An id of version 7 begins with the time at which it was made (RFC 9562 §5.7).
    let Some((seconds, nanos)) = row.uuid().get_timestamp().map(|time| time.to_unix()) else {
        return;
    };
    let Ok(seconds) = i64::try_from(seconds) else { return };
    let Some(decided_at) = Instant::from_timestamp(seconds, nanos) else { return };
    let took = (now - decided_at).to_std().unwrap_or_default();
    metrics::histogram!(STAGE_SECONDS, "stage" => "decided_to_sent").record(took);
}

#[cfg(test)]
mod tests {
    use domain::Clock;

    use super::*;
    use crate::SystemClock;

    #[test]
    fn the_time_of_a_decision_stands_in_the_id_of_its_row() {
        let now = SystemClock.now();
        let row: OutboxId = store::mint(&SystemClock);
        let (seconds, _) = row.uuid().get_timestamp().unwrap().to_unix();
        assert!(seconds.abs_diff(now.timestamp().try_into().unwrap()) <= 1);
    }
}
