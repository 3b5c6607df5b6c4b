//! Reading a JSON document field by field, so that a wrong one is named.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use domain::forms::{DayForm, HoursForm};
use domain::hours::{DAYS, WeekHours};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use super::error::ApiError;
use crate::state::AppState;

/// The fields of a document, taken out one by one; an empty body has none.
pub(super) struct Fields {
    values: Map<String, Value>,
    problems: BTreeMap<String, String>,
}

impl FromRequest<AppState> for Fields {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind =
            kind.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_lowercase();
        let is_json = kind == "application/json"
            || (kind.starts_with("application/") && kind.ends_with("+json"));
        let broken = |what: String| ApiError::new(StatusCode::BAD_REQUEST, what);
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|_| broken("The body broke off".to_owned()))?;
        if body.is_empty() {
            return Ok(Self { values: Map::new(), problems: BTreeMap::new() });
        }
        if !is_json {
            let what = "The body must be JSON, with Content-Type: application/json";
            return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, what));
        }
        match serde_json::from_slice(&body) {
            Ok(Value::Object(values)) => Ok(Self { values, problems: BTreeMap::new() }),
            Ok(_) => Err(broken("The body must be a JSON object".to_owned())),
            Err(error) => {
                let (line, column) = (error.line(), error.column());
                Err(broken(format!("The body is no JSON: see line {line}, column {column}")))
            }
        }
    }
}

impl Fields {
    /// A text; empty when it is missing or null.
    pub(super) fn text(&mut self, name: &str) -> String {
        match self.values.remove(name) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text,
            Some(_) => {
                self.problems.insert(name.to_owned(), "must be a text".to_owned());
                String::new()
            }
        }
    }

    /// Whether the document has this field at all.
    pub(super) fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// Opening hours as `{"mon": {"from": "08:00", "to": "18:00"}, "sun": null}`; a day that is
    /// missing is closed, and without the field the week is a usual one.
    pub(super) fn hours(&mut self, name: &str) -> HoursForm {
        let mut hours = HoursForm::default();
        match self.values.remove(name) {
            None | Some(Value::Null) => {
                for (day, open) in days(&mut hours).into_iter().zip(WeekHours::USUAL.0) {
                    *day = open.map_or_else(DayForm::default, |open| DayForm {
                        from: open.from_text(),
                        to: open.to_text(),
                    });
                }
            }
            Some(Value::Object(mut week)) => {
                for (day, key) in days(&mut hours).into_iter().zip(DAYS) {
                    match week.remove(key) {
                        None | Some(Value::Null) => {}
                        Some(value) => match serde_json::from_value(value) {
                            Ok(form) => *day = form,
                            Err(_) => self.wrong_hours(&format!("{name}.{key}")),
                        },
                    }
                }
                if let Some(unknown) = week.keys().next() {
                    let reason = format!("must be one of {}", DAYS.join(", "));
                    self.problems.insert(format!("{name}.{unknown}"), reason);
                }
            }
            Some(_) => self.wrong_hours(name),
        }
        hours
    }

    fn wrong_hours(&mut self, name: &str) {
        let reason = "is not of the form {\"from\": \"08:00\", \"to\": \"18:00\"}, by day";
        self.problems.insert(name.to_owned(), reason.to_owned());
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// When a field had the wrong kind of value.
    pub(super) fn finish(self) -> Result<(), ApiError> {
        if self.problems.is_empty() { Ok(()) } else { Err(ApiError::invalid(self.problems)) }
    }
}

fn days(hours: &mut HoursForm) -> [&mut DayForm; 7] {
    let HoursForm { mon, tue, wed, thu, fri, sat, sun } = hours;
    [mon, tue, wed, thu, fri, sat, sun]
}
