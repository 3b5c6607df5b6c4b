//! What the JSON side answers instead of a result.

use std::collections::BTreeMap;

use app::ssr::Fault;
use axum::response::{IntoResponse, Response};
use domain::{Conflict, FieldProblem};
use engine::EngineError;
use http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde_json::json;

use crate::answer;

/// A status, a sentence, and what is wrong with which field.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    sentence: String,
    fields: BTreeMap<String, String>,
    /// The scheme that would be taken.
    challenge: Option<&'static str>,
    /// When it makes sense to come back, in seconds.
    retry_after: Option<u32>,
}

impl ApiError {
    pub(super) fn new(status: StatusCode, sentence: impl Into<String>) -> Self {
        let sentence = sentence.into();
        Self { status, sentence, fields: BTreeMap::new(), challenge: None, retry_after: None }
    }

    pub(super) fn not_found() -> Self {
        EngineError::NotFound.into()
    }

    /// Wrong values, named by the fields of the JSON.
    pub(super) fn invalid(fields: BTreeMap<String, String>) -> Self {
        Self { fields, ..Self::new(StatusCode::BAD_REQUEST, "Some values are wrong") }
    }

    /// One wrong value.
    pub(super) fn field(name: &str, reason: impl Into<String>) -> Self {
        Self::invalid(BTreeMap::from([(name.to_owned(), reason.into())]))
    }

    pub(super) fn with_challenge(mut self, scheme: &'static str) -> Self {
        self.challenge = Some(scheme);
        self
    }

    /// The same with fields named as this document names them: `(the form's name, the document's)`.
    pub(super) fn renamed(mut self, names: &[(&str, &str)]) -> Self {
        let rename = |field: String| {
            let (head, rest) =
                field.split_once('.').map_or((field.as_str(), ""), |(head, rest)| (head, rest));
            let Some((_, name)) = names.iter().find(|(from, _)| *from == head) else {
                return field;
            };
            if rest.is_empty() { (*name).to_owned() } else { format!("{name}.{rest}") }
        };
        self.fields =
            self.fields.into_iter().map(|(field, reason)| (rename(field), reason)).collect();
        self
    }
}

impl From<EngineError> for ApiError {
    fn from(error: EngineError) -> Self {
        let fault = Fault::from(error);
        let status = match fault.conflict() {
            // The control plane's callers know these two by 400.
            Some(Conflict::WorkerRunning | Conflict::WorkerStopped) => StatusCode::BAD_REQUEST,
            // Wrong values are 400 in this JSON as well.
            None if !fault.fields().is_empty() => {
                let pair = |found: &FieldProblem| (found.field.clone(), found.problem.to_string());
                return Self::invalid(fault.fields().iter().map(pair).collect());
            }
            _ => answer::status(fault.status()),
        };
        Self { retry_after: fault.retry_after(), ..Self::new(status, fault.sentence()) }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut body = json!({ "error": self.sentence });
        if !self.fields.is_empty() {
            body["fields"] = json!(self.fields);
        }
        let mut response = answer::json_answer(self.status, &body);
        if let Some(challenge) = self.challenge {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, answer::RETRY_SECONDS);
        }
        response
    }
}
