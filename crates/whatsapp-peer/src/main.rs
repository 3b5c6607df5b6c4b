//! `whatsapp-peer`: a loopback WhatsApp in a process of its own, for browser tests and demonstrations.

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};

use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;
use whatsapp_peer::Server;

/// A loopback WhatsApp for tests and demonstrations.
#[derive(Parser)]
struct Options {
    /// The port to listen on; without it, any free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let options = Options::parse();
    let mut terminated = signal(SignalKind::terminate())?;
    let server = Server::start(SocketAddr::from((Ipv4Addr::LOCALHOST, options.port))).await?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{}", server.peer().url())?;
    stdout.flush()?;
    tokio::select! {
        _ = terminated.recv() => {}
        interrupted = tokio::signal::ctrl_c() => interrupted?,
    }
    server.stop().await;
    Ok(())
}
