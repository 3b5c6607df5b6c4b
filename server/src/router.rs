//! Everything that answers HTTP, in the order in which a request passes it.

use std::time::Instant;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;

use crate::api::Sides;
use crate::security::{address, forms, headers, limits, origin, session};
use crate::state::AppState;
use crate::{api, downloads, feed, health, metrics, pages, refusal, site, uploads, ws};

/// The whole server: pages, server functions, JSON, live connections, files and health.
pub fn router(state: AppState) -> Router {
    // Layers are passed from the last to the first.
    let recognised = Router::new()
        .fallback(api::choose_side)
        .with_state(sides(&state))
        .layer(from_fn_with_state(state.clone(), forms::limit))
        .layer(from_fn_with_state(state.clone(), session::recognise))
        .layer(from_fn_with_state(state.clone(), origin::check))
        .layer(from_fn_with_state(state.clone(), site::serve));
    health::routes()
        .into_router()
        .layer(from_fn(metrics::http::name_route))
        .with_state(state.clone())
        .merge(recognised)
        .layer(from_fn(limits::enforce))
        .layer(from_fn_with_state(state.clone(), refusal::dress))
        .layer(from_fn(log))
        .layer(from_fn_with_state(state.clone(), address::recognise))
        .layer(from_fn_with_state(state, headers::add))
}

/// Everything that has a route, but for health: what browsers ask and what programs ask.
pub fn sides(state: &AppState) -> Sides {
    let pages = pages::routes(state)
        .route("/ws", get(ws::upgrade))
        .merge(metrics::routes().into_router())
        .merge(downloads::routes().into_router())
        .merge(feed::routes().into_router())
        .merge(uploads::routes().into_router())
        .layer(from_fn(metrics::http::name_route))
        .with_state(state.clone());
    Sides { json: api::router(state.clone()), pages }
}

/// One line per request. The path only, and without a secret: a query may hold what somebody typed.
async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = feed::shown(request.uri().path()).to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let took = started.elapsed();
    metrics::http::answered(&method, &response, took);
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    if response.status().is_server_error() {
        tracing::warn!(%method, path, status, duration_ms, "answered {status}");
    } else {
        tracing::debug!(%method, path, status, duration_ms, "answered {status}");
    }
    response
}
