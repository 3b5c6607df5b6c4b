//! Where server functions meet the request: the services, who asks, and the truthful status.

mod account;
pub(crate) mod calendar;
mod cookies;
pub(crate) mod customers;
mod draft;
mod fault;
pub mod gallery;
pub(crate) mod insights;
mod query;
mod refusal;
pub(crate) mod shop;
pub mod site;

use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::header::{ACCEPT, CACHE_CONTROL, REFERER, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use domain::{Clock, Instant, Principal};
use engine::{Engine, SignedIn, SystemClock};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use serde::Serialize;

pub use cookies::SessionCookie;
pub use customers::HandedInCustomers;
pub use engine::ClientInfo;
pub use fault::Fault;
pub use refusal::Refusal;
pub use shop::HandedIn;

pub(crate) use account::{
    Door, enter, forget_step, keep_codes, keep_feed, keep_step, serve_own, step, take_codes,
    take_feed,
};

pub(crate) use draft::{keep_draft, take_draft};
pub(crate) use query::ListQuery;

use crate::api::Doc;
use crate::api::platform::Seen;
use crate::error::AppError;
use crate::text::language::LANGUAGE_COOKIE;
use crate::theme::{THEME_COOKIE, Theme};

/// How long choices are remembered.
const YEAR_SECONDS: i64 = 31_536_000;

/// The session cookie's value; the server puts it into the request's extensions when there is one.
#[derive(Clone)]
pub struct SessionToken(pub String);

/// What every use case needs: the services and who is asking.
pub(crate) struct Cx {
    /// The use cases.
    pub(crate) engine: Engine,
    /// Who asks.
    pub(crate) principal: Principal,
}

impl Cx {
    fn from_request() -> Result<Self, AppError> {
        let principal = parts()?.extensions.get().cloned().ok_or(AppError::Unauthenticated)?;
        Ok(Self { engine: engine()?, principal })
    }

    /// The person's own tenant; admins have none.
    pub(crate) fn own_tenant(&self) -> Result<domain::TenantId, AppError> {
        self.principal.tenant_id.ok_or(AppError::Forbidden)
    }
}

/// Runs one use case of a signed-in person: context in, truthful status out.
pub(crate) async fn serve<T, E, F>(use_case: impl FnOnce(Cx) -> F) -> Result<T, AppError>
where
    E: Into<AppError>,
    F: Future<Output = Result<T, E>>,
{
    let result = match Cx::from_request() {
        Ok(cx) => use_case(cx).await.map_err(Into::into),
        Err(error) => Err(error),
    };
    result.inspect_err(answer_with)
}

/// Runs one use case that needs nobody signed in.
pub(crate) async fn serve_visitor<T, E, F>(
    use_case: impl FnOnce(Engine, ClientInfo) -> F,
) -> Result<T, AppError>
where
    E: Into<AppError>,
    F: Future<Output = Result<T, E>>,
{
    let result = match engine() {
        Ok(engine) => use_case(engine, account::client()).await.map_err(Into::into),
        Err(error) => Err(error),
    };
    result.inspect_err(answer_with)
}

/// The present time, for what pages show relative to it.
pub(crate) fn now() -> Instant {
    SystemClock.now()
}

/// Writes an answer down.
pub(crate) fn doc<T: Serialize>(value: &T) -> Result<Doc<T>, AppError> {
    serde_json::value::to_raw_value(value).map(Doc::from).map_err(|error| {
        let id = error_id();
        tracing::error!(error.id = %id, error = &error as &dyn std::error::Error, "an answer could not be written, error {id}");
        AppError::Internal(id)
    })
}

/// Writes an answer down as it is now, for clocks of the platform's zone.
pub(crate) fn seen<T: Serialize>(cx: &Cx, value: T) -> Result<Doc<Seen<T>>, AppError> {
    doc(&(now(), cx.engine.platform_zone(), value))
}

/// The cookie's token, if the request carries one.
pub(crate) fn session_token() -> Option<String> {
    parts().ok()?.extensions.get::<SessionToken>().map(|token| token.0.clone())
}

/// Ends the sign-in that this browser came with, if any: a browser has one, and a token that is
/// replaced must not stay good.
pub(crate) async fn end_former_sign_in() -> Result<(), AppError> {
    let Some(token) = session_token() else { return Ok(()) };
    serve_visitor(|engine, _| async move { engine.sign_out(&token).await }).await
}

/// Has no browser keep this answer, not even for going back: what it shows is a secret.
pub(crate) fn keep_no_copy() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// Keeps a person signed in from here on.
pub(crate) fn keep_signed_in(signed_in: &SignedIn) {
    let seconds = (signed_in.expires_at - now()).num_seconds().max(0);
    cookies::keep(cookies::of_the_session(), &signed_in.token, seconds);
}

/// Makes the browser forget the sign-in.
pub(crate) fn forget_sign_in() {
    cookies::forget(cookies::of_the_session());
}

/// Remembers the language of the interface for a year.
pub(crate) fn keep_language(language: &str) {
    cookies::keep(LANGUAGE_COOKIE, language, YEAR_SECONDS);
}

/// Remembers the colours for a year, or forgets them.
pub(crate) fn keep_theme(theme: Option<Theme>) {
    match theme {
        Some(theme) => cookies::keep(THEME_COOKIE, theme.name(), YEAR_SECONDS),
        None => cookies::forget(THEME_COOKIE),
    }
}

/// Leads a plain form back to the page that it was sent from, the address unchanged.
///
/// Of what the browser names only the path counts: whatever the host, we stay here.
pub(crate) fn lead_back() {
    let Ok(parts) = parts() else { return };
    let referer =
        parts.headers.get(REFERER).and_then(|referer| referer.to_str().ok()?.parse::<Uri>().ok());
    let place = referer.as_ref().and_then(Uri::path_and_query).map(PathAndQuery::as_str);
    if let Some(place) = place.and_then(crate::api::account::safe_next) {
        leptos_axum::redirect(place);
    }
}

/// A number that the person can name and the log knows.
pub(crate) fn error_id() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{:x}-{count:x}", now().timestamp())
}

