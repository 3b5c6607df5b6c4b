//! From the first listener to the last goodbye.

use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::listen;
use crate::metrics;
use crate::router::router;
use crate::services;
use crate::state::AppState;

/// How long requests in flight and live connections may take to end.
const HTTP_GRACE: Duration = Duration::from_secs(5);
/// How long workers may take to finish what they hold.
const WORKER_GRACE: Duration = Duration::from_secs(20);

/// Serves until `shutdown` is cancelled, then drains: nothing new is taken on, browsers are told to
/// come back (close code 1012), workers finish what they hold and give their leases back.
///
/// # Errors
/// When the database or the schema is not usable, or the listener fails.
pub async fn run(
    config: Config,
    listener: TcpListener,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let store = services::connect(&config).await?;
    services::prepare_schema(&config, &store).await?;
    services::look_at_the_wall(&config, &store).await?;
    let mut settings = services::engine_config(&config);
    if config.public_url.is_none() {
        // The port may have been left to the system.
        settings.public_url = format!("http://{}", listener.local_addr()?);
    }
    if config.is_production() && config.smtp_url.is_none() {
        tracing::warn!(
            "no mail server (FLOWHQ_SMTP_URL): nobody can confirm an address or reset a password"
        );
    }
    let engine = services::open_engine(settings, &store).await?;
    services::ensure_first_admin(&config, &store, &engine).await?;
    let state = AppState::new(config, engine).context("cannot read the browser's files")?;
    if state.site.is_empty() {
        let folder = state.config.site_dir.display();
        tracing::warn!(%folder, "no files for the browser in {folder}: pages come without style and script");
    }
    state.engine.run();
    let served = serve(state.clone(), listener, shutdown).await;
    state.engine.shut_down(WORKER_GRACE).await;
    store.close().await.context("cannot close the database")?;
    tracing::info!("ended");
    served
}

/// Answers requests until `shutdown` is cancelled, then ends every connection; the engine goes on.
///
/// # Errors
/// When the listener has no address, or that of the figures is taken.
pub async fn serve(
    state: AppState,
    listener: TcpListener,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let address = listener.local_addr().context("the listener has no address")?;
    let draining = state.draining.clone();
    let mut serving = JoinSet::new();
    if let Some(address) = state.config.metrics_addr {
        serving.spawn(metrics::serve_apart(address, state.clone(), draining.clone()).await?);
    }
    serving.spawn(metrics::keep(draining.clone()));
    let http = listen::serve(listener, router(state.clone()), state.head_time, draining.clone());
    serving.spawn(http);
    let url = state.config.public_url.as_ref().map(|url| url.origin().to_owned());
    announce(&url.unwrap_or_else(|| format!("http://{address}")));
    tokio::select! {
        () = shutdown.cancelled() => {}
        () = draining.cancelled() => {}
    }
    tracing::info!("draining");
    draining.cancel();
    state.sockets.close();
    let ended = async { while serving.join_next().await.is_some() {} };
    let goodbyes = async { tokio::join!(ended, state.sockets.wait()) };
    if tokio::time::timeout(HTTP_GRACE, goodbyes).await.is_err() {
        tracing::warn!(grace_seconds = HTTP_GRACE.as_secs(), "some requests did not end in time");
    }
    Ok(())
}

/// The one line that people and scripts wait for.
fn announce(url: &str) {
    println!("Flow HQ is ready at {url}");
    tracing::info!(url, "ready at {url}");
}
