//! Figures for Prometheus: what they are called, who may read them, and where they are read.

mod apart;
mod figures;
pub mod http;
mod names;
mod recorder;

pub use apart::serve_apart;
pub use names::{Kind, METRICS, Metric};
pub use recorder::{begin, keep};

use ::http::header::{AUTHORIZATION, CONTENT_TYPE};
use ::http::{HeaderMap, HeaderValue};
use app::ssr::Refusal;
use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::Principal;
use subtle::ConstantTimeEq;

use crate::doors::Routes;
use crate::refusal::refuse;
use crate::state::AppState;

/// The text format of Prometheus, version 0.0.4.
const TEXT_FORMAT: HeaderValue =
    HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// `GET /metrics`, for admins and for who has the token.
pub(crate) fn routes() -> Routes {
    Routes::new().get("/metrics", show)
}

async fn show(
    State(state): State<AppState>,
    person: Option<Extension<Principal>>,
    headers: HeaderMap,
) -> Response {
    let admin = person.as_ref().is_some_and(|Extension(person)| person.is_admin());
    if admin || has_token(&state, &headers) {
        return text(&state).await;
    }
    // Whoever is signed in and no admin finds nothing here.
    refuse(if person.is_some() { Refusal::NotFound } else { Refusal::SignInFirst })
}

fn has_token(state: &AppState, headers: &HeaderMap) -> bool {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.split_once(' '));
    let Some((scheme, given)) = given else { return false };
    let Some(token) = &state.config.metrics_token else { return false };
    scheme.eq_ignore_ascii_case("bearer")
        && bool::from(token.reveal().as_bytes().ct_eq(given.trim().as_bytes()))
}

async fn text(state: &AppState) -> Response {
    figures::gather(state).await;
    let mut response = recorder::handle().render().into_response();
    response.headers_mut().insert(CONTENT_TYPE, TEXT_FORMAT);
    response
}
