//! What is counted when it is asked for: queues, workers, connections.

use std::time::Duration;

use domain::WorkerStatus;

use super::names::{
    COMMITS, GATHERED, INBOUND_OLDEST, INBOUND_PENDING, MAIL_WAITING, OUTBOX_OLDEST, OUTBOX_READY,
    SOCKETS_OPEN, WORKERS, WRITES, WRITES_WAITING,
};
use crate::state::AppState;

/// Longest wait for the database's figures; Prometheus gives up after ten seconds.
const GATHER_TIME: Duration = Duration::from_secs(3);

/// Brings the figures up to date that nobody keeps up to date otherwise.
pub(super) async fn gather(state: &AppState) {
    metrics::gauge!(SOCKETS_OPEN).set(count(state.open_sockets.count()));
    if let Some(writes) = state.engine.writes() {
        metrics::counter!(WRITES).absolute(writes.jobs);
        metrics::counter!(COMMITS).absolute(writes.commits);
        metrics::gauge!(WRITES_WAITING)
            .set(count(usize::try_from(writes.waiting).unwrap_or(usize::MAX)));
    }
    let queues = tokio::time::timeout(GATHER_TIME, state.engine.queues()).await;
    let Ok(Ok(queues)) = queues else {
        // Old figures would look like good ones.
        metrics::gauge!(GATHERED).set(0.0);
        return;
    };
    metrics::gauge!(GATHERED).set(1.0);
    for (waiting, oldest, queue) in [
        (OUTBOX_READY, OUTBOX_OLDEST, queues.outbox),
        (INBOUND_PENDING, INBOUND_OLDEST, queues.inbound),
    ] {
        metrics::gauge!(waiting).set(f64::from(queue.waiting));
        metrics::gauge!(oldest).set(queue.oldest.map_or(0.0, |age| age.as_secs_f64()));
    }
    metrics::gauge!(MAIL_WAITING).set(f64::from(queues.mails));
    for status in WorkerStatus::ALL {
        let workers = queues.workers.get(status).copied().unwrap_or(0);
        metrics::gauge!(WORKERS, "state" => status.as_str()).set(f64::from(workers));
    }
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
