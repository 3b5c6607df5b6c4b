//! Lists and bookings as files, pictures of products, and files of customers.

use std::collections::HashMap;

use app::ssr::{Fault, Refusal};
use axum::body::Body;
use axum::extract::{Extension, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AppointmentId, MessageId, Principal, ProductId, TenantId};
use engine::{EngineError, EventWish, ExportFormat};
use futures::StreamExt;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, StatusCode};
use sha2::{Digest, Sha256};

use crate::answer;
use crate::doors::Routes;
use crate::refusal::refuse;
use crate::state::AppState;

/// What follows the `?`.
type Asked = Query<HashMap<String, String>>;
/// Who asks, where somebody is signed in.
type Reader = Option<Extension<Principal>>;

/// The event log as a file: a tenant's own, and everybody's for admins.
///
/// Taking it out is written down in it, so it is a deed of a form of ours: no link and no page of
/// somebody else's makes a person do it (`security::origin`).
pub(crate) fn routes() -> Routes {
    Routes::new()
        .post("/app/events.csv", own_csv)
        .post("/app/events.jsonl", own_lines)
        .post("/admin/events.csv", all_csv)
        .post("/admin/events.jsonl", all_lines)
        .post("/app/customers.csv", own_customers)
        .get("/app/appointments.ics", own_calendar)
        .get("/app/appointments/{id}/booking.ics", own_booking)
        .get("/app/products/{id}/picture", picture)
        .get("/app/flow.json", own_flow)
        .get("/app/products/sample.csv", sample)
        .get("/files/{tenant}/{message}", file)
}

/// A file of products to begin with; its mark says to spreadsheets that it is UTF-8.
const SAMPLE: &str = concat!("\u{feff}", include_str!("downloads/products.csv"));

