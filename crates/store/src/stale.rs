//! How long a worker may be silent.

use chrono::Duration;
use domain::Instant;
use sea_orm::sea_query::Expr;
use sea_orm::{ExprTrait, IntoSimpleExpr};

use crate::entity::worker_processes;

/// A worker that should run and was silent for longer than this is stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaleAfter(pub Duration);

impl StaleAfter {
    /// [`domain::worker::is_stale`] as a condition on `worker_processes`.
    pub(crate) fn condition(self, now: Instant) -> Expr {
        let last_possible = now - self.0;
        let worker = worker_processes::COLUMN;
        worker
            .desired
            .eq(domain::Desired::Running.as_str())
            .and(worker.desired_at.lt(last_possible))
            .and(worker.heartbeat_at.is_null().or(worker.heartbeat_at.lt(last_possible)))
            .into_simple_expr()
    }
}
