//! The person at the door and inside the own account: who it is, and the small cookies of the way in.

use domain::{Instant, Language, Principal};
use engine::{ClientInfo, Engine, LimitedPrincipal, SignedIn};

use super::{
    SessionToken, answer_with, cookies, end_former_sign_in, engine, keep_signed_in, now, parts,
};
use crate::api::account::safe_next;
use crate::error::AppError;
use crate::text::{Locale, current_locale};

/// Carries the first step of a sign-in to the second.
const STEP: &str = "flowhq_step";
/// Carries recovery codes to the page that shows them, once.
const CODES: &str = "flowhq_codes";
/// Carries a link to the calendar to the page that shows it, once.
const FEED: &str = "flowhq_feed";
/// How long that page may take to come.
const CODES_SECONDS: i64 = 120;

/// A person inside the own account.
pub(crate) struct Own {
    /// The use cases.
    pub(crate) engine: Engine,
    /// Who it is.
    pub(crate) principal: Principal,
    /// The cookie's token.
    pub(crate) token: String,
    /// What is known of the browser.
    pub(crate) client: ClientInfo,
    /// Whether nothing is open to the person but setting up a second factor.
    limited: bool,
}

impl Own {
    /// Where the person's account page stands.
    pub(crate) fn home(&self) -> &'static str {
        if self.principal.is_admin() { "/admin/account" } else { "/app/account" }
    }

    /// Where the person sets up a second factor.
    pub(crate) fn second_step(&self) -> &'static str {
        match (self.limited, self.principal.is_admin()) {
            (true, _) => "/second-factor",
            (false, true) => "/admin/account/second-step",
            (false, false) => "/app/account/second-step",
        }
    }
}

/// Who may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// Whoever is signed in.
    SignedIn,
    /// Also a person who has to set up a second factor first.
    AlsoLimited,
}

/// Runs one use case about the own account.
pub(crate) async fn serve_own<T, E, F>(
    door: Door,
    use_case: impl FnOnce(Own) -> F,
) -> Result<T, AppError>
where
    E: Into<AppError>,
    F: Future<Output = Result<T, E>>,
{
    let result = match own(door) {
        Ok(own) => use_case(own).await.map_err(Into::into),
        Err(error) => Err(error),
    };
    result.inspect_err(answer_with)
}

fn own(door: Door) -> Result<Own, AppError> {
    let extensions = parts()?.extensions;
    let limited = || extensions.get::<LimitedPrincipal>().map(|limited| limited.0.clone());
    let full = extensions.get::<Principal>().cloned();
    let is_limited = full.is_none();
    let principal = match door {
        Door::AlsoLimited => full.or_else(limited),
        Door::SignedIn => full,
    };
    let token = extensions.get::<SessionToken>();
    let (Some(principal), Some(SessionToken(token))) = (principal, token) else {
        return Err(AppError::Unauthenticated);
    };
    let (token, client) = (token.clone(), client());
    Ok(Own { engine: engine()?, principal, token, client, limited: is_limited })
}

/// What is known of the browser that asks.
pub(crate) fn client() -> ClientInfo {
    let found = parts().ok().and_then(|parts| parts.extensions.get::<ClientInfo>().cloned());
    let language = match current_locale() {
        Locale::en => Language::En,
        Locale::sw => Language::Sw,
    };
    ClientInfo { language: Some(language), ..found.unwrap_or_default() }
}

/// Lets a person in: to where the person wanted to go, or to what has to be done first.
pub(crate) async fn enter(signed_in: &SignedIn, next: &str) -> Result<(), AppError> {
    end_former_sign_in().await?;
    keep_signed_in(signed_in);
    let home = if signed_in.principal.is_admin() { "/admin" } else { "/app" };
    let place = safe_next(next).unwrap_or(home);
    leptos_axum::redirect(if signed_in.limited { "/second-factor" } else { place });
    Ok(())
}

/// Remembers for which sign-in the second step is to be done.
pub(crate) fn keep_step(token: &str, expires_at: Instant) {
    cookies::keep(&cookies::bound(STEP), token, (expires_at - now()).num_seconds().max(0));
}

/// For which sign-in the second step is to be done.
pub(crate) fn step() -> Option<String> {
    cookies::sent(&cookies::bound(STEP))
}

/// The second step is done.
pub(crate) fn forget_step() {
    cookies::forget(&cookies::bound(STEP));
}

/// Carries recovery codes to the page that shows them.
pub(crate) fn keep_codes(codes: &[String]) {
    cookies::keep(&cookies::bound(CODES), &codes.join("."), CODES_SECONDS);
}

/// Takes the recovery codes that are to be shown now; they are gone after that.
pub(crate) fn take_codes() -> Vec<String> {
    let name = cookies::bound(CODES);
    let codes = cookies::sent(&name).filter(|codes| !codes.is_empty());
    let Some(codes) = codes else { return Vec::new() };
    cookies::forget(&name);
    codes.split('.').map(str::to_owned).collect()
}

/// Carries a link to the calendar to the page that shows it.
pub(crate) fn keep_feed(token: &str) {
    cookies::keep(&cookies::bound(FEED), token, CODES_SECONDS);
}

/// Takes the link to the calendar that is to be shown now; it is gone after that.
pub(crate) fn take_feed() -> Option<String> {
    let name = cookies::bound(FEED);
    let token = cookies::sent(&name).filter(|token| !token.is_empty())?;
    cookies::forget(&name);
    Some(token)
}
