//! The calendar under its secret link, for programs that have no cookie.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, StatusCode};

use crate::doors::Routes;
use crate::downloads::refused;
use crate::state::AppState;

/// What stands before a token in an address.
const BEFORE: &str = "/calendar/";

pub(crate) fn routes() -> Routes {
    Routes::new().get("/calendar/{file}", calendar)
}

/// Whether an address has a token in it.
pub(crate) fn is_secret(path: &str) -> bool {
    path.starts_with(BEFORE)
}

/// An address as logs may show it: a token in it is as good as a password.
pub(crate) fn shown(path: &str) -> &str {
    if is_secret(path) { BEFORE } else { path }
}

async fn calendar(
    State(state): State<AppState>,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Response {
    // What is no token is looked for as well, so that it takes as long.
    let token = file.strip_suffix(".ics").unwrap_or_default();
    let feed = match state.engine.feed(token).await {
        Ok(feed) => feed,
        Err(error) => return refused(&headers, error),
    };
    let tag = format!("\"{}\"", feed.tag);
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|tags| tags.to_str().ok());
    let is_known = known
        .flat_map(|tags| tags.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == tag);
    // Somebody's own, but not asked for more often than every five minutes.
    let answer = [(ETAG, tag), (CACHE_CONTROL, "private, max-age=300".to_owned())];
    match is_known {
        true => (StatusCode::NOT_MODIFIED, answer).into_response(),
        false => {
            (answer, [(CONTENT_TYPE, "text/calendar; charset=utf-8")], feed.text).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_log_shows_a_token() {
        assert_eq!(shown("/calendar/abc.ics"), "/calendar/");
        assert_eq!(shown("/app/appointments.ics"), "/app/appointments.ics");
    }
}