/// The picture of a product of the person's own business. It may be another one under the same address at any
/// time, so a browser asks each time, and gets it again only where it is another one.
async fn picture(
    State(state): State<AppState>,
    who: Reader,
    headers: HeaderMap,
    Path(id): Path<ProductId>,
) -> Response {
    let Some(Extension(principal)) = who else {
        if answer::wants_html(&headers) {
            return Redirect::to("/signin").into_response();
        }
        return refuse(Refusal::SignInFirst);
    };
    let Some(tenant) = principal.tenant_id else { return refuse(Refusal::NotFound) };
    let picture = match state.engine.product_picture(&principal, tenant, id).await {
        Ok(Some(picture)) => picture,
        Ok(None) => return refuse(Refusal::NotFound),
        Err(error) => return refused(&headers, error),
    };
    let mark = format!("\"{:x}\"", Sha256::digest(&picture.bytes));
    let caching = [(CACHE_CONTROL, "private, no-cache".to_owned()), (ETAG, mark.clone())];
    let known = headers.get(IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    if known.is_some_and(|known| known.contains(&mark)) {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    let content = [
        (CONTENT_TYPE, picture.mime),
        (CONTENT_DISPOSITION, "inline"),
        // Whoever handed it in chose what is in it: nothing in it runs.
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (caching, content, picture.bytes).into_response()
}

/// A file of products to begin with, for people of a business.
async fn sample(who: Reader, headers: HeaderMap) -> Response {
    let Some(Extension(principal)) = who else {
        if answer::wants_html(&headers) {
            return Redirect::to("/signin").into_response();
        }
        return refuse(Refusal::SignInFirst);
    };
    if principal.tenant_id.is_none() {
        return refuse(Refusal::NotFound);
    }
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"products.csv\""),
    ];
    (headers, SAMPLE).into_response()
}

/// The flow of the person's own business, to be kept or brought to another.
async fn own_flow(State(state): State<AppState>, who: Reader, headers: HeaderMap) -> Response {
    let Some(Extension(principal)) = who else {
        if answer::wants_html(&headers) {
            return Redirect::to("/signin?next=/app/flow").into_response();
        }
        return refuse(Refusal::SignInFirst);
    };
    let Some(tenant) = principal.tenant_id else { return refuse(Refusal::NotFound) };
    match state.engine.export_flow(&principal, tenant).await {
        Ok(file) => {
            let disposition = format!("attachment; filename=\"{}\"", file.name);
            let headers = [
                (CONTENT_TYPE, "application/json".to_owned()),
                (CONTENT_DISPOSITION, disposition),
                (CACHE_CONTROL, "private, no-store".to_owned()),
            ];
            (headers, file.json).into_response()
        }
        Err(error) => refused(&headers, error),
    }
}

/// Some days of the person's own calendar, `?date=2026-11-23&days=7`, as calendar programs read them.
async fn own_calendar(
    State(state): State<AppState>,
    who: Reader,
    headers: HeaderMap,
    Query(query): Asked,
) -> Response {
    let date = query.get("date").cloned().unwrap_or_default();
    let days = query.get("days").and_then(|days| days.parse().ok()).unwrap_or(7);
    ics(who, &headers, |by, tenant| async move {
        state.engine.calendar_file(&by, tenant, &date, days).await
    })
    .await
}

/// A booking of the person's own business.
async fn own_booking(
    State(state): State<AppState>,
    who: Reader,
    headers: HeaderMap,
    Path(id): Path<AppointmentId>,
) -> Response {
    ics(who, &headers, |by, tenant| async move { state.engine.booking_file(&by, tenant, id).await })
        .await
}

async fn ics<F>(
    who: Reader,
    headers: &HeaderMap,
    file: impl FnOnce(Principal, TenantId) -> F,
) -> Response
where
    F: Future<Output = Result<String, EngineError>>,
{
    let Some(Extension(principal)) = who else {
        if answer::wants_html(headers) {
            return Redirect::to("/signin").into_response();
        }
        return refuse(Refusal::SignInFirst);
    };
    let Some(tenant) = principal.tenant_id else { return refuse(Refusal::NotFound) };
    match file(principal, tenant).await {
        Ok(text) => {
            let headers = [
                (CONTENT_TYPE, "text/calendar; charset=utf-8"),
                (CONTENT_DISPOSITION, "attachment; filename=\"bookings.ics\""),
                (CACHE_CONTROL, "no-store"),
            ];
            (headers, text).into_response()
        }
        Err(error) => refused(headers, error),
    }
}

/// A file that a customer sent. Pictures are shown; whatever else it may be is only ever downloaded, and nothing in it
/// runs: the customer chose what is in it.
async fn file(
    State(state): State<AppState>,
    who: Reader,
    headers: HeaderMap,
    Path((tenant, message)): Path<(TenantId, MessageId)>,
) -> Response {
    let Some(Extension(principal)) = who else {
        if answer::wants_html(&headers) {
            return Redirect::to("/signin").into_response();
        }
        return refuse(Refusal::SignInFirst);
    };
    let file = match state.engine.file(&principal, tenant, message).await {
        Ok(file) => file,
        Err(error) => return refused(&headers, error),
    };
    let (mime, way) = match file.view.is_picture() {
        true => (file.view.mime.as_str(), "inline"),
        false => ("application/octet-stream", "attachment"),
    };
    let name = file.view.name.as_deref().unwrap_or("file");
    let headers = [
        (CONTENT_TYPE, mime.to_owned()),
        (CONTENT_DISPOSITION, format!("{way}; filename*=UTF-8''{}", encoded(name))),
        // Who signs out leaves no customer's picture behind.
        (CACHE_CONTROL, "no-store".to_owned()),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, file.content).into_response()
}

/// The customers of the person's own business.
async fn own_customers(State(state): State<AppState>, who: Reader, headers: HeaderMap) -> Response {
    let Some(Extension(principal)) = who else {
        if answer::wants_html(&headers) {
            return Redirect::to("/signin").into_response();
        }
        return refuse(Refusal::SignInFirst);
    };
    let Some(tenant) = principal.tenant_id else { return refuse(Refusal::NotFound) };
    let lines = match state.engine.export_customers(&principal, tenant).await {
        Ok(lines) => lines,
        Err(error) => return refused(&headers, error),
    };
    // A file that breaks off must not look whole: the connection ends without its last piece.
    let lines = lines.inspect(|line| {
        if let Err(error) = line {
            tracing::warn!(error = error as &dyn std::error::Error, "an export broke off");
        }
    });
    let headers = [
        (CONTENT_TYPE, ExportFormat::Csv.media_type()),
        (CONTENT_DISPOSITION, "attachment; filename=\"customers.csv\""),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, Body::from_stream(lines)).into_response()
}

/// A file's name as a header may carry it (RFC 8187).
fn encoded(name: &str) -> String {
    form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20")
}

/// Whose log a path is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Own,
    All,
}

