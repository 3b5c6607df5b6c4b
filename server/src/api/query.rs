//! Reading a list's query.

use std::collections::HashMap;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Query};
use http::request::Parts;

use super::error::ApiError;
use crate::state::AppState;

/// Items of a page when the caller does not say.
const LIMIT_DEFAULT: u32 = 50;
/// Most items of a page.
const LIMIT_MAX: u32 = 200;

/// What follows the `?`; unknown names are passed over.
pub(super) struct ListQuery(HashMap<String, String>);

impl FromRequestParts<AppState> for ListQuery {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, ApiError> {
        let query = Query::try_from_uri(&parts.uri);
        Ok(Self(query.map(|Query(values)| values).unwrap_or_default()))
    }
}

impl ListQuery {
    /// A text; an empty one counts as missing.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.0.get(name).filter(|text| !text.is_empty()).cloned()
    }

    /// How many items.
    pub(super) fn limit(&self) -> Result<u32, ApiError> {
        let Some(text) = self.text("limit") else { return Ok(LIMIT_DEFAULT) };
        let limit = text.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
        limit.ok_or_else(|| {
            ApiError::field("limit", format!("must be a number from 1 to {LIMIT_MAX}"))
        })
    }

    /// One of some choices.
    pub(super) fn choice<T: FromStr + ToString>(
        &self,
        name: &str,
        all: &[T],
    ) -> Result<Option<T>, ApiError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| {
            let allowed: Vec<_> = all.iter().map(ToString::to_string).collect();
            ApiError::field(name, format!("must be one of {}", allowed.join(", ")))
        })
    }
}
