//! What is refused before any page or answer begins: who stands in the way says why, and one layer
//! dresses it for whoever asked: a small page, JSON, or a line of text.

use app::ssr::Refusal;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::json;

use crate::answer;
use crate::security::headers;
use crate::state::AppState;

/// A refusal as it travels through the layers; [`dress`] gives it its body.
#[derive(Clone)]
struct Undressed(Refusal);

/// The answer that says why a request got no further.
pub fn refuse(why: Refusal) -> Response {
    let status = answer::status(why.status());
    let mut response = status.into_response();
    let again = match why {
        Refusal::TooOften(seconds) => Some(HeaderValue::from(seconds)),
        _ if status == StatusCode::SERVICE_UNAVAILABLE => Some(answer::RETRY_SECONDS),
        _ => None,
    };
    if let Some(seconds) = again {
        response.headers_mut().insert(RETRY_AFTER, seconds);
    }
    response.extensions_mut().insert(Undressed(why));
    response
}

/// Who asked, as far as the dress depends on it.
enum Asked {
    Page,
    /// The browser's half, which reads the errors of server functions.
    ServerFunction,
    Json,
    Text,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let below = |root| request.uri().path().starts_with(root);
        let headers = request.headers();
        match () {
            () if below("/portal/") => Self::Json,
            () if answer::wants_html(headers) => Self::Page,
            () if below("/api/") => Self::ServerFunction,
            () if answer::wants_json(headers) => Self::Json,
            () => Self::Text,
        }
    }
}

/// Gives every refusal the body that its asker understands, in the asker's language.
pub async fn dress(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    let language = language_headers(request.headers());
    let mut response = next.run(request).await;
    let Some(Undressed(why)) = response.extensions_mut().remove() else { return response };
    let (content_type, body) = match asked {
        Asked::Page => {
            headers::allow_style(&mut response);
            ("text/html; charset=utf-8", why.page(&language, state.site.style_sheet()))
        }
        Asked::ServerFunction => ("application/json", why.app_json()),
        Asked::Json => ("application/json", json!({ "error": english(&why) }).to_string()),
        Asked::Text => ("text/plain; charset=utf-8", format!("{}\n", english(&why))),
    };
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    // It counted the empty body that was here before.
    response.headers_mut().remove(CONTENT_LENGTH);
    *response.body_mut() = body.into();
    response
}

/// The few headers that settle the language.
fn language_headers(headers: &HeaderMap) -> HeaderMap {
    use http::header::{ACCEPT_LANGUAGE, COOKIE};
    let named = [ACCEPT_LANGUAGE, COOKIE].into_iter();
    named.filter_map(|name| headers.get(&name).cloned().map(|value| (name, value))).collect()
}

/// What programs read.
fn english(why: &Refusal) -> String {
    match why {
        Refusal::ForeignPage => "The request does not come from a page of Flow HQ".to_owned(),
        Refusal::SignInFirst => "Sign in first".to_owned(),
        Refusal::TooLarge(kib) => format!("The body is larger than {kib} KiB"),
        Refusal::BrokenOff => "The body broke off".to_owned(),
        Refusal::TooSlow => "The answer took too long; try again".to_owned(),
        Refusal::TooOften(seconds) => format!("Too many tries; try again in {seconds} seconds"),
        Refusal::NotFound => "Not found".to_owned(),
        Refusal::ShuttingDown => "Shutting down".to_owned(),
        Refusal::Unavailable => {
            "Flow HQ is not available at present; try again in a moment".to_owned()
        }
        Refusal::Broken(id) => format!("Something went wrong on our side ({id})"),
    }
}
