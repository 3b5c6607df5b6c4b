//! The JSON of things, with the names that the platform's tables have.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::TenantId;
use domain::hours::{DAYS, WeekHours};
use domain::views::{
    ConfigView, MessageView, Page, QrView, SessionView, SetupRequestView, TenantDetail, TenantRow,
    TenantView, UserView, WorkerView,
};
use serde_json::{Map, Value, json};

/// Light modules around a QR code (ISO/IEC 18004 §6.3.8).
const QUIET_ZONE: u32 = 4;

pub(super) fn tenant(tenant: &TenantView) -> Value {
    json!({
        "id": tenant.id,
        "name": tenant.name,
        "slug": tenant.slug,
        "phone_number": tenant.phone_number,
        "status": tenant.status,
        "created_at": tenant.created_at,
        "updated_at": tenant.updated_at,
        "deleted_at": tenant.deleted_at,
    })
}

/// A tenant with config, session and worker, as a new one and a looked-up one are answered.
pub(super) fn tenant_detail(detail: &TenantDetail) -> Value {
    let id = detail.tenant.id;
    let mut value = tenant(&detail.tenant);
    value["config"] = config(id, &detail.config);
    value["session"] = session(id, &detail.session);
    value["worker"] = worker(id, &detail.worker);
    value["owner"] = detail.owner.as_ref().map_or(Value::Null, user);
    value["setup_request"] = detail.request.as_ref().map_or(Value::Null, setup_request);
    value
}

pub(super) fn tenant_row(row: &TenantRow) -> Value {
    let mut value = tenant(&row.tenant);
    value["config"] = json!({ "template_type": row.template });
    value["session"] = json!({ "state": row.session });
    value["worker"] = worker(row.tenant.id, &row.worker);
    value["messages_today"] = json!(row.messages_today);
    value
}

pub(super) fn config(tenant_id: TenantId, config: &ConfigView) -> Value {
    json!({
        "tenant_id": tenant_id,
        "template_type": config.template,
        "business_name": config.business_name,
        "business_type": config.business_type,
        "language": config.language,
        "hours_json": hours(&config.hours),
        "timezone": config.timezone,
    })
}

fn hours(hours: &WeekHours) -> Value {
    let day = |open: &Option<domain::hours::OpenHours>| match open {
        Some(open) => json!({ "from": open.from_text(), "to": open.to_text() }),
        None => Value::Null,
    };
    Value::Object(
        DAYS.iter().zip(&hours.0).map(|(name, open)| ((*name).to_owned(), day(open))).collect(),
    )
}

pub(super) fn session(tenant_id: TenantId, session: &SessionView) -> Value {
    json!({
        "tenant_id": tenant_id,
        "connector": session.connector,
        "state": session.state,
        "last_qr": session.qr.as_ref().map(picture),
        "qr_expires_at": session.qr.as_ref().map(|qr| qr.expires_at),
        "phone": session.phone,
        "connected_at": session.connected_at,
        "last_seen_at": session.last_seen_at,
        "reason": session.reason,
    })
}

/// The session's state and the QR code as a picture and as what it says; null when there is none.
pub(super) fn qr(session: &SessionView) -> Value {
    json!({
        "state": session.state,
        "qr": session.qr.as_ref().map(picture),
        "code": session.qr.as_ref().map(|qr| &qr.code),
        "expires_at": session.qr.as_ref().map(|qr| qr.expires_at),
    })
}

/// The code as a data URI that an `img` shows.
fn picture(qr: &QrView) -> String {
    let side = qr.modules + 2 * QUIET_ZONE;
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-{QUIET_ZONE} -{QUIET_ZONE} {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M-{QUIET_ZONE}-{QUIET_ZONE}h{side}v{side}h-{side}z\"/>\
         <path d=\"{}\"/></svg>",
        qr.path
    );
    format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg))
}

pub(super) fn worker(tenant_id: TenantId, worker: &WorkerView) -> Value {
    json!({
        "tenant_id": tenant_id,
        "pm2_name": worker.process_name,
        "desired": worker.desired,
        "status": worker.status,
        "last_error": worker.last_error,
        "heartbeat_at": worker.heartbeat_at,
        "stale": worker.stale,
        "restarts": worker.restarts,
        "node": worker.node,
    })
}

pub(super) fn user(user: &UserView) -> Value {
    json!({
        "id": user.id,
        "tenant_id": user.tenant_id,
        "name": user.name,
        "email": user.email,
        "phone": user.phone,
        "role": user.role,
        "created_at": user.created_at,
        "last_login_at": user.last_login_at,
    })
}

pub(super) fn setup_request(request: &SetupRequestView) -> Value {
    json!({
        "id": request.id,
        "tenant_id": request.tenant_id,
        "user_id": request.user_id,
        "template_type": request.template,
        "whatsapp_number": request.whatsapp_number,
        "status": request.status,
        "notes": request.notes,
        "created_at": request.created_at,
        "updated_at": request.updated_at,
        "tenant": { "id": request.tenant_id, "name": request.tenant_name },
        "user": { "id": request.user_id, "name": request.user_name, "email": request.user_email },
    })
}

pub(super) fn message(message: &MessageView) -> Value {
    json!({
        "id": message.id,
        "tenant_id": message.tenant_id,
        "conversation_id": message.conversation_id,
        "contact_id": message.contact_id,
        "contact_name": message.contact_name,
        "direction": message.direction,
        "from_number": message.from,
        "to_number": message.to,
        "message_text": message.text,
        "message_type": message.message_type,
        "status": message.status,
        "decision": message.decision,
        "error_message": message.error,
        "created_at": message.created_at,
    })
}

/// A page of a list under its name, with the cursor of the next.
pub(super) fn page<T>(name: &str, page: &Page<T>, shape: impl Fn(&T) -> Value) -> Value {
    let items = page.items.iter().map(shape).collect();
    let fields = [(name.to_owned(), Value::Array(items)), ("next".to_owned(), json!(page.next))];
    Value::Object(Map::from_iter(fields))
}
