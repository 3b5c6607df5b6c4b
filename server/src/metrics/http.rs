//! Requests by route, so that a thousand tenants are one line.

use std::time::Duration;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use http::Method;

use super::names::{HTTP_REQUESTS, HTTP_SECONDS};

/// The route that answered, with the names of its variable parts.
#[derive(Clone)]
struct RouteName(MatchedPath);

/// Leaves the route's name in the answer; within a router, where it is known.
pub(crate) async fn name_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(RouteName(route));
    }
    response
}

/// Counts an answer.
pub(crate) fn answered(method: &Method, response: &Response, took: Duration) {
    let route = response.extensions().get::<RouteName>();
    // Files, refusals and addresses that do not exist: their paths are anybody's choice.
    let route = route.map_or_else(|| "other".to_owned(), |route| route.0.as_str().to_owned());
    let method = method_name(method);
    let status = response.status().as_str().to_owned();
    metrics::histogram!(HTTP_SECONDS, "method" => method, "route" => route.clone()).record(took);
    metrics::counter!(HTTP_REQUESTS, "method" => method, "route" => route, "status" => status)
        .increment(1);
}

/// Methods may be any word.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        _ => "other",
    }
}
