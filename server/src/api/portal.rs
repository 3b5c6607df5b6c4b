//! The portal's JSON: what one person sees and does, asked by another system of ours.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::forms::SetupForm;
use domain::views::TenantDetail;
use http::StatusCode;
use serde_json::{Value, json};

use super::caller::PortalCaller;
use super::error::ApiError;
use super::fields::Fields;
use super::query::ListQuery;
use super::shape;
use crate::answer;
use crate::doors::Routes;
use crate::state::AppState;

type Answer = Result<Json<Value>, ApiError>;

/// How the document names what the form names otherwise.
const NAMES: [(&str, &str); 2] = [("template", "template_type"), ("hours", "hours_json")];

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/portal/me", me)
        .post("/portal/setup-request", submit)
        .get("/portal/tenant/current/status", status)
        .get("/portal/tenant/current/qr", qr)
        .get("/portal/tenant/current/logs", logs)
}

async fn me(State(state): State<AppState>, caller: PortalCaller) -> Answer {
    let user = state.engine.me(&caller.0).await?.ok_or_else(ApiError::not_found)?;
    let mut value = match caller.0.tenant_id {
        Some(tenant) => standing(&state.engine.tenant_detail(&caller.0, tenant).await?),
        None => json!({ "tenant": null, "setupRequest": null }),
    };
    value["user"] = shape::user(&user);
    Ok(Json(value))
}

async fn submit(
    State(state): State<AppState>,
    caller: PortalCaller,
    mut fields: Fields,
) -> Result<Response, ApiError> {
    let form = SetupForm {
        business_name: fields.text("business_name"),
        business_type: fields.text("business_type"),
        template: fields.text("template_type"),
        whatsapp_number: fields.text("whatsapp_number"),
        language: fields.text("language"),
        hours: fields.hours("hours_json"),
    };
    fields.finish()?;
    let submitted = state.engine.submit_setup(&caller.0, &form).await;
    let request = submitted.map_err(|error| ApiError::from(error).renamed(&NAMES))?;
    Ok(answer::json_answer(StatusCode::CREATED, &shape::setup_request(&request)))
}

async fn status(State(state): State<AppState>, caller: PortalCaller) -> Answer {
    let detail = state.engine.tenant_detail(&caller.0, caller.tenant()?).await?;
    Ok(Json(standing(&detail)))
}

async fn qr(State(state): State<AppState>, caller: PortalCaller) -> Answer {
    let detail = state.engine.tenant_detail(&caller.0, caller.tenant()?).await?;
    Ok(Json(shape::qr(&detail.session)))
}

async fn logs(State(state): State<AppState>, caller: PortalCaller, query: ListQuery) -> Answer {
    let tenant = caller.tenant()?;
    let page = state
        .engine
        .messages(&caller.0, tenant, None, query.limit()?, query.text("before"))
        .await?;
    Ok(Json(shape::page("logs", &page, shape::message)))
}

/// Where the tenant and its newest setup request stand.
fn standing(detail: &TenantDetail) -> Value {
    json!({
        "tenant": shape::tenant(&detail.tenant),
        "setupRequest": detail.request.as_ref().map(shape::setup_request),
    })
}
