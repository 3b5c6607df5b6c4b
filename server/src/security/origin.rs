//! Requests that change something come from our own pages, or from programs that no page can drive.

use app::ssr::Refusal;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{HOST, HeaderName, ORIGIN, REFERER};
use http::{HeaderMap, Method, Uri};

use super::session;
use crate::config::PublicUrl;
use crate::refusal::refuse;
use crate::state::AppState;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// A page of another origin cannot send this header without asking first, and we never allow it.
pub(super) const PORTAL_KEY: HeaderName = HeaderName::from_static("x-portal-key");

/// Where a request comes from, as the browser says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// A page of ours.
    Own,
    /// A page of another origin.
    Foreign,
    /// It does not say: no browser of today, or an old one.
    Unknown,
}

/// Reads `Sec-Fetch-Site` (W3C Fetch Metadata), which no page can set, or else `Origin` (RFC 6454 §7).
pub fn sender(headers: &HeaderMap, public_url: Option<&PublicUrl>) -> Sender {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("null"));
    match (text(SEC_FETCH_SITE), text(ORIGIN)) {
        (Some("same-origin"), _) => Sender::Own,
        (Some("none") | None, None) => Sender::Unknown,
        (None | Some("none"), Some(origin)) => {
            let own = match public_url {
                Some(url) => origin == url.origin(),
                None => text(HOST)
                    .is_some_and(|host| origin.split_once("://").is_some_and(|(_, o)| o == host)),
            };
            if own { Sender::Own } else { Sender::Foreign }
        }
        (Some(_), _) => Sender::Foreign,
    }
}

/// Refuses an unsafe request of a foreign page, and one with a session cookie that does not say where it comes from.
pub async fn check(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || headers.contains_key(PORTAL_KEY) {
        return next.run(request).await;
    }
    let refused = match sender(headers, state.config.public_url.as_ref()) {
        Sender::Own => false,
        Sender::Foreign => true,
        Sender::Unknown => session::token(headers, &state).is_some(),
    };
    if !refused {
        forget_foreign_referer(&mut request, state.config.public_url.as_ref());
        return next.run(request).await;
    }
    tracing::warn!(path = request.uri().path(), "refused a request of a foreign page");
    refuse(Refusal::ForeignPage)
}

/// Forms without JavaScript are led back to the page that they came from; that is one of ours, or none.
fn forget_foreign_referer(request: &mut Request, public_url: Option<&PublicUrl>) {
    let headers = request.headers_mut();
    let Some(referer) = headers.get(REFERER) else { return };
    let uri = referer.to_str().ok().and_then(|referer| referer.parse::<Uri>().ok());
    let origin = uri.and_then(|uri| Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?)));
    let own = origin.is_some_and(|origin| match public_url {
        Some(url) => origin == url.origin(),
        None => {
            let host = headers.get(HOST).and_then(|host| host.to_str().ok());
            host.is_some() && origin.split_once("://").map(|(_, host)| host) == host
        }
    });
    if !own {
        headers.remove(REFERER);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender_of(pairs: &[(HeaderName, &'static str)], public_url: Option<&str>) -> Sender {
        let headers =
            pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect();
        sender(&headers, public_url.and_then(PublicUrl::parse).as_ref())
    }

    #[test]
    fn the_origin_is_compared_with_the_host_or_the_public_address() {
        let own = [(HOST, "localhost:3000"), (ORIGIN, "http://localhost:3000")];
        assert_eq!(sender_of(&own, None), Sender::Own);
        assert_eq!(sender_of(&own, Some("https://flowhq.example")), Sender::Foreign);
        let public = [(HOST, "10.0.0.7"), (ORIGIN, "https://flowhq.example")];
        assert_eq!(sender_of(&public, Some("https://flowhq.example")), Sender::Own);
        for foreign in ["http://evil.example", "null", "http://localhost:3000.evil.example", ""] {
            assert_eq!(
                sender_of(&[(HOST, "localhost:3000"), (ORIGIN, foreign)], None),
                Sender::Foreign
            );
        }
    }

    #[test]
    fn what_the_browser_itself_says_goes_first() {
        let host = (HOST, "localhost:3000");
        let site = |value| (SEC_FETCH_SITE, value);
        assert_eq!(sender_of(&[host.clone(), site("same-origin")], None), Sender::Own);
        for foreign in ["cross-site", "same-site"] {
            let own_origin = (ORIGIN, "http://localhost:3000");
            assert_eq!(
                sender_of(&[host.clone(), site(foreign), own_origin], None),
                Sender::Foreign
            );
        }
        assert_eq!(sender_of(&[host], None), Sender::Unknown);
    }
}
