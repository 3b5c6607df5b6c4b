//! Lease times, each compared with one clock only.
//!
//! On PostgreSQL, where nodes of several machines meet, that is the database's; SQLite has one machine
//! and takes ours. A node whose own clock is wrong can then neither keep a lease nor take one early.

use chrono::Duration;
use domain::Instant;
use sea_orm::{DbBackend, Value};

/// Pieces of SQL about a lease's time. They expect our own time as `$1` and [`Self::length`] as `$2`.
pub(super) struct Term {
    /// Now.
    pub(super) now: &'static str,
    /// The end of a lease that begins now.
    pub(super) until: &'static str,
    /// Passes over rows that another claim holds just now.
    pub(super) skip_locked: &'static str,
    /// How long a lease lasts, or when it ends.
    pub(super) length: Value,
}

impl Term {
    pub(super) fn new(backend: DbBackend, now: Instant, term: Duration) -> Self {
        match backend {
            DbBackend::Sqlite => {
                Self { now: "$1", until: "$2", skip_locked: "", length: (now + term).into() }
            }
            _ => Self {
                now: "clock_timestamp()",
                until: "clock_timestamp() + $2 * interval '1 millisecond'",
                skip_locked: " FOR NO KEY UPDATE OF w SKIP LOCKED",
                length: term.num_milliseconds().into(),
            },
        }
    }
}

/// A condition that a lease has not run out, and the value that it expects as `$2`, if any.
pub(super) fn unexpired(backend: DbBackend, now: Instant) -> (&'static str, Option<Value>) {
    match backend {
        DbBackend::Sqlite => ("lease_until > $2", Some(now.into())),
        _ => ("lease_until > clock_timestamp()", None),
    }
}
