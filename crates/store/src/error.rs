//! What can go wrong with a piece of work.

use std::borrow::Cow;

use domain::Conflict;
use sea_orm::sqlx;
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// The outcome of a piece of work.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why a piece of work was not done; nothing of it is in the database then.
///
/// The database's own words are only in the source: they may quote values and belong in a log that
/// operators read, never before a customer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The present state of things does not allow it.
    #[error("refused in the present state")]
    Conflict(#[source] Conflict),
    /// The e-mail address belongs to a living person already.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// Another product has the code already.
    #[error("the code is taken")]
    CodeTaken,
    /// The phone that linked speaks for another tenant already.
    #[error("the number is linked to another tenant")]
    NumberTaken,
    /// The worker's lease is somebody else's by now: stop, and write nothing more.
    #[error("the lease is lost")]
    LeaseLost,
    /// A row that must exist is not there.
    #[error("the {0} is missing")]
    Missing(&'static str),
    /// A cursor that did not come from the page before.
    #[error("the cursor is not one of ours")]
    Cursor,
    /// The database's address cannot be used.
    #[error("{0}")]
    Address(Cow<'static, str>),
    /// A stored value cannot be read.
    #[error("cannot read the stored {what}: {detail}")]
    Corrupt {
        /// The column, as `table.column`.
        what: &'static str,
        /// What is wrong with it, without the value itself.
        detail: String,
    },
    /// The database cannot be reached or is too busy; the same work may succeed later.
    #[error("the database is unavailable")]
    Unavailable(#[source] DbErr),
    /// The database refused.
    #[error("the database refused")]
    Database(#[source] DbErr),
}

impl From<Conflict> for StoreError {
    fn from(conflict: Conflict) -> Self {
        Self::Conflict(conflict)
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if is_outage(&error) { Self::Unavailable(error) } else { Self::Database(error) }
    }
}

/// Whether a statement failed because such a row exists already.
pub(crate) fn is_duplicate(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// `instead` for a row that exists already, otherwise what the error is worth by itself.
pub(crate) fn duplicate_as(instead: StoreError) -> impl FnOnce(DbErr) -> StoreError {
    |error| if is_duplicate(&error) { instead } else { error.into() }
}

/// Whether the fault lies in reaching the database rather than in what was asked of it.
fn is_outage(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            match cause.as_ref() {
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed => true,
                sqlx::Error::Database(cause) => {
                    cause.code().is_some_and(|code| is_outage_code(&code))
                }
                _ => false,
            }
        }
        _ => false,
    }
}

/// PostgreSQL's SQLSTATE (appendix A of its manual) and SQLite's extended result codes.
fn is_outage_code(code: &str) -> bool {
    // Connection exceptions.
    code.len() == 5 && code.starts_with("08")
        || matches!(
            code,
            // too_many_connections; admin_shutdown, crash_shutdown, cannot_connect_now,
            // idle_session_timeout; read_only_sql_transaction (a standby answered); query_canceled
            "53300" | "57P01" | "57P02" | "57P03" | "57P05" | "25006" | "57014"
            // serialization_failure, deadlock_detected, lock_not_available: the same work succeeds when tried again
            | "40001" | "40P01" | "55P03"
            // SQLITE_BUSY, SQLITE_BUSY_RECOVERY, SQLITE_BUSY_SNAPSHOT, SQLITE_FULL
            | "5" | "261" | "517" | "13"
        )
}
