//! Pages for people who look in from outside: drawn here as one text, without a program for the browser.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::sync::Arc;

use app::ssr::Refusal;
use app::ssr::site::{self, Contact, Facts, PublicPage, Source, Visit};
use axum::Router;
use axum::body::Body;
use axum::extract::{Form, FromRequest, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::lead::LeadForm;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::config::PublicUrl;
use crate::refusal::refuse;
use crate::security::headers;
use crate::site::accepts;
use crate::state::AppState;

/// What the style sheet is called where the browser's files were not built.
pub(crate) const UNBUILT_SHEET: &str = "/pkg/flowhq.css";
/// Where the contact form leads once it was sent.
const SENT: &str = "/contact?sent";

/// The pages, and the form on one of them.
pub fn routes(state: &AppState) -> Router<AppState> {
    let facts = Arc::new(Facts {
        origin: state.config.public_url.as_ref().map(|url| PublicUrl::origin(url).to_owned()),
        sheet: state.site.style_sheet().unwrap_or(UNBUILT_SHEET).to_owned(),
        plans: state.config.plans.clone(),
        operator: state.config.operator.clone(),
        source: Source {
            is_combined: cfg!(feature = "whatsapp-web"),
            url: state.config.source_url.clone(),
        },
    });
    PublicPage::ALL.into_iter().fold(Router::new(), |router, page| {
        let shown = Arc::clone(&facts);
        let show = get(async move |State(state): State<AppState>, request: Request| {
            show(page, &shown, &state, request)
        });
        let sent = Arc::clone(&facts);
        let methods = match page {
            PublicPage::Contact => {
                show.post(async move |State(state): State<AppState>, request: Request| {
                    write(&sent, &state, request).await
                })
            }
            _ => show,
        };
        router.route(page.path(), methods)
    })
}

fn show(page: PublicPage, facts: &Facts, state: &AppState, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let visit = Visit::of(&parts);
    let html = match page {
        PublicPage::Contact if parts.uri.query() == Some("sent") => {
            site::draw_contact(&Contact::Sent, facts, &visit)
        }
        page => site::draw(page, facts, &visit, &state.engine),
    };
    answer(StatusCode::OK, html, &parts.headers)
}

/// Takes the contact form; a refused one comes back as it was filled in.
async fn write(facts: &Facts, state: &AppState, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let (visit, asked) = (Visit::of(&parts), parts.headers.clone());
    let form = Form::<LeadForm>::from_request(Request::from_parts(parts, body), &()).await;
    let Ok(Form(form)) = form else { return refuse(Refusal::BrokenOff) };
    match state.engine.leave_lead(&form, visit.language()).await {
        Ok(_) => Redirect::to(SENT).into_response(),
        Err(error) => {
            let refused = site::NotSent::from(error);
            let status = StatusCode::from_u16(refused.status());
            let html = site::draw_contact(&Contact::Refused(form, refused), facts, &visit);
            answer(status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY), html, &asked)
        }
    }
}

/// The page, packed where the browser takes that, or only the word that it has not changed.
///
/// Language, colours and whether somebody is signed in come from cookies, so that a copy is asked for
/// each time; asking costs a few hundred bytes.
fn answer(status: StatusCode, html: String, asked: &HeaderMap) -> Response {
    let mut hasher = DefaultHasher::new();
    html.hash(&mut hasher);
    let tag = format!("W/\"{:x}\"", hasher.finish());
    let known = asked.get_all(IF_NONE_MATCH).iter().filter_map(|tags| tags.to_str().ok());
    let known = status == StatusCode::OK
        && known.flat_map(|tags| tags.split(',')).any(|known| known.trim() == tag);
    let packed = (!known && accepts(asked, "gzip")).then(|| gzip(html.as_bytes())).flatten();
    let is_packed = packed.is_some();
    let mut response = match (known, packed) {
        (true, _) => StatusCode::NOT_MODIFIED.into_response(),
        (false, Some(packed)) => (status, Body::from(packed)).into_response(),
        (false, None) => (status, Body::from(html)).into_response(),
    };
    let told = response.headers_mut();
    told.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    told.insert(VARY, HeaderValue::from_static("accept-encoding, accept-language, cookie"));
    if is_packed {
        told.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        told.insert(ETAG, tag);
    }
    headers::allow_style(&mut response);
    response
}

/// Nothing of a person's is in these pages but what the person typed, so that their packed length
/// tells nobody a secret.
fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::default());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}
