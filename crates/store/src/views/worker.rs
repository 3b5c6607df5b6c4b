//! Workers.

use domain::views::WorkerView;
use domain::worker::is_stale;
use domain::{Desired, Instant, NodeId, RecordId, WorkerStatus};

use crate::entity::worker_processes;
use crate::error::Result;
use crate::stale::StaleAfter;
use crate::views::read;

pub(crate) fn desired(row: &worker_processes::Model) -> Result<Desired> {
    read("worker_processes.desired", &row.desired)
}

pub(crate) fn worker_status(row: &worker_processes::Model) -> Result<WorkerStatus> {
    read("worker_processes.status", &row.status)
}

/// A worker as it looks at `now`.
pub(crate) fn worker(
    row: worker_processes::Model,
    now: Instant,
    stale_after: StaleAfter,
) -> Result<WorkerView> {
    let desired = desired(&row)?;
    // A lease that ran out holds nothing any more; for showing it, our own clock is near enough.
    let node = row.lease_owner.filter(|_| row.lease_until.is_some_and(|until| until > now));
    Ok(WorkerView {
        desired,
        status: worker_status(&row)?,
        process_name: row.process_name,
        last_error: row.last_error,
        heartbeat_at: row.heartbeat_at,
        stale: is_stale(desired, row.heartbeat_at, row.desired_at, now, stale_after.0),
        restarts: row.restarts,
        node: node.map(NodeId::from_uuid),
    })
}
