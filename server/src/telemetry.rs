//! Logging: where lines go and how they look. What must never be in one is written at each call:
//! no phone number, no message, no token, no QR code.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// Libraries that write what passes through them, such as a browser's frames, when they are asked for
/// more than this; so they never are.
const LIBRARIES: &str = "hyper=info,hyper_util=info,sea_orm=warn,sea_orm_migration=warn,sqlx=warn,tokio_tungstenite=info,tungstenite=info";

/// Starts logging to standard error, so that standard output stays for answers.
///
/// The directives were checked when the configuration was read; a second call changes nothing.
pub fn start(config: &Config) {
    let filter = EnvFilter::builder().parse_lossy(format!("{},{LIBRARIES}", config.log));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let started = match config.log_format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
}
