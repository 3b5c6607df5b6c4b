//! The configuration: typed, read from flags, environment and a file, every wrong value named.

mod model;
mod problem;
mod proxies;
mod reader;
pub mod secret_key;
pub mod setting;
mod site;
mod sources;
mod values;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

pub use model::ModelConfig;
pub use problem::{ConfigProblem, ConfigProblems};
pub use proxies::TrustedProxies;
pub use secret_key::{SecretKeyError, SecretKeySource};
pub use sources::{CONFIG_FILE, Place, Sources};
pub use values::{Channel, Environment, LogFormat, PublicUrl, Secret};

/// How to reach the database.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// `sqlite://..` or `postgres://..`; may hold a password.
    pub url: Secret,
    /// The same PostgreSQL database as the role that owns the schema, where another one serves.
    pub owner_url: Option<Secret>,
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

impl DatabaseConfig {
    /// The address for work on the whole database: as the role that owns it, where there is one.
    pub fn maintenance_url(&self) -> &str {
        self.owner_url.as_ref().unwrap_or(&self.url).reveal()
    }

    /// The database's file, where it is one.
    pub fn file(&self) -> Option<PathBuf> {
        values::sqlite_path(self.url.reveal()).map(PathBuf::from)
    }
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
    /// Keys of earlier times, in base64, which still open what they sealed.
    pub previous_keys: Vec<Secret>,
    /// Whether there is a phone in the browser.
    pub sandbox: bool,
    /// What new businesses are connected over.
    pub channel: Channel,
    /// A WhatsApp peer on this machine in WhatsApp's place.
    pub whatsapp_peer: Option<String>,
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
    /// The largest file of a customer's that is kept.
    pub file_megabytes: u32,
    /// What all files of a business's customers may come to.
    pub files_megabytes: u32,
    /// Most replies of one tenant in 60 seconds.
    pub replies_per_minute: u32,
    /// How long a chat must be quiet before what came in pieces is answered as one.
    pub fragment_seconds: u32,
    /// The reverse proxies that are believed about who asks.
    pub trusted_proxies: TrustedProxies,
    /// How often one address may send a public form in a minute.
    pub public_forms_per_minute: u32,
    /// The bearer token that may read the figures; nothing when only admins may.
    pub metrics_token: Option<Secret>,
    /// The loopback address where the figures need no token.
    pub metrics_addr: Option<SocketAddr>,
    /// This process's name among the nodes.
    pub node_name: String,
    /// Sign-ins that may fail in 15 minutes from one address.
    pub sign_in_tries_per_address: u32,
    /// The mail server; may hold a password.
    pub smtp_url: Option<Secret>,
    /// Whom mails come from.
    pub mail_from: Option<String>,
    /// The language model that words answers; nothing where there is none.
    pub model: Option<ModelConfig>,
    /// The IANA name of the platform's time zone.
    pub timezone: String,
    /// Who runs this installation, for the public pages.
    pub operator: app::ssr::site::Operator,
    /// Where the source of this program is, for who uses it.
    pub source_url: Option<String>,
    /// What it costs.
    pub plans: domain::plans::Plans,
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
