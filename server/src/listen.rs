//! Taking connections: HTTP/1 with a bound on how long a request's head may take, and an end that waits.
//!
//! axum's own loop sets no such bound, so that whoever sends a letter a minute would keep a connection
//! for good.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

/// How long a request's head may take; also how long a connection may stay idle between two requests.
/// Proxies keep theirs for a minute at most.
pub const HEAD_TIME: Duration = Duration::from_secs(75);
/// Largest head of a request in bytes: cookies, a referrer and a long address fit several times over.
const HEAD_BYTES: usize = 64 * 1024;
/// How long to wait when the system has no more file descriptors, or a connection broke at the door.
const PAUSE: Duration = Duration::from_millis(200);

/// Takes connections until `stop` is cancelled, then waits for the requests under way.
///
/// Websockets leave a connection behind when they begin; nobody waits for them here.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    head_time: Duration,
    stop: CancellationToken,
) {
    let connections = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                connections.spawn(connection(
                    stream,
                    peer,
                    router.clone(),
                    head_time,
                    stop.clone(),
                ));
            }
            Err(error) => failed(&error).await,
        }
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    head_time: Duration,
    stop: CancellationToken,
) {
    // Live frames are small and must not wait for one another.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection cannot be made to send at once");
    }
    let service = router.map_request(move |request: http::Request<Incoming>| {
        let mut request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        request as Request
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_time)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}

/// A connection that broke before it was taken concerns nobody else; a machine without file descriptors
/// gets a moment to close some.
async fn failed(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        return;
    }
    tracing::error!(error = error as &dyn std::error::Error, "a connection cannot be taken");
    tokio::time::sleep(PAUSE).await;
}
