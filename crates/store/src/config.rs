//! Where the database is and how many connections it may take.

use std::fmt;
use std::time::Duration;

/// Where the database is and how it is connected to.
#[derive(Clone)]
pub struct StoreConfig {
    /// `sqlite://data/flowhq.db` or `postgres://user:password@host/database`.
    pub url: String,
    /// The same PostgreSQL database as the role that owns the schema, when `url` names one that only
    /// serves; nothing where one role does both, and on SQLite.
    pub owner_url: Option<String>,
    /// Most connections at a time.
    pub max_connections: u32,
    /// Connections that are kept open on PostgreSQL even when nothing is to be done.
    pub min_connections: u32,
    /// How long a piece of work waits for its turn, while all connections are in use.
    pub acquire_timeout: Duration,
    /// How long a connection beyond the fewest may do nothing before it is closed.
    pub idle_timeout: Duration,
    /// How long a new connection to PostgreSQL may take.
    pub connect_timeout: Duration,
    /// The connector that new tenants' sessions get, by the name that sessions store.
    pub first_connector: String,
}

impl StoreConfig {
    /// The usual settings for the database at `url`.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            owner_url: None,
            max_connections: 20,
            min_connections: 5,
            acquire_timeout: Duration::from_secs(20),
            idle_timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(5),
            first_connector: "sandbox".to_owned(),
        }
    }
}

/// Without the addresses, which may hold passwords.
impl fmt::Debug for StoreConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreConfig")
            .field("max_connections", &self.max_connections)
            .field("min_connections", &self.min_connections)
            .field("acquire_timeout", &self.acquire_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("connect_timeout", &self.connect_timeout)
            .finish_non_exhaustive()
    }
}
