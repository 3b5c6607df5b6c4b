//! What was typed into a refused form, for browsers without JavaScript.
//!
//! They come back to the form by a redirect that cannot carry it, so it lies in a cookie that only
//! the server reads, for two minutes and until it is read once.

use axum::http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::cookies;

const DRAFT_COOKIE: &str = "flowhq_draft";
/// How long the page may take to come.
const DRAFT_SECONDS: i64 = 120;
/// Browsers keep no longer cookies than 4096 bytes.
const DRAFT_MAX_BYTES: usize = 3_600;

/// Keeps what was typed into the form of that name, if the browser sent it as a plain form.
pub(crate) fn keep_draft(name: &str, form: &impl Serialize) {
    let plain = super::parts().is_ok_and(|parts| super::accepts_html(&parts));
    let Ok(json) = serde_json::to_vec(&(name, form)) else { return };
    if plain && json.len() * 2 <= DRAFT_MAX_BYTES {
        cookies::keep(&cookies::bound(DRAFT_COOKIE), &hex(&json), DRAFT_SECONDS);
    }
}

/// Takes what was kept of the form of that name while a page is rendered; what another form kept stays its own.
pub(crate) fn take_draft<T: DeserializeOwned>(name: &str) -> Option<T> {
    super::parts().ok().filter(|parts| parts.method == Method::GET)?;
    let cookie = cookies::bound(DRAFT_COOKIE);
    let kept = unhex(&cookies::sent(&cookie)?)?;
    let (of, form): (String, T) = serde_json::from_slice(&kept).ok()?;
    if of != name {
        return None;
    }
    cookies::forget(&cookie);
    Some(form)
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
    use domain::forms::SetupForm;

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
