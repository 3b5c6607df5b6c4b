//! How often a stranger may send the forms that anybody can send, and guess the keys of programs.
//!
//! Counted per address, so that nobody tries passwords or fills the database by the thousand, and per
//! account, so that many addresses cannot do together what one may not: send somebody mail after mail.
//! Each node counts for itself. What locks an account stands in the engine.

use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use app::ssr::Refusal;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::{Principal, UserId};
use http::header::AUTHORIZATION;
use http::{Method, StatusCode};

use super::address::ClientAddress;
use super::buckets::{Allowance, Buckets};
use super::limits::BODY_BYTES;
use super::origin::PORTAL_KEY;
use crate::feed;
use crate::refusal::refuse;
use crate::state::AppState;

/// Addresses and accounts that are remembered: some megabytes.
const KEYS: usize = 30_000;

/// How often one account may cause a mail: six an hour, five of them at once.
const MAIL: Allowance = Allowance { burst: 5, every: Duration::from_mins(10) };
/// How often one account may be named otherwise; the engine counts wrong passwords more strictly.
const NAMED: Allowance = Allowance { burst: 60, every: Duration::from_secs(2) };

const SIMULATOR: &str = "/api/simulate";

/// The forms that anybody can send, and those that send mail; and how often one account may be named or
/// used in each.
const FORMS: &[(&str, Allowance)] = &[
    ("/api/accept_invitation", NAMED),
    ("/api/ask_reset", MAIL),
    ("/api/confirm_email", NAMED),
    ("/api/reset_password", NAMED),
    ("/api/sign_in", NAMED),
    ("/api/sign_in_code", NAMED),
    ("/api/sign_up", NAMED),
    (SIMULATOR, NAMED),
    ("/api/verify_again", MAIL),
    ("/contact", MAIL),
];

/// Whom a bucket belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    /// Who asks from this network, at the door or beside it.
    Network(IpAddr, Place),
    /// Who guesses keys of programs from this network.
    Guesser(IpAddr),
    /// This person, with this form.
    Person(&'static str, UserId),
    /// Whoever has this e-mail address, with this form.
    Named(&'static str, u64),
}

/// Trying the assistant out shall keep nobody from signing in, and neither shall calendars that read bookings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Door,
    Simulator,
    Calendar,
}

/// All buckets of this node.
pub struct FormLimits {
    address: Allowance,
    buckets: Buckets<Key>,
    hasher: RandomState,
}

impl FormLimits {
    /// So many a minute and address, twice as many at once.
    pub fn new(per_minute: u32) -> Self {
        let address =
            Allowance { burst: per_minute * 2, every: Duration::from_mins(1) / per_minute };
        Self { address, buckets: Buckets::new(KEYS), hasher: RandomState::new() }
    }

    fn take(&self, keys: impl IntoIterator<Item = (Key, Allowance)>) -> Result<(), Duration> {
        keys.into_iter().try_for_each(|(key, allowance)| self.buckets.take(key, allowance))
    }
}

/// Whether this is one of the forms that are counted.
pub fn is_limited(path: &str) -> bool {
    FORMS.iter().any(|(form, _)| *form == path)
}

/// Answers 429 to a form or a key that was tried too often.
pub async fn limit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let form = FORMS.iter().find(|(path, _)| *path == request.uri().path());
    match form {
        Some((path, account)) if request.method() == Method::POST => {
            form_sent(&state, path, *account, request, next).await
        }
        _ if feed::is_secret(request.uri().path()) => {
            let network = network(&request);
            let limits = &state.form_limits;
            match limits.take([(Key::Network(network, Place::Calendar), limits.address)]) {
                Ok(()) => next.run(request).await,
                Err(wait) => too_often("a calendar", network, wait),
            }
        }
        _ if has_key(&request) => key_shown(&state, request, next).await,
        _ => next.run(request).await,
    }
}

async fn form_sent(
    state: &AppState,
    path: &'static str,
    account: Allowance,
    request: Request,
    next: Next,
) -> Response {
    let network = network(&request);
    let person = request.extensions().get::<Principal>().and_then(|person| person.user_id);
    let (parts, body) = request.into_parts();
    // The limits outside let no larger body in, so this cannot fail.
    let body = to_bytes(body, BODY_BYTES).await.unwrap_or_default();
    let limits = &state.form_limits;
    let named = || Some(Key::Named(path, limits.hasher.hash_one(email(&body)?)));
    let account_key = person.map(|id| Key::Person(path, id)).or_else(named);
    let place = if path == SIMULATOR { Place::Simulator } else { Place::Door };
    let keys = [(Key::Network(network, place), limits.address)].into_iter();
    match limits.take(keys.chain(account_key.map(|key| (key, account)))) {
        Ok(()) => next.run(Request::from_parts(parts, Body::from(body))).await,
        Err(wait) => too_often(path, network, wait),
    }
}

/// Right keys cost nothing, so that programs may work as fast as they like.
async fn key_shown(state: &AppState, request: Request, next: Next) -> Response {
    let network = network(&request);
    let (key, allowance) = (Key::Guesser(network), state.form_limits.address);
    if let Some(wait) = state.form_limits.buckets.wait(&key, allowance) {
        return too_often("a key", network, wait);
    }
    let answer = next.run(request).await;
    if answer.status() == StatusCode::UNAUTHORIZED {
        let _ = state.form_limits.buckets.take(key, allowance);
    }
    answer
}

fn has_key(request: &Request) -> bool {
    request.headers().contains_key(AUTHORIZATION) || request.headers().contains_key(PORTAL_KEY)
}

/// A request that came over no connection shares one bucket with its like.
fn network(request: &Request) -> IpAddr {
    let address = request.extensions().get::<ClientAddress>();
    address.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.network())
}

fn too_often(what: &'static str, network: IpAddr, wait: Duration) -> Response {
    metrics::counter!("flowhq_form_refusals_total").increment(1);
    tracing::warn!(client.network = %network, what, "refused a try: too many from one place");
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    refuse(Refusal::TooOften(seconds.try_into().unwrap_or(u32::MAX)))
}

/// The e-mail address in a form's body, as accounts are compared; on the contact form it may be a
/// telephone number.
fn email(body: &[u8]) -> Option<String> {
    let mut fields = form_urlencoded::parse(body);
    let (_, value) = fields.find(|(name, _)| name == "email" || name == "reach")?;
    Some(value.trim().to_lowercase()).filter(|email| !email.is_empty())
}
