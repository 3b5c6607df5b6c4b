//! Who asks: from the session cookie, once per request.

use app::ssr::{Fault, Refusal, SessionCookie, SessionToken};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use engine::{ClientInfo, EngineError, Recognised};
use http::HeaderMap;
use http::header::{COOKIE, USER_AGENT};

use super::address::ClientAddress;
use crate::answer;
use crate::refusal::refuse;
use crate::state::AppState;

/// Longest token that is looked up, in bytes; ours have 43.
const TOKEN_BYTES: usize = 128;

/// How the session cookie is named and sent here.
pub fn cookie(state: &AppState) -> SessionCookie {
    SessionCookie { secure: state.config.is_https() }
}

/// The session cookie's token, if the request carries one.
pub fn token(headers: &HeaderMap, state: &AppState) -> Option<String> {
    let name = cookie(state).name();
    let lines = headers.get_all(COOKIE);
    lines
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, value)| *found == name && (1..=TOKEN_BYTES).contains(&value.len()))
        .map(|(_, value)| value.to_owned())
}

/// Puts the principal, the token and what is known of the browser into the request's extensions.
///
/// Without a database nobody can be recognised: rather than treat a signed-in person as a stranger,
/// such a request is answered 503.
pub async fn recognise(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let client = client(&request);
    request.extensions_mut().insert(client);
    let Some(token) = token(request.headers(), &state) else { return next.run(request).await };
    match state.engine.recognise(&token).await {
        Ok(Some(Recognised::Full(principal))) => {
            request.extensions_mut().insert(principal);
            request.extensions_mut().insert(SessionToken(token));
        }
        Ok(Some(Recognised::Limited(_))) if is_page_inside(&request) => {
            return Redirect::to("/second-factor").into_response();
        }
        Ok(Some(Recognised::Limited(limited))) => {
            request.extensions_mut().insert(limited);
            request.extensions_mut().insert(SessionToken(token));
        }
        Ok(None) => {}
        Err(error) => return not_recognised(error),
    }
    next.run(request).await
}

/// Whether a browser asks for a page that is for people who are signed in.
fn is_page_inside(request: &Request) -> bool {
    let path = request.uri().path();
    let inside = ["/app", "/admin", "/sandbox"].iter().any(|place| path.starts_with(place));
    inside && answer::wants_html(request.headers())
}

fn not_recognised(error: EngineError) -> Response {
    refuse(Fault::from(error).refusal().unwrap_or(Refusal::Unavailable))
}

fn client(request: &Request) -> ClientInfo {
    let address = request.extensions().get::<ClientAddress>();
    let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    ClientInfo {
        ip: address.map(|address| address.0.to_string()),
        user_agent: agent.map(str::to_owned),
        language: None,
    }
}
