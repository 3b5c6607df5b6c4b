//! JSON for other systems: the control plane under `/admin` and the portal under `/portal`.
//!
//! The control plane shares its paths with the dashboard's pages; who asks for JSON gets JSON. Both
//! call the same use cases as the pages.

mod caller;
mod control_plane;
mod error;
mod fields;
mod portal;
mod query;
mod shape;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use tower::ServiceExt;

use crate::answer;
use crate::state::AppState;
use error::ApiError;

/// Every JSON path.
pub fn router(state: AppState) -> Router {
    Router::new()
        .merge(control_plane::routes())
        .merge(portal::routes())
        .fallback(async || ApiError::not_found())
        .method_not_allowed_fallback(async || {
            ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "The method is not allowed here")
        })
        .with_state(state)
}

/// Sends a request to the JSON side before any page is looked for, when it asks for that.
pub async fn split(State(json): State<Router>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let below = |root: &str| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if below("/portal") || (below("/admin") && answer::wants_json(request.headers())) {
        return json.oneshot(request).await.into_response();
    }
    next.run(request).await
}
