//! Time as a parameter.

use chrono::{DateTime, Utc};

/// A point in time: UTC, whole microseconds (PostgreSQL keeps no more).
pub type Instant = DateTime<Utc>;

/// Where every time in Flow HQ comes from; tests bring their own.
pub trait Clock: Send + Sync + 'static {
    /// Now, in UTC, truncated to microseconds.
    fn now(&self) -> Instant;
}
