//! Reading what stands in a path.

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;

use super::error::ApiError;
use crate::state::AppState;

/// The variable segments of a path; one that is no text names nothing that exists.
pub(super) struct Segments<T>(pub(super) T);

impl<T> FromRequestParts<AppState> for Segments<T>
where
    Path<T>: FromRequestParts<AppState>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        path.map(|Path(segments)| Self(segments)).map_err(|_| ApiError::not_found())
    }
}
