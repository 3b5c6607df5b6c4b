//! The figures on an address of their own, on this machine only, where no token is needed.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::listen;
use crate::state::AppState;

/// How long a request's head may take: the only caller is a program on this machine.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// Takes a loopback address; the future that it gives serves `GET /metrics` there until `stop` is cancelled.
///
/// # Errors
/// When the address is taken.
pub async fn serve_apart(
    address: SocketAddr,
    state: AppState,
    stop: CancellationToken,
) -> anyhow::Result<impl Future<Output = ()> + Send + use<>> {
    let listener = TcpListener::bind(address).await;
    let listener =
        listener.with_context(|| format!("cannot listen on {address} for the figures"))?;
    tracing::info!(%address, "the figures are at http://{address}/metrics");
    let show = async |State(state): State<AppState>| super::text(&state).await;
    let router = Router::new().route("/metrics", get(show)).with_state(state);
    Ok(listen::serve(listener, router, HEAD_TIME, stop))
}
