//! The configuration: typed, read from flags, environment and a file, every wrong value named.

mod problem;
mod reader;
mod secret_key;
pub mod setting;
mod sources;
mod values;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

pub use problem::{ConfigProblem, ConfigProblems};
pub use secret_key::{SecretKeyError, SecretKeySource};
pub use sources::{CONFIG_FILE, Place, Sources};
pub use values::{Environment, LogFormat, PublicUrl, Secret};

/// How to reach the database.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// `sqlite://..` or `postgres://..`; may hold a password.
    pub url: Secret,
    /// Most connections.
    pub max_connections: u32,
    /// Connections that are kept open.
    pub min_connections: u32,
    /// Longest wait for a free connection.
    pub acquire_timeout: Duration,
    /// How long an unused connection is kept.
    pub idle_timeout: Duration,
    /// Longest wait for a new connection.
    pub connect_timeout: Duration,
}

/// The admin that is made at start when there is none.
#[derive(Debug, Clone)]
pub struct FirstAdmin {
    /// The e-mail address.
    pub email: String,
    /// The password.
    pub password: Secret,
}

/// All that can be configured, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// What the process is for.
    pub environment: Environment,
    /// Where it listens.
    pub addr: SocketAddr,
    /// The address that browsers use, where it differs from what they ask for.
    pub public_url: Option<PublicUrl>,
    /// The database.
    pub database: DatabaseConfig,
    /// The key that encrypts secrets in the database.
    pub secret_key: SecretKeySource,
    /// Whether there is a phone in the browser.
    pub sandbox: bool,
    /// The admin that is made at start when there is none.
    pub first_admin: Option<FirstAdmin>,
    /// The password of Basic auth for the control plane's JSON; nothing when that is off.
    pub basic_password: Option<Secret>,
    /// The key of the portal's JSON; nothing when that is off.
    pub portal_key: Option<Secret>,
    /// How often a worker shows a sign of life.
    pub heartbeat: Duration,
    /// How long a worker may be silent.
    pub stale_after: Duration,
    /// Most replies of one tenant in 60 seconds.
    pub replies_per_minute: u32,
    /// This process's name among the nodes.
    pub node_name: String,
    /// The folder with the browser's files.
    pub site_dir: PathBuf,
    /// Tracing directives.
    pub log: String,
    /// How log lines look.
    pub log_format: LogFormat,
}

impl Config {
    /// Judges what was given.
    ///
    /// # Errors
    /// When anything is wrong: all of it, not the first thing only.
    pub fn read(sources: &Sources) -> Result<Self, ConfigProblems> {
        reader::read(sources)
    }

    /// Whether the process serves real customers.
    pub fn is_production(&self) -> bool {
        self.environment == Environment::Production
    }

    /// Whether browsers come over https, so that cookies must be secure.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(PublicUrl::is_https)
    }

    /// How the database is told to the operator: its kind, and its file where it is one; never a password.
    pub fn database_shown(&self) -> String {
        values::sqlite_path(self.database.url.reveal())
            .map_or_else(|| "PostgreSQL".to_owned(), |path| format!("SQLite, {path}"))
    }
}
