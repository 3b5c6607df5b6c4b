//! The only error that a browser ever sees.

use domain::{Conflict, FieldProblem, Problem};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::{Deserialize, Serialize};

use crate::api::node::{self, Misfit};
use crate::text::{self, Locale, say};

/// Why something asked for was not done; each variant has one status and one sentence.
///
/// Without JavaScript it travels in a URL, so it is short and holds nothing private.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub(crate) enum AppError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    Unauthenticated,
    /// The e-mail address or the password is wrong.
    #[error("the e-mail address or the password is wrong")]
    BadCredentials,
    /// Tried too often; try again after so many minutes.
    #[error("too many tries; try again in {0} minutes")]
    TooManyTries(u32),
    /// The person may not do this.
    #[error("not allowed")]
    Forbidden,
    /// There is no such thing for this person.
    #[error("not found")]
    NotFound,
    /// Fields hold wrong values.
    #[error("some values are wrong")]
    Invalid(Vec<FieldProblem>),
    /// It does not fit the present state of things.
    #[error("{0}")]
    Conflict(Conflict),
    /// The request was not understood.
    #[error("the request was not understood")]
    Malformed,
    /// The database does not answer at present.
    #[error("not available at present")]
    Unavailable,
    /// The server could not be reached.
    #[error("the server could not be reached")]
    Unreachable,
    /// Something that should not happen; the log knows it by this number.
    #[error("something went wrong ({0})")]
    Internal(String),
}

impl AppError {
    /// What is wrong with one field, if this is about fields.
    pub(crate) fn problem(&self, field: &str) -> Option<&Problem> {
        let Self::Invalid(problems) = self else { return None };
        problems.iter().find(|found| found.field == field).map(|found| &found.problem)
    }

    /// The same without texts that could be anybody's.
    ///
    /// Whoever makes a link chooses what the address says, and it must not speak with our voice.
    pub(crate) fn without_texts(self) -> Self {
        match self {
            Self::Internal(id) if !is_id(&id) => Self::Internal("0".to_owned()),
            Self::Invalid(mut problems) => {
                for found in &mut problems {
                    if matches!(found.problem, Problem::Choice { .. } | Problem::Form { .. }) {
                        found.problem = Problem::Required;
                    }
                }
                Self::Invalid(problems)
            }
            Self::Conflict(Conflict::TakenBy { .. } | Conflict::AnsweredBy { .. }) => {
                Self::Conflict(Conflict::ChangedHands)
            }
            Self::Conflict(Conflict::TextChanged { .. }) => {
                let (name, now) = (String::new(), String::new());
                Self::Conflict(Conflict::TextChanged { name, now })
            }
            Self::Conflict(Conflict::DraftChanged { .. }) => {
                Self::Conflict(Conflict::DraftChanged { name: String::new() })
            }
            other => other,
        }
    }

    /// One sentence that the person can act on.
    pub(crate) fn sentence(&self, locale: Locale) -> String {
        match self {
            Self::Unauthenticated => say!(locale, error.unauthenticated).to_owned(),
            Self::BadCredentials => say!(locale, error.bad_credentials).to_owned(),
            Self::TooManyTries(minutes) => {
                text::fill(say!(locale, error.too_many_tries), &[("n", &minutes.to_string())])
            }
            Self::Forbidden => say!(locale, error.forbidden).to_owned(),
            Self::NotFound => say!(locale, error.not_found).to_owned(),
            Self::Invalid(_) => say!(locale, error.invalid).to_owned(),
            Self::Conflict(conflict) => text::conflict(locale, conflict),
            Self::Malformed => say!(locale, error.malformed).to_owned(),
            Self::Unavailable => say!(locale, error.unavailable).to_owned(),
            Self::Unreachable => say!(locale, error.unreachable).to_owned(),
            Self::Internal(id) => text::fill(say!(locale, error.internal), &[("id", id)]),
        }
    }
}

/// Whether this is a number that we give to errors.
fn is_id(text: &str) -> bool {
    (1..=24).contains(&text.len())
        && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'))
}

/// JSON, read as answers and live frames are, so that the browser carries one reader of each type.
pub(crate) struct JsonText;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl Encodes<AppError> for JsonText {
    type Error = serde_json::Error;

    fn encode(error: &AppError) -> Result<Bytes, Self::Error> {
        serde_json::to_string(error).map(Bytes::from)
    }
}

impl Decodes<AppError> for JsonText {
    type Error = Misfit;

    fn decode(bytes: Bytes) -> Result<AppError, Self::Error> {
        node::read(&String::from_utf8_lossy(&bytes)).ok_or(Misfit)
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::Unreachable
            }
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Serialization(_) => answered(Self::Malformed),
            _ => Self::Internal("0".to_owned()),
        }
    }
}

/// What was not understood gets its status here, because no use case begins that could give it one.
#[cfg(feature = "ssr")]
fn answered(error: AppError) -> AppError {
    crate::ssr::refuse(error)
}

#[cfg(not(feature = "ssr"))]
fn answered(error: AppError) -> AppError {
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_cannot_put_words_into_our_mouth() {
        for (id, shown) in [("68d0-1f", "68d0-1f"), ("call 0800", "0"), ("", "0")] {
            let error = AppError::Internal(id.to_owned()).without_texts();
            assert_eq!(error, AppError::Internal(shown.to_owned()));
        }
        let found = |problem| vec![FieldProblem { field: "language".to_owned(), problem }];
        for problem in [
            Problem::Choice { allowed: "call 0800".to_owned() },
            Problem::Form { wanted: "call 0800".to_owned() },
        ] {
            let error = AppError::Invalid(found(problem)).without_texts();
            assert_eq!(error, AppError::Invalid(found(Problem::Required)));
        }
        let (name, text) = ("Asha".to_owned(), "call 0800".to_owned());
        for conflict in
            [Conflict::TakenBy { name: text.clone() }, Conflict::AnsweredBy { name, text }]
        {
            let error = AppError::Conflict(conflict).without_texts();
            assert_eq!(error, AppError::Conflict(Conflict::ChangedHands));
        }
        let kept = AppError::Invalid(found(Problem::TooLong { max: 3 }));
        assert_eq!(kept.clone().without_texts(), kept);
    }
}
