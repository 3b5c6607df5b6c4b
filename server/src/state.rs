//! What every request can reach.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use engine::Engine;
use leptos::config::LeptosOptions;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::Config;
use crate::listen;
use crate::metrics;
use crate::security::forms::FormLimits;
use crate::site::Site;
use crate::sockets::{OpenSockets, SocketCaps};

/// The pace of live connections.
#[derive(Debug, Clone)]
pub struct LiveTiming {
    /// How often a browser is asked for a sign of life; proxies drop silent connections after a minute.
    pub ping_every: Duration,
    /// How often the sign-in behind a connection is looked at again.
    pub recheck_every: Duration,
    /// How long a browser may take to accept a frame.
    pub send_timeout: Duration,
    /// The shortest time between two snapshots for one browser.
    pub snapshot_pause: Duration,
}

impl Default for LiveTiming {
    fn default() -> Self {
        Self {
            ping_every: Duration::from_secs(25),
            recheck_every: Duration::from_mins(1),
            send_timeout: Duration::from_secs(10),
            snapshot_pause: Duration::from_secs(1),
        }
    }
}

/// The services behind every page and answer; a cheap clone.
#[derive(Clone)]
pub struct AppState {
    /// The configuration.
    pub config: Arc<Config>,
    /// The use cases.
    pub engine: Engine,
    /// What leptos needs to link the browser's files.
    pub leptos: LeptosOptions,
    /// The browser's files.
    pub site: Arc<Site>,
    /// Owns every live connection.
    pub sockets: TaskTracker,
    /// Cancelled when shutting down begins: nothing new is taken on.
    pub draining: CancellationToken,
    /// How often strangers may send forms.
    pub form_limits: Arc<FormLimits>,
    /// Counts every live connection.
    pub open_sockets: OpenSockets,
    /// The most live connections of one person and one address.
    pub socket_caps: SocketCaps,
    /// How long a request's head may take.
    pub head_time: Duration,
    /// The pace of live connections.
    pub live: LiveTiming,
}

impl AppState {
    /// Reads the browser's files and puts everything together.
    ///
    /// # Errors
    /// When the folder with the browser's files is there but cannot be read.
    pub fn new(config: Config, engine: Engine) -> io::Result<Self> {
        metrics::begin();
        let site = Site::load(&config.site_dir)?;
        let folder = config.site_dir.to_string_lossy().into_owned();
        let options = LeptosOptions::builder()
            .output_name("flowhq")
            .site_root(folder)
            .site_pkg_dir("pkg")
            .site_addr(config.addr);
        let leptos = match site.hash_file() {
            Some(path) => {
                options.hash_files(true).hash_file(Arc::from(path.to_string_lossy())).build()
            }
            None => options.build(),
        };
        Ok(Self {
            form_limits: Arc::new(FormLimits::new(config.public_forms_per_minute)),
            config: Arc::new(config),
            engine,
            leptos,
            site: Arc::new(site),
            sockets: TaskTracker::new(),
            draining: CancellationToken::new(),
            open_sockets: OpenSockets::default(),
            socket_caps: SocketCaps::default(),
            head_time: listen::HEAD_TIME,
            live: LiveTiming::default(),
        })
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
