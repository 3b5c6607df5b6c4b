//! Short answers of the server itself, before or beside the pages: JSON for who asks for JSON, text otherwise.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::json;

/// How long a caller waits before trying again, in seconds: the database and a restart are back by then.
pub const RETRY_SECONDS: HeaderValue = HeaderValue::from_static("2");

/// Whether the caller asks for JSON rather than for a page.
pub fn wants_json(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).any(|accept| {
        let mut types =
            accept.split(',').map(|part| part.split(';').next().unwrap_or_default().trim());
        types.any(|kind| kind.eq_ignore_ascii_case("application/json"))
    }) && !wants_html(headers)
}

/// Whether the caller is a browser that asks for a page or sends a plain form.
pub fn wants_html(headers: &HeaderMap) -> bool {
    let accepts = headers.get_all(ACCEPT);
    accepts
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|accept| accept.contains("text/html"))
}

/// One sentence with a status.
pub fn sentence(headers: &HeaderMap, status: StatusCode, text: &str) -> Response {
    let mut response = if wants_json(headers) {
        let key = if status.is_success() { "status" } else { "error" };
        json_answer(status, &json!({ key: text }))
    } else {
        (status, format!("{text}\n")).into_response()
    };
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(RETRY_AFTER, RETRY_SECONDS);
    }
    response
}

/// A status by its number.
pub fn status(number: u16) -> StatusCode {
    StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A number for an error that should not happen: the person can name it, and the log knows it.
pub fn error_id() -> String {
    format!("{:08x}", rand::random::<u32>())
}

/// A JSON value with a status.
pub fn json_answer(status: StatusCode, value: &serde_json::Value) -> Response {
    let mut response = Response::new(Body::from(value.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_a_page_and_a_program_json() {
        let wants = |accept: &'static str| {
            wants_json(&HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]))
        };
        assert!(wants("application/json"));
        assert!(wants("application/json, text/plain, */*"));
        assert!(wants("Application/JSON;q=0.9"));
        assert!(!wants("text/html,application/xhtml+xml,application/json;q=0.1"));
        assert!(!wants("*/*"));
        assert!(!wants_json(&HeaderMap::new()));
    }
}
