//! How long writing takes on SQLite, for who watches over the platform.

use std::time::Duration;

/// Seconds by `part`; the server knows how it is shown.
const WRITE_SECONDS: &str = "flowhq_database_write_seconds";

/// A piece of work came to its turn.
pub(super) fn waited(took: Duration) {
    metrics::histogram!(WRITE_SECONDS, "part" => "wait").record(took);
}

/// A commit, of one or more pieces of work, came back from the disk.
pub(super) fn committed(took: Duration) {
    metrics::histogram!(WRITE_SECONDS, "part" => "commit").record(took);
}
