//! Which language a person reads.

use http::HeaderMap;
use http::header::{ACCEPT_LANGUAGE, COOKIE};
use http::request::Parts;
use leptos::prelude::{document, expect_context, use_context};

use super::Locale;

/// The cookie that remembers a choice.
pub(crate) const LANGUAGE_COOKIE: &str = "flowhq_lang";

/// The language of this page.
pub(crate) fn use_locale() -> Locale {
    expect_context()
}

/// The language's code, as the document's `lang` and the cookie know it.
pub(crate) fn code(locale: Locale) -> &'static str {
    match locale {
        Locale::en => "en",
        Locale::sw => "sw",
    }
}

/// Settles the language: on the server from the request, in the browser as the server settled it.
pub(crate) fn current_locale() -> Locale {
    match use_context::<Parts>() {
        Some(parts) => of_headers(&parts.headers),
        None => of_document(),
    }
}

/// The language by its code; nothing for one that we do not speak.
pub(crate) fn locale_named(code: &str) -> Option<Locale> {
    match code.trim().get(..2)?.to_ascii_lowercase().as_str() {
        "en" => Some(Locale::en),
        "sw" => Some(Locale::sw),
        _ => None,
    }
}

/// The language that a request asks for: a choice made before, or else what the browser prefers.
pub(crate) fn of_headers(headers: &HeaderMap) -> Locale {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let chosen = header(COOKIE)
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(name, value)| (name == LANGUAGE_COOKIE).then(|| locale_named(value)).flatten());
    // Browsers list the languages by preference.
    let accepted = || header(ACCEPT_LANGUAGE).split(',').find_map(locale_named);
    chosen.or_else(accepted).unwrap_or_default()
}

fn of_document() -> Locale {
    document()
        .document_element()
        .and_then(|html| html.get_attribute("lang"))
        .and_then(|code| locale_named(&code))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(cookie: &str, languages: &str) -> Locale {
        let request =
            http::Request::builder().header(COOKIE, cookie).header(ACCEPT_LANGUAGE, languages);
        of_headers(request.body(()).unwrap().headers())
    }

    #[test]
    fn a_choice_comes_before_the_browsers_languages() {
        assert_eq!(asked("a=b; flowhq_lang=sw", "en-GB,en;q=0.9"), Locale::sw);
        assert_eq!(asked("", "de-DE,sw;q=0.8,en;q=0.5"), Locale::sw);
        assert_eq!(asked("flowhq_lang=de", "fr"), Locale::en);
    }
}
