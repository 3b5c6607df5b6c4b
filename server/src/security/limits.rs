//! Bounds on what one request may cost: its body, its time, and a panic.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures::StreamExt;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, StatusCode};

use crate::answer;

/// Largest body in bytes: every form and JSON document of Flow HQ is far smaller.
pub const BODY_BYTES: usize = 64 * 1024;
/// Longest time to answer; a browser or proxy gives up soon after.
pub const REQUEST_TIME: Duration = Duration::from_secs(30);

/// Answers 413 to a body that is too large and 503 when the answer takes too long.
///
/// The body is read here, so that whoever takes it apart later sees all of it or is never asked,
/// however it was sent.
pub async fn enforce(request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let answer = async {
        match bounded(request).await {
            Ok(request) => next.run(request).await,
            Err(refusal) => refusal,
        }
    };
    let late = "The answer took too long; try again";
    let answered = tokio::time::timeout(REQUEST_TIME, answer).await;
    answered.unwrap_or_else(|_| answer::sentence(&headers, StatusCode::SERVICE_UNAVAILABLE, late))
}

async fn bounded(request: Request) -> Result<Request, Response> {
    let (parts, body) = request.into_parts();
    let text = format!("The body is larger than {} KiB", BODY_BYTES / 1024);
    let too_large = |headers| answer::sentence(headers, StatusCode::PAYLOAD_TOO_LARGE, &text);
    if announced(&parts.headers) > BODY_BYTES {
        return Err(too_large(&parts.headers));
    }
    let mut chunks = body.into_data_stream();
    let mut bytes = Vec::with_capacity(announced(&parts.headers));
    while let Some(chunk) = chunks.next().await {
        let Ok(chunk) = chunk else {
            return Err(answer::sentence(
                &parts.headers,
                StatusCode::BAD_REQUEST,
                "The body broke off",
            ));
        };
        if bytes.len() + chunk.len() > BODY_BYTES {
            return Err(too_large(&parts.headers));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

fn announced(headers: &HeaderMap) -> usize {
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    length.and_then(|length| length.parse().ok()).unwrap_or(0)
}

/// The answer after a panic in a handler; the panic itself is on standard error.
pub fn after_panic(_panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    tracing::error!("a request panicked");
    answer::sentence(
        &HeaderMap::new(),
        StatusCode::INTERNAL_SERVER_ERROR,
        "Something went wrong on our side",
    )
}
