//! What can be set about the engine.

use std::sync::Arc;
use std::time::Duration;

use channel::ConnectorFactory;
use channel::sandbox::SandboxTiming;

use crate::knowledge::Model;
use crate::mail::{Mailer, NoMail};

/// Settings of one node; the defaults are the product's.
#[derive(Clone)]
pub struct EngineConfig {
    /// The machine's name, for people.
    pub node_name: String,
    /// The program's version, for people.
    pub version: String,
    /// How often a worker notes that it lives.
    pub heartbeat: Duration,
    /// How long a worker may be silent before it counts as stale.
    pub stale_after: Duration,
    /// How often stale workers are looked for.
    pub stale_check: Duration,
    /// How long a lease lasts unless it is renewed.
    pub lease_term: Duration,
    /// How often leases are renewed; well under a third of the term.
    pub lease_renew: Duration,
    /// How often wanted and running workers are compared when nothing asks for it.
    pub reconcile_every: Duration,
    /// Replies a tenant sends in 60 seconds before customers wait.
    pub replies_per_minute: u32,
    /// Replies a customer gets in 10 minutes before it waits.
    pub replies_per_contact: u32,
    /// How long a chat must be quiet before what was written in pieces is answered as one; nothing answers each.
    pub fragments: Duration,
    /// How long "typing .." is shown before a reply goes out.
    pub typing: Duration,
    /// The largest file of a customer's that is kept, in bytes.
    pub file_most: u64,
    /// What all files of a business's customers may come to, in bytes.
    pub files_most: u64,
    /// How long a channel may take to accept a message.
    pub send_timeout: Duration,
    /// Whether the sandbox phone may be used.
    pub sandbox: bool,
    /// The sandbox channel's pace.
    pub sandbox_timing: SandboxTiming,
    /// Connectors by the name that sessions store; one named `sandbox` takes the built-in's place.
    pub connectors: Vec<(&'static str, Arc<dyn ConnectorFactory>)>,
    /// The platform's password for the control plane's JSON; nothing turns that door off.
    pub admin_password: Option<String>,
    /// The IANA name of the platform's time zone, for pages that belong to no tenant.
    pub timezone: String,
    /// The language model that words answers; nothing tells passages as they are.
    pub model: Option<Model>,
    /// Where mails are handed over.
    pub mailer: Arc<dyn Mailer>,
    /// The address of our own that links in mails begin with, without a slash at the end.
    pub public_url: String,
    /// Sign-ins that may fail in 15 minutes from one address before it has to wait.
    pub sign_in_tries_per_address: u32,
    /// Whether admins need a second factor before anything else works for them.
    pub admins_need_second_factor: bool,
    /// How long after the password was typed a second factor may be set up; who began in time has as
    /// long again to finish.
    pub password_fresh: Duration,
    /// Where messages of the contact page are mailed; nothing keeps them in the dashboard only.
    pub contact_email: Option<String>,
    /// How long a sign-in lasts without being used.
    pub session_idle: Duration,
    /// How long a sign-in lasts at most.
    pub session_absolute: Duration,
}

const MEBIBYTE: u64 = 1024 * 1024;
const DAY: Duration = Duration::from_hours(24);

impl Default for EngineConfig {
    fn default() -> Self {
        Self {
            node_name: "localhost".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            heartbeat: Duration::from_secs(30),
            stale_after: Duration::from_mins(2),
            stale_check: Duration::from_mins(1),
            lease_term: Duration::from_secs(15),
            lease_renew: Duration::from_secs(5),
            reconcile_every: Duration::from_secs(2),
            replies_per_minute: 10,
            replies_per_contact: 20,
            fragments: Duration::from_secs(4),
            typing: Duration::from_millis(800),
            file_most: 16 * MEBIBYTE,
            files_most: 512 * MEBIBYTE,
            send_timeout: Duration::from_secs(25),
            sandbox: true,
            sandbox_timing: SandboxTiming::default(),
            connectors: Vec::new(),
            admin_password: None,
            contact_email: None,
            timezone: "Africa/Dar_es_Salaam".to_owned(),
            model: None,
            mailer: Arc::new(NoMail),
            public_url: "http://localhost:3000".to_owned(),
            sign_in_tries_per_address: 5,
            admins_need_second_factor: false,
            password_fresh: Duration::from_mins(10),
            session_idle: 7 * DAY,
            session_absolute: 30 * DAY,
        }
    }
}

impl EngineConfig {
    /// The silence after which a worker is stale, in the store's terms.
    pub(crate) fn stale(&self) -> store::StaleAfter {
        store::StaleAfter(span(self.stale_after))
    }
}

/// A configured duration as the data layer counts it.
pub(crate) fn span(duration: Duration) -> chrono::Duration {
    chrono::Duration::from_std(duration).unwrap_or(chrono::Duration::MAX)
}
