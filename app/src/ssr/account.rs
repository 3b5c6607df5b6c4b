//! The person at the door and inside the own account: who it is, and the small cookies of the way in.

use domain::{Instant, Language, Principal};
use engine::{ClientInfo, Engine, LimitedPrincipal};

use super::{SessionToken, answer_with, cookies, engine, now, parts};
use crate::error::AppError;
use crate::text::{Locale, current_locale};

/// Carries the first step of a sign-in to the second.
const STEP: &str = "flowhq_step";
/// Carries recovery codes to the page that shows them, once.
const CODES: &str = "flowhq_codes";
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
    let principal = match (extensions.get::<Principal>(), door) {
        (Some(principal), _) => Some(principal.clone()),
        (None, Door::AlsoLimited) => limited(),
        (None, Door::SignedIn) => None,
    };
    let token = extensions.get::<SessionToken>();
    let (Some(principal), Some(SessionToken(token))) = (principal, token) else {
        return Err(AppError::Unauthenticated);
    };
    Ok(Own { engine: engine()?, principal, token: token.clone(), client: client() })
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
