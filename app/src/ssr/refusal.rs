//! What the server refuses before any page or server function begins, in the words of the interface.

use axum::http::HeaderMap;

use crate::error::AppError;
use crate::text::language::of_headers;
use crate::text::{self, Locale, fill, say};
use crate::theme;

/// Why a request got no further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It comes from a page of somebody else.
    ForeignPage,
    /// Nobody is signed in.
    SignInFirst,
    /// The body has more than this many KiB.
    TooLarge(usize),
    /// The body broke off.
    BrokenOff,
    /// The answer took too long.
    TooSlow,
    /// It came too often; the seconds to wait.
    TooOften(u32),
    /// There is no such thing.
    NotFound,
    /// The process is about to end.
    ShuttingDown,
    /// The database does not answer.
    Unavailable,
    /// Something that should not happen; the log knows it by this number.
    Broken(String),
}

impl Refusal {
    /// The truthful status.
    pub const fn status(&self) -> u16 {
        match self {
            Self::ForeignPage => 403,
            Self::SignInFirst => 401,
            Self::TooLarge(_) => 413,
            Self::BrokenOff => 400,
            Self::TooOften(_) => 429,
            Self::NotFound => 404,
            Self::TooSlow | Self::ShuttingDown | Self::Unavailable => 503,
            Self::Broken(_) => 500,
        }
    }

    /// A small page for a browser, in the language that it asks for; it needs no script.
    pub fn page(&self, headers: &HeaderMap, style: Option<&str>) -> String {
        let locale = of_headers(headers);
        let title = match self {
            Self::NotFound => say!(locale, lost.title),
            _ => say!(locale, refused.title),
        };
        let theme = theme::of_headers(headers);
        let theme = theme.map(|theme| format!(" data-theme=\"{}\"", theme.name()));
        let style = style.map(|path| format!("<link rel=\"stylesheet\" href=\"{path}\">"));
        format!(
            "<!DOCTYPE html><html lang=\"{code}\"{theme}><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\">\
             <link rel=\"icon\" type=\"image/svg+xml\" href=\"/favicon.svg\">{style}\
             <title>{title} · Flow HQ</title></head>\
             <body><div class=\"frame frame-visitor\"><main class=\"field-calm\" id=\"main\">\
             <section class=\"nowhere\" data-testid=\"refused\"><h1>{title}</h1>\
             <p class=\"lead\">{sentence}</p>\
             <a class=\"btn btn-primary\" href=\"/\">{home}</a></section></main></div></body></html>\n",
            code = text::code(locale),
            theme = theme.unwrap_or_default(),
            style = style.unwrap_or_default(),
            sentence = self.sentence(locale),
            home = say!(locale, lost.home),
        )
    }

    /// What the browser's half reads in place of a server function's answer.
    pub fn app_json(&self) -> String {
        let error = match self {
            Self::ForeignPage => AppError::Forbidden,
            Self::SignInFirst => AppError::Unauthenticated,
            Self::TooLarge(_) | Self::BrokenOff => AppError::Malformed,
            Self::NotFound => AppError::NotFound,
            Self::TooSlow | Self::ShuttingDown => AppError::Unreachable,
            Self::TooOften(seconds) => AppError::TooManyTries(seconds.div_ceil(60)),
            Self::Unavailable => AppError::Unavailable,
            Self::Broken(id) => AppError::Internal(id.clone()),
        };
        serde_json::to_string(&error).unwrap_or_default()
    }

    /// One sentence that the person can act on; none of its texts needs escaping.
    fn sentence(&self, locale: Locale) -> String {
        match self {
            Self::ForeignPage => say!(locale, refused.foreign).to_owned(),
            Self::SignInFirst => say!(locale, error.unauthenticated).to_owned(),
            Self::TooLarge(kib) => {
                fill(say!(locale, refused.too_large), &[("kib", &kib.to_string())])
            }
            Self::BrokenOff => say!(locale, refused.broken).to_owned(),
            Self::TooSlow => say!(locale, refused.slow).to_owned(),
            Self::TooOften(..=60) => say!(locale, refused.too_many_one).to_owned(),
            Self::TooOften(seconds) => {
                let minutes = seconds.div_ceil(60).to_string();
                fill(say!(locale, refused.too_many), &[("minutes", &minutes)])
            }
            Self::NotFound => say!(locale, lost.lead).to_owned(),
            Self::ShuttingDown => say!(locale, refused.restarting).to_owned(),
            Self::Unavailable => say!(locale, error.unavailable).to_owned(),
            Self::Broken(id) => fill(say!(locale, error.internal), &[("id", id)]),
        }
    }
}
