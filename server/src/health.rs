//! Whether the process lives and whether it can serve.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use crate::answer;
use crate::doors::Routes;
use crate::state::AppState;

/// Longest wait for the database's sign of life; a load balancer asks again soon.
const PING_TIME: Duration = Duration::from_secs(3);

/// `/healthz` and `/readyz`.
pub(crate) fn routes() -> Routes {
    Routes::new().get("/healthz", async || "alive\n").get("/readyz", ready)
}

async fn ready(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let not_ready = |why| answer::sentence(&headers, StatusCode::SERVICE_UNAVAILABLE, why);
    if state.draining.is_cancelled() {
        return not_ready("Shutting down");
    }
    match tokio::time::timeout(PING_TIME, state.engine.ping()).await {
        Ok(Ok(())) => answer::sentence(&headers, StatusCode::OK, "ready"),
        Ok(Err(_)) | Err(_) => not_ready("The database does not answer"),
    }
}
