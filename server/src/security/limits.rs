//! Bounds on what one request may cost: its body, its time, and a panic.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use app::ssr::Refusal;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures::{FutureExt, StreamExt};
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, Method};

use crate::refusal::refuse;
use crate::{answer, uploads};

/// Largest body in bytes: every form and JSON document of Flow HQ is far smaller.
pub const BODY_BYTES: usize = 64 * 1024;
/// Longest time to answer; a browser or proxy gives up soon after.
pub const REQUEST_TIME: Duration = Duration::from_secs(30);
/// The same for a file, which comes over a slow line.
const UPLOAD_TIME: Duration = Duration::from_mins(5);

/// Answers 413 to a body that is too large, 503 when the answer takes too long, and 500 when it panics.
///
/// The body is read here, so that whoever takes it apart later sees all of it or is never asked,
/// however it was sent.
pub async fn enforce(request: Request, next: Next) -> Response {
    // A file is read by who knows whose it is, with limits of its own.
    let is_upload = request.method() == Method::POST && uploads::is_upload(request.uri().path());
    let time = if is_upload { UPLOAD_TIME } else { REQUEST_TIME };
    let answer = async {
        if is_upload {
            return next.run(request).await;
        }
        match bounded(request).await {
            Ok(request) => next.run(request).await,
            Err(refusal) => refusal,
        }
    };
    // What a panicking handler leaves half done stays in its own request: the state behind all of them
    // is locked by nothing that could be poisoned.
    let answer = AssertUnwindSafe(answer).catch_unwind();
    match tokio::time::timeout(time, answer).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_panic)) => after_panic(),
        Err(_) => refuse(Refusal::TooSlow),
    }
}

async fn bounded(request: Request) -> Result<Request, Response> {
    let (parts, body) = request.into_parts();
    let too_large = || refuse(Refusal::TooLarge(BODY_BYTES / 1024));
    let announced = announced(&parts.headers);
    if announced > BODY_BYTES {
        return Err(too_large());
    }
    let mut chunks = body.into_data_stream();
    let mut bytes = Vec::with_capacity(announced);
    while let Some(chunk) = chunks.next().await {
        let Ok(chunk) = chunk else { return Err(refuse(Refusal::BrokenOff)) };
        if bytes.len() + chunk.len() > BODY_BYTES {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

fn announced(headers: &HeaderMap) -> usize {
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    length.and_then(|length| length.parse().ok()).unwrap_or(0)
}

/// The panic itself is on standard error.
fn after_panic() -> Response {
    let id = answer::error_id();
    tracing::error!(error.id = id, "a request panicked, error {id}");
    refuse(Refusal::Broken(id))
}
