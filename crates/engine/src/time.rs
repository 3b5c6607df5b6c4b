//! The one place that reads the machine's clock.

use chrono::{SubsecRound, Utc};
use domain::{Clock, Instant};

/// The machine's clock, truncated to microseconds as PostgreSQL keeps them.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that everything else is given"
    )]
    fn now(&self) -> Instant {
        Utc::now().trunc_subsecs(6)
    }
}
