//! What a request says about who looks in.

use axum::http::request::Parts;
use domain::{Language, Principal};

use crate::text::{Locale, code, language};
use crate::theme::{self, Theme};

/// Who looks in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    pub(super) locale: Locale,
    pub(super) theme: Option<Theme>,
    /// Where the person's own pages begin; nothing for who is not signed in.
    pub(super) home: Option<&'static str>,
}

impl Visit {
    /// Reads language and colours from cookies or the browser's preference, and who is signed in.
    pub fn of(parts: &Parts) -> Self {
        let person = parts.extensions.get::<Principal>();
        Self {
            locale: language::of_headers(&parts.headers),
            theme: theme::of_headers(&parts.headers),
            home: person.map(|person| if person.is_admin() { "/admin" } else { "/app" }),
        }
    }

    /// The language in which the person reads.
    pub fn language(&self) -> Language {
        language_of(self.locale)
    }

    pub(crate) fn theme(&self) -> Option<Theme> {
        self.theme
    }

    pub(crate) fn locale(&self) -> Locale {
        self.locale
    }

    pub(super) fn code(&self) -> &'static str {
        code(self.locale)
    }
}

/// The language of the interface as customers would write it.
pub(super) fn language_of(locale: Locale) -> Language {
    match locale {
        Locale::en => Language::En,
        Locale::sw => Language::Sw,
    }
}
