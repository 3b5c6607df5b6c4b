//! What was typed into a refused form, for browsers without JavaScript.
//!
//! They come back to the form by a redirect that cannot carry it, so it lies in a cookie that only
//! the server reads, for two minutes and until it is read once.

use axum::http::header::COOKIE;
use axum::http::{HeaderValue, Method};
use domain::forms::SetupForm;

const DRAFT_COOKIE: &str = "flowhq_draft";
/// Browsers keep no longer cookies than 4096 bytes.
const DRAFT_MAX_BYTES: usize = 3_600;

/// Keeps what was typed, if the browser sent it as a plain form.
pub(crate) fn keep_draft(form: &SetupForm) {
    let plain = super::parts().is_ok_and(|parts| super::accepts_html(&parts));
    let Ok(json) = serde_json::to_vec(form) else { return };
    if plain && json.len() * 2 <= DRAFT_MAX_BYTES {
        set(&hex(&json), 120);
    }
}

/// Takes what was kept while a page is rendered.
pub(crate) fn take_draft() -> Option<SetupForm> {
    let parts = super::parts().ok().filter(|parts| parts.method == Method::GET)?;
    let cookies = parts.headers.get(COOKIE).map(HeaderValue::to_str)?.ok()?;
    let value = cookies
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(name, value)| (name == DRAFT_COOKIE).then_some(value))?;
    set("", 0);
    serde_json::from_slice(&unhex(value)?).ok()
}

fn set(value: &str, max_age_seconds: u32) {
    let secure = if super::session_cookie().secure { "; Secure" } else { "" };
    super::set_cookie(&format!(
        "{DRAFT_COOKIE}={value}; Path=/; Max-Age={max_age_seconds}; HttpOnly; SameSite=Lax{secure}"
    ));
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_comes_back_as_it_was_kept() {
        let json = serde_json::to_vec(&SetupForm {
            business_name: "Mama Saluni ★".into(),
            ..SetupForm::default()
        });
        let json = json.unwrap();
        assert_eq!(unhex(&hex(&json)), Some(json));
        assert_eq!(unhex("7g"), None);
    }
}
