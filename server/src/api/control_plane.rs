//! The control plane: what admins do, for programs.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::forms::SetupForm;
use domain::worker::WorkerCommand;
use domain::{SetupRequestId, SetupStatus, TenantId, TenantStatus};
use engine::{EngineError, TenantFilter};
use http::StatusCode;
use serde_json::Value;

use super::caller::Caller;
use super::error::ApiError;
use super::fields::Fields;
use super::path::Segments;
use super::query::ListQuery;
use super::shape;
use crate::answer;
use crate::doors::Routes;
use crate::state::AppState;

type Answer = Result<Json<Value>, ApiError>;

/// How the document names what the form names otherwise.
const NAMES: [(&str, &str); 3] =
    [("template", "template_type"), ("whatsapp_number", "phone_number"), ("hours", "hours_json")];

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/admin/tenants", tenants)
        .post("/admin/tenants", create_tenant)
        .get("/admin/tenants/{id}", tenant)
        .post("/admin/tenants/{id}/worker/{command}", worker)
        .get("/admin/tenants/{id}/qr", qr)
        .get("/admin/tenants/{id}/logs", logs)
        .get("/admin/setup-requests", setup_requests)
        .get("/admin/setup-requests/{id}", setup_request)
        .post("/admin/setup-requests/{id}/approve", approve)
        .post("/admin/setup-requests/{id}/reject", reject)
}

/// An id that is none cannot belong to anything.
fn id<T: std::str::FromStr>(text: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_| ApiError::not_found())
}

async fn tenants(
    State(state): State<AppState>,
    Caller(caller): Caller,
    query: ListQuery,
) -> Answer {
    let filter = TenantFilter {
        search: query.text("search"),
        status: query.choice("status", TenantStatus::ALL)?,
        deleted: query.choice("deleted", &[true, false])?.unwrap_or(false),
        limit: query.limit()?,
        before: query.text("before"),
    };
    let page = state.engine.tenants(&caller, &filter).await?;
    Ok(Json(shape::page("tenants", &page, shape::tenant_row)))
}

async fn create_tenant(
    State(state): State<AppState>,
    Caller(caller): Caller,
    mut fields: Fields,
) -> Result<Response, ApiError> {
    let name = fields.text("name");
    let business_name =
        if fields.has("business_name") { fields.text("business_name") } else { name.clone() };
    let form = SetupForm {
        business_name,
        business_type: fields.text("business_type"),
        template: fields.text("template_type"),
        whatsapp_number: fields.text("phone_number"),
        language: fields.text("language"),
        hours: fields.hours("hours_json"),
    };
    fields.finish()?;
    let created = state.engine.create_tenant(&caller, &name, &form).await;
    let detail = created.map_err(|error| ApiError::from(error).renamed(&NAMES))?;
    Ok(answer::json_answer(StatusCode::CREATED, &shape::tenant_detail(&detail)))
}

async fn tenant(
    State(state): State<AppState>,
    Caller(caller): Caller,
    Segments(tenant): Segments<String>,
) -> Answer {
    let detail = state.engine.tenant_detail(&caller, id(&tenant)?).await?;
    Ok(Json(shape::tenant_detail(&detail)))
}

async fn worker(
    State(state): State<AppState>,
    Caller(caller): Caller,
    Segments((tenant, command)): Segments<(String, String)>,
) -> Answer {
    let command: WorkerCommand = id(&command)?;
    let tenant: TenantId = id(&tenant)?;
    let worker = state.engine.worker_command(&caller, tenant, command).await?;
    Ok(Json(shape::worker(tenant, &worker)))
}

async fn qr(
    State(state): State<AppState>,
    Caller(caller): Caller,
    Segments(tenant): Segments<String>,
) -> Answer {
    let detail = state.engine.tenant_detail(&caller, id(&tenant)?).await?;
    Ok(Json(shape::qr(&detail.session)))
}

async fn logs(
    State(state): State<AppState>,
    Caller(caller): Caller,
    Segments(tenant): Segments<String>,
    query: ListQuery,
) -> Answer {
    let tenant: TenantId = id(&tenant)?;
    // The log of a tenant that does not exist is not an empty one.
    state.engine.tenant_detail(&caller, tenant).await?;
    let page =
        state.engine.messages(&caller, tenant, None, query.limit()?, query.text("before")).await?;
    Ok(Json(shape::page("logs", &page, shape::message)))
}

async fn setup_requests(
    State(state): State<AppState>,
    Caller(caller): Caller,
    query: ListQuery,
) -> Answer {
    let status = query.choice("status", SetupStatus::ALL)?;
    let page =
        state.engine.setup_requests(&caller, status, query.limit()?, query.text("before")).await?;
    Ok(Json(shape::page("setup_requests", &page, shape::setup_request)))
}

async fn setup_request(
    State(state): State<AppState>,
    Caller(caller): Caller,
    Segments(request): Segments<String>,
) -> Answer {
    let detail = state.engine.setup_request(&caller, id(&request)?).await?;
    let mut value = shape::setup_request(&detail.request);
    value["config"] = shape::config(detail.request.tenant_id, &detail.config);
    Ok(Json(value))
}

async fn approve(
    State(state): State<AppState>,
    Caller(caller): Caller,
    Segments(request): Segments<String>,
    mut fields: Fields,
) -> Answer {
    let request: SetupRequestId = id(&request)?;
    let notes = fields.text("notes");
    fields.finish()?;
    let approved = state.engine.approve_request(&caller, request, Some(&notes)).await;
    decided(approved)
}

async fn reject(
    State(state): State<AppState>,
    Caller(caller): Caller,
    Segments(request): Segments<String>,
    mut fields: Fields,
) -> Answer {
    let request: SetupRequestId = id(&request)?;
    let notes = fields.text("notes");
    fields.finish()?;
    let rejected = state.engine.reject_request(&caller, request, &notes).await;
    decided(rejected)
}

/// The note of an approval and the reason of a rejection are one column.
fn decided(outcome: Result<domain::views::SetupRequestView, EngineError>) -> Answer {
    let names = [("note", "notes"), ("reason", "notes")];
    let request = outcome.map_err(|error| ApiError::from(error).renamed(&names))?;
    Ok(Json(shape::setup_request(&request)))
}
