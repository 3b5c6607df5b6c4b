//! Cookies that only the server reads: how they are named, sent and found again.

use axum::http::HeaderValue;
use axum::http::header::{COOKIE, SET_COOKIE};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::parts;

/// How cookies are named and sent; the server provides it as context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionCookie {
    /// Whether people reach us over https.
    pub secure: bool,
}

impl SessionCookie {
    /// The session cookie's name; `__Host-` keeps other hosts of the domain from setting it.
    pub const fn name(self) -> &'static str {
        if self.secure { "__Host-flowhq" } else { "flowhq" }
    }
}

/// The session cookie's name here.
pub(super) fn of_the_session() -> &'static str {
    manner().name()
}

/// The name of another cookie that nobody else may set.
pub(super) fn bound(name: &str) -> String {
    if manner().secure { format!("__Host-{name}") } else { name.to_owned() }
}

/// Has the browser keep a value for so long.
pub(super) fn keep(name: &str, value: &str, max_age_seconds: i64) {
    let secure = if manner().secure { "; Secure" } else { "" };
    let cookie = format!(
        "{name}={value}; Path=/; Max-Age={max_age_seconds}; HttpOnly; SameSite=Lax{secure}"
    );
    if let (Some(response), Ok(cookie)) =
        (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie))
    {
        response.append_header(SET_COOKIE, cookie);
    }
}

/// Has the browser forget a value.
pub(super) fn forget(name: &str) {
    keep(name, "", 0);
}

/// What the browser sent under this name.
pub(super) fn sent(name: &str) -> Option<String> {
    let parts = parts().ok()?;
    let lines = parts.headers.get_all(COOKIE).into_iter();
    let mut pairs = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value.to_owned())
}

fn manner() -> SessionCookie {
    use_context().unwrap_or(SessionCookie { secure: true })
}