async fn own_csv(state: State<AppState>, who: Reader, asked: HeaderMap, query: Asked) -> Response {
    events(state, who, &asked, query, (Of::Own, ExportFormat::Csv)).await
}

async fn own_lines(
    state: State<AppState>,
    who: Reader,
    asked: HeaderMap,
    query: Asked,
) -> Response {
    events(state, who, &asked, query, (Of::Own, ExportFormat::JsonLines)).await
}

async fn all_csv(state: State<AppState>, who: Reader, asked: HeaderMap, query: Asked) -> Response {
    events(state, who, &asked, query, (Of::All, ExportFormat::Csv)).await
}

async fn all_lines(
    state: State<AppState>,
    who: Reader,
    asked: HeaderMap,
    query: Asked,
) -> Response {
    events(state, who, &asked, query, (Of::All, ExportFormat::JsonLines)).await
}

/// The days are called `since` and `until`, and `from` is taken for `since`; what was done `type` or
/// `kind`: as on the pages that lead here.
async fn events(
    State(state): State<AppState>,
    who: Reader,
    headers: &HeaderMap,
    Query(query): Asked,
    (of, format): (Of, ExportFormat),
) -> Response {
    let Some(Extension(principal)) = who else {
        if answer::wants_html(headers) {
            return Redirect::to("/signin").into_response();
        }
        return refuse(Refusal::SignInFirst);
    };
    // Each kind of person has one of the two; the other is not there for them.
    if (of == Of::All) != principal.is_admin() {
        return refuse(Refusal::NotFound);
    }
    let text = |names: &[&str]| {
        let found = names.iter().find_map(|name| query.get(*name).filter(|text| !text.is_empty()));
        found.map(String::as_str).unwrap_or_default()
    };
    let wish = EventWish {
        tenant: text(&["tenant"]),
        kind: text(&["type", "kind"]),
        actor: text(&["actor"]),
        since: text(&["since", "from"]),
        until: text(&["until"]),
        text: text(&["text"]),
    };
    let file = async {
        let filter = state.engine.event_filter(&principal, wish).await?;
        state.engine.export_events(&principal, filter, format).await
    };
    let lines = match file.await {
        Ok(lines) => lines,
        Err(error) => return refused(headers, error),
    };
    // A file that breaks off must not look whole: the connection ends without its last piece.
    let lines = lines.inspect(|line| {
        if let Err(error) = line {
            tracing::warn!(error = error as &dyn std::error::Error, "an export broke off");
        }
    });
    let name = format!("attachment; filename=\"events.{}\"", format.name());
    let headers = [
        (CONTENT_TYPE, format.media_type().to_owned()),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, Body::from_stream(lines)).into_response()
}

/// What a use case refused, as a page or as JSON says it.
pub(crate) fn refused(headers: &HeaderMap, error: EngineError) -> Response {
    let fault = Fault::from(error);
    match fault.refusal() {
        Some(why) => refuse(why),
        None => answer::sentence(headers, answer::status(fault.status()), &fault.sentence()),
    }
}
