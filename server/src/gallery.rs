//! The page with every component, for who works on them: there in development, nowhere else.

use app::ssr::gallery;
use app::ssr::site::Visit;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::security::headers;
use crate::state::AppState;
use crate::visitors::UNBUILT_SHEET;

/// The page, unless this is a production server.
pub fn routes(state: &AppState) -> Router<AppState> {
    if state.config.is_production() {
        return Router::new();
    }
    Router::new().route("/admin/components", get(show))
}

async fn show(State(state): State<AppState>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let sheet = state.site.style_sheet().unwrap_or(UNBUILT_SHEET);
    let mut response = Html(gallery::draw(&Visit::of(&parts), sheet)).into_response();
    headers::allow_style(&mut response);
    response
}
