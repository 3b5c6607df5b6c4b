//! Light or dark: as the system says, or as the person chose.

use http::HeaderMap;
use http::header::COOKIE;
use http::request::Parts;
use leptos::prelude::{document, use_context};

/// The cookie that remembers a choice.
pub(crate) const THEME_COOKIE: &str = "flowhq_theme";

/// Light or dark, chosen by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Its name in the form, the cookie and the document's `data-theme`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of that name; nothing for any other word, such as `system`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.name() == name)
    }
}

/// What was chosen, said to pages that are drawn without a request at hand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chosen(pub(crate) Option<Theme>);

/// What was chosen, if anything: on the server from the request, in the browser as the server
/// settled it.
pub(crate) fn current_theme() -> Option<Theme> {
    if let Some(Chosen(theme)) = use_context() {
        return theme;
    }
    match use_context::<Parts>() {
        Some(parts) => of_headers(&parts.headers),
        None if cfg!(feature = "ssr") => None,
        None => of_document(),
    }
}

/// What a request's cookie says.
pub(crate) fn of_headers(headers: &HeaderMap) -> Option<Theme> {
    let cookies = headers.get(COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    cookies
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(name, value)| (name == THEME_COOKIE).then(|| Theme::named(value)).flatten())
}

fn of_document() -> Option<Theme> {
    Theme::named(&document().document_element()?.get_attribute("data-theme")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chosen_theme_comes_with_the_request() {
        let asked =
            |cookie: &str| of_headers(&HeaderMap::from_iter([(COOKIE, cookie.parse().unwrap())]));
        assert_eq!(asked("a=b; flowhq_theme=dark"), Some(Theme::Dark));
        assert_eq!(asked("flowhq_theme=pink"), None);
        assert_eq!(asked(""), None);
    }
}