/// Says when it makes sense to come back (RFC 9110 §10.2.3).
fn retry_after(seconds: u32) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(RETRY_AFTER, HeaderValue::from(seconds));
    }
}

fn engine() -> Result<Engine, AppError> {
    use_context().ok_or_else(|| missing("engine"))
}

fn parts() -> Result<Parts, AppError> {
    use_context().ok_or_else(|| missing("request"))
}

fn missing(what: &str) -> AppError {
    let id = error_id();
    tracing::error!(error.id = %id, "no {what} in context, error {id}");
    AppError::Internal(id)
}

/// Whether a browser asks for a page, or sends a plain form.
fn accepts_html(parts: &Parts) -> bool {
    let accept = parts.headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// Sets the status, except for a plain HTML form: its redirect carries the error, and a status would break it.
///
/// A page that is being rendered takes the status as well; being signed out is no status there but
/// a redirect, which the page itself makes.
fn answer_with(error: &AppError) {
    let (Ok(parts), Some(response)) = (parts(), use_context::<ResponseOptions>()) else { return };
    let rendering = matches!(parts.method, Method::GET | Method::HEAD);
    let redirected = rendering && *error == AppError::Unauthenticated;
    if redirected || (accepts_html(&parts) && !rendering) {
        return;
    }
    if let Ok(status) = StatusCode::from_u16(status(error)) {
        response.set_status(status);
    }
}

/// An error as it may stand in an address, where a plain form's refusal travels: without what others wrote.
pub(crate) fn for_the_way_back(error: AppError) -> AppError {
    match parts().is_ok_and(|parts| accepts_html(&parts)) {
        true => error.without_texts(),
        false => error,
    }
}

/// Whether a page is being rendered, which somebody opens by that.
pub(crate) fn is_rendering() -> bool {
    parts().is_ok_and(|parts| parts.method == Method::GET)
}

/// Answers with an error that was found before any use case began.
pub(crate) fn refuse(error: AppError) -> AppError {
    answer_with(&error);
    error
}

/// The HTTP status that tells the truth about an error.
const fn status(error: &AppError) -> u16 {
    match error {
        AppError::Unauthenticated | AppError::BadCredentials => 401,
        AppError::TooManyTries(_) => 429,
        AppError::Forbidden => 403,
        AppError::NotFound => 404,
        AppError::Invalid(_) => 422,
        AppError::Conflict(_) => 409,
        AppError::Malformed => 400,
        AppError::Unavailable | AppError::Unreachable => 503,
        AppError::Internal(_) => 500,
    }
}
