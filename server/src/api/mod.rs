//! JSON for other systems: the control plane under `/admin` and the portal under `/portal`.
//!
//! The control plane shares its paths with the dashboard's pages; who asks for JSON gets JSON. Both
//! call the same use cases as the pages.

mod caller;
mod control_plane;
mod error;
mod fields;
mod path;
mod portal;
mod query;
mod shape;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use tower::ServiceExt;

use crate::answer;
use crate::doors::Routes;
use crate::metrics::http as http_metrics;
use crate::state::AppState;
use error::ApiError;

/// Every JSON path, listed.
pub(crate) fn routes() -> [Routes; 2] {
    [control_plane::routes(), portal::routes()]
}

/// Every JSON path.
pub fn router(state: AppState) -> Router {
    let routes = routes()
        .into_iter()
        .fold(Router::new(), |router, routes| router.merge(routes.into_router()));
    routes
        .layer(from_fn(http_metrics::name_route))
        .fallback(async || ApiError::not_found())
        .method_not_allowed_fallback(async || {
            ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "The method is not allowed here")
        })
        .with_state(state)
}

/// The two sides of the server.
#[derive(Clone)]
pub struct Sides {
    /// What programs ask.
    pub json: Router,
    /// What browsers ask.
    pub pages: Router,
}

/// Chooses the side before any path is looked at: both have the same ones, and what one of them read
/// from a path must not be left in the request for the other.
pub async fn choose_side(State(sides): State<Sides>, request: Request) -> Response {
    let path = request.uri().path();
    let below = |root: &str| {
        path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let wants_json = below("/portal") || (below("/admin") && answer::wants_json(request.headers()));
    let side = if wants_json { sides.json } else { sides.pages };
    side.oneshot(request).await.into_response()
}
