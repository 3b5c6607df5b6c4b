//! Who calls the JSON side.

use axum::extract::FromRequestParts;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Principal;
use engine::EngineError;
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use subtle::ConstantTimeEq;

use super::error::ApiError;
use crate::state::AppState;

/// That it is off anybody can tell from the missing challenge (RFC 7235 §4.1), so it may as well be said
/// to the operator whose program is refused; whether the password is a right one is not.
const BASIC_IS_OFF: &str =
    "Basic auth is off on this server; docs/operations.md says how it is switched on";

/// A caller of the control plane, who is an admin: by the session cookie, or by Basic auth with the
/// platform's password. An owner is refused even about the own tenant; the portal is for that.
pub(super) struct Caller(pub(super) Principal);

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        if let Some(password) = basic_password(&parts.headers) {
            if state.config.basic_password.is_none() {
                return Err(ApiError::new(StatusCode::UNAUTHORIZED, BASIC_IS_OFF));
            }
            let admin = state.engine.admin_by_password(&password).map(Self);
            return admin.ok_or_else(|| {
                tracing::warn!(path = path(parts), "refused a wrong platform password");
                unauthenticated(state, "The platform's password is wrong")
            });
        }
        let signed_in = parts.extensions.get::<Principal>().cloned();
        match signed_in.ok_or_else(|| unauthenticated(state, "Sign in first"))? {
            admin if admin.is_admin() => Ok(Self(admin)),
            _ => Err(EngineError::Forbidden.into()),
        }
    }
}

/// A caller of the portal's JSON: another system of ours, which says for whom it asks.
pub(super) struct PortalCaller(pub(super) Principal);

impl FromRequestParts<AppState> for PortalCaller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let refused = |sentence: &str| ApiError::new(StatusCode::UNAUTHORIZED, sentence);
        let given = text(&parts.headers, "x-portal-key").unwrap_or_default();
        let wanted = state.config.portal_key.as_ref();
        let right =
            wanted.is_some_and(|key| key.reveal().as_bytes().ct_eq(given.as_bytes()).into());
        if !right {
            tracing::warn!(path = path(parts), "refused a wrong portal key");
            return Err(refused("The header x-portal-key is missing or wrong"));
        }
        let email = text(&parts.headers, "x-user-email").unwrap_or_default();
        let person = state.engine.principal_by_email(email).await?;
        person.map(Self).ok_or_else(|| refused("The header x-user-email names nobody"))
    }
}

impl PortalCaller {
    /// The person's own tenant; admins have none.
    pub(super) fn tenant(&self) -> Result<domain::TenantId, EngineError> {
        self.0.tenant_id.ok_or(EngineError::NotFound)
    }
}

fn unauthenticated(state: &AppState, sentence: &str) -> ApiError {
    let refused = ApiError::new(StatusCode::UNAUTHORIZED, sentence);
    match state.config.basic_password {
        Some(_) => refused.with_challenge("Basic realm=\"Flow HQ\", charset=\"UTF-8\""),
        None => refused,
    }
}

/// The password of `Authorization: Basic` (RFC 7617); the user may be any.
fn basic_password(headers: &HeaderMap) -> Option<String> {
    let (scheme, credentials) = text(headers, AUTHORIZATION.as_str())?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = STANDARD.decode(credentials.trim()).ok();
    let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    Some(decoded.split_once(':').map_or(String::new(), |(_, password)| password.to_owned()))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn path(parts: &Parts) -> &str {
    parts.uri.path()
}
