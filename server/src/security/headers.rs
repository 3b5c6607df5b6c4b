//! Headers that every answer carries.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderValue;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use leptos::nonce::Nonce;

use crate::state::AppState;

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// An answer that is no page may load nothing, run nothing and be shown inside nothing.
const NOTHING: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
/// A page without scripts.
const STYLE_ONLY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'",
);
/// What browsers offer to pages and no page of ours uses, so that nothing that creeps in could.
const NO_DEVICES: HeaderValue = HeaderValue::from_static(
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), \
     encrypted-media=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), \
     microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), \
     serial=(), usb=(), xr-spatial-tracking=()",
);
/// A year: browsers come back over https without asking over http first (RFC 6797). Other hosts of the
/// domain are not ours to speak for.
const HTTPS_FOR_A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// What an answer carries unless it says otherwise.
///
/// `same-origin` and not `no-referrer`: forms without JavaScript come back to the page they were on by `Referer`.
const HEADERS: [(HeaderName, HeaderValue); 8] = [
    // Whatever does not say otherwise may be one person's own: asked for again each time, kept by no proxy.
    (CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (PERMISSIONS_POLICY, NO_DEVICES),
    (OPENER_POLICY, HeaderValue::from_static("same-origin")),
    (RESOURCE_POLICY, HeaderValue::from_static("same-origin")),
    (CONTENT_SECURITY_POLICY, NOTHING),
];

/// Adds the headers, unless the answer brings its own.
pub async fn add(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(value);
    }
    if state.config.is_https() {
        headers.entry(STRICT_TRANSPORT_SECURITY).or_insert(HTTPS_FOR_A_YEAR);
    }
    response
}

/// Lets a page without scripts load its style sheet.
pub fn allow_style(response: &mut Response) {
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, STYLE_ONLY);
}

/// The policy of a page of the interface: our own files, the scripts that carry this answer's nonce,
/// the program in WASM, the worker that shows alerts, and nothing that is written into the page.
///
/// `'self'` also covers the websocket in the browsers of today (CSP level 3, §6.7.2.8); older ones
/// need its address by name, which only a configured public address tells safely.
pub fn page_policy(nonce: Option<&Nonce>, websocket: Option<&str>) -> HeaderValue {
    let nonce = nonce.map(|nonce| format!(" 'nonce-{nonce}'")).unwrap_or_default();
    let websocket = websocket.map(|origin| format!(" {origin}")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'{nonce} 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self'; font-src 'self'; connect-src 'self'{websocket}; manifest-src 'self'; \
         worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(NOTHING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_runs_what_carries_its_nonce_and_nothing_unsafe_else() {
        let policy = page_policy(Some(&Nonce::from_value("abc")), Some("wss://flowhq.example"));
        let policy = policy.to_str().unwrap();
        assert!(policy.contains("script-src 'self' 'nonce-abc' 'wasm-unsafe-eval';"), "{policy}");
        assert!(policy.contains("connect-src 'self' wss://flowhq.example;"), "{policy}");
        assert!(policy.contains("worker-src 'self';"), "{policy}");
        assert_eq!(policy.matches("unsafe").count(), 1, "{policy}");
    }
}
