//! Who may call what: visitor, owner, another owner, admin. Where a row names something, it belongs to
//! the first owner; where it names nothing, everybody gets their own.

use server::doors::DoorKind;

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    /// It is let through.
    Yes,
    /// Sign in first.
    SignIn,
    /// Not with this role.
    No,
    /// There is nothing here for this person.
    NotHere,
    /// It was not understood, or worse: the sample below does not fit.
    Odd(u16),
}

impl May {
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::SignIn => "sign in",
            Self::No => "no",
            Self::NotHere => "not found",
            Self::Odd(_) => "odd",
        }
    }
}

/// One door, and how to knock.
pub struct Row<'a> {
    pub kind: DoorKind,
    pub method: &'static str,
    /// As the router knows it.
    pub path: &'static str,
    /// As it is called.
    pub to: &'a str,
    /// What is sent.
    pub fields: &'a str,
    /// Visitor, owner, another owner, admin.
    pub may: [May; 4],
}

const Y: May = May::Yes;
const S: May = May::SignIn;
const N: May = May::No;
const X: May = May::NotHere;

const OPEN: [May; 4] = [Y, Y, Y, Y];
const SIGNED_IN: [May; 4] = [S, Y, Y, Y];
/// The caller's own tenant; admins have none.
const OWN: [May; 4] = [S, Y, Y, N];
/// Something of the caller's own tenant that nobody has; whose it may be: `engine/tests/bookings`.
const NOBODYS: [May; 4] = [S, X, X, N];
/// The first owner's.
const TENANT: [May; 4] = [S, Y, X, Y];
const ADMIN: [May; 4] = [S, N, N, Y];

const SETUP: &str =
    "form[business_name]=Salon&form[template]=BOOKING&form[whatsapp_number]=1&form[language]=SW";
const NEW_TENANT: &str = "name=Salon&form[business_name]=Salon&form[template]=BOOKING&form[whatsapp_number]=1&form[language]=SW";

const fn page(path: &'static str, to: &'static str, may: [May; 4]) -> Row<'static> {
    Row { kind: DoorKind::Page, method: "GET", path, to, fields: "", may }
}

const fn act(path: &'static str, fields: &'static str, may: [May; 4]) -> Row<'static> {
    Row { kind: DoorKind::ServerFunction, method: "POST", path, to: path, fields, may }
}

const fn json(
    method: &'static str,
    path: &'static str,
    to: &'static str,
    fields: &'static str,
    may: [May; 4],
) -> Row<'static> {
    Row { kind: DoorKind::Json, method, path, to, fields, may }
}

const fn service(path: &'static str, may: [May; 4]) -> Row<'static> {
    Row { kind: DoorKind::Service, method: "GET", path, to: path, fields: "", may }
}

/// A list as a file.
const fn taken(path: &'static str, may: [May; 4]) -> Row<'static> {
    Row { method: "POST", ..service(path, may) }
}

pub const TABLE: &[Row<'static>] = &[
    // Pages for everybody.
    page("/", "/", OPEN),
    page("/pricing", "/pricing", OPEN),
    page("/templates", "/templates", OPEN),
    page("/contact", "/contact", OPEN),
    Row { method: "POST", fields: "name=&reach=&message=", ..page("/contact", "/contact", OPEN) },
    page("/about", "/about", OPEN),
    page("/privacy", "/privacy", OPEN),
    page("/terms", "/terms", OPEN),
    page("/signup", "/signup", OPEN),
    page("/signin", "/signin", OPEN),
    page("/signin/code", "/signin/code", OPEN),
    page("/second-factor", "/second-factor", SIGNED_IN),
    page("/verify", "/verify", OPEN),
    page("/reset", "/reset", OPEN),
    page("/invited", "/invited", OPEN),
    // The portal.
    page("/app", "/app", OWN),
    page("/app/onboarding", "/app/onboarding", OWN),
    page("/app/whatsapp", "/app/whatsapp", OWN),
    page("/app/messages", "/app/messages", OWN),
    page("/app/inbox", "/app/inbox", OWN),
    page("/app/inbox/replies", "/app/inbox/replies", OWN),
    page("/app/inbox/{id}", "/app/inbox/{unknown}", NOBODYS),
    page("/app/appointments", "/app/appointments", OWN),
    page("/app/appointments/new", "/app/appointments/new", OWN),
    page("/app/appointments/feed", "/app/appointments/feed", OWN),
    page("/app/appointments/{id}", "/app/appointments/{unknown}", NOBODYS),
    page("/app/services", "/app/services", OWN),
    page("/app/orders", "/app/orders", OWN),
    page("/app/orders/{id}", "/app/orders/{unknown}", NOBODYS),
    page("/app/customers", "/app/customers", OWN),
    page("/app/customers/import", "/app/customers/import", OWN),
    Row { method: "POST", ..page("/app/customers/import", "/app/customers/import", OWN) },
    page("/app/customers/{id}", "/app/customers/{unknown}", NOBODYS),
    page("/app/customers/{id}/merge", "/app/customers/{unknown}/merge", NOBODYS),
    page("/app/products", "/app/products", OWN),
    page("/app/products/new", "/app/products/new", OWN),
    page("/app/products/{id}", "/app/products/{unknown}", NOBODYS),
    page("/app/products/import", "/app/products/import", OWN),
    // A form without a file: led back, with what is missing.
    Row { method: "POST", ..page("/app/products/import", "/app/products/import", OWN) },
    page("/app/flow", "/app/flow", OWN),
    page("/app/flow/history", "/app/flow/history", OWN),
    page("/app/answers", "/app/answers", OWN),
    page("/app/team", "/app/team", OWN),
    page("/app/settings", "/app/settings", OWN),
    page("/app/account", "/app/account", SIGNED_IN),
    page("/app/account/codes", "/app/account/codes", SIGNED_IN),
    page("/app/account/second-step", "/app/account/second-step", SIGNED_IN),
    // The dashboard.
    page("/admin", "/admin", ADMIN),
    page("/admin/tenants", "/admin/tenants", ADMIN),
    page("/admin/tenants/new", "/admin/tenants/new", ADMIN),
    page("/admin/tenants/{id}", "/admin/tenants/{tenant}", ADMIN),
    page("/admin/setup-requests", "/admin/setup-requests", ADMIN),
    page("/admin/setup-requests/{id}", "/admin/setup-requests/{request}", ADMIN),
    page("/admin/bulk", "/admin/bulk?do=start&id={tenant}", ADMIN),
    page("/admin/bulk/{id}", "/admin/bulk/{unknown}", [S, N, N, X]),
    page("/admin/leads", "/admin/leads", ADMIN),
    page("/admin/account", "/admin/account", SIGNED_IN),
    page("/admin/account/codes", "/admin/account/codes", SIGNED_IN),
    page("/admin/account/second-step", "/admin/account/second-step", SIGNED_IN),
    page("/admin/workers", "/admin/workers", ADMIN),
    page("/admin/nodes", "/admin/nodes", ADMIN),
    page("/admin/events", "/admin/events", ADMIN),
    page("/sandbox", "/sandbox?tenant={tenant}", TENANT),
    // Signing up and in.
    act(
        "/api/sign_up",
        "name=Asha&business_name=Salon&email={new}%40example.com&password=correct+horse",
        OPEN,
    ),
    act("/api/sign_in", "email={new}%40example.com&password=wrong+horse", OPEN),
    // Takes the cookie of the first step, which none of these callers has.
    act("/api/sign_in_code", "code=123456", [S, S, S, S]),
    act("/api/sign_out", "", OPEN),
    act("/api/ask_reset", "email={new}%40example.com", OPEN),
    act("/api/read_link", "token={new}", OPEN),
    act("/api/reset_password", "token={new}&password=correct+horse+2", OPEN),
    act("/api/confirm_email", "token={new}", OPEN),
    act("/api/read_invitation", "token={new}", OPEN),
    act("/api/accept_invitation", "token={new}&name=Neema&password=correct+horse", OPEN),
    act("/api/set_language", "language=sw", OPEN),
    act("/api/set_theme", "theme=dark", OPEN),
    act(
        "/api/simulate",
        "sim[template]=BOOKING&sim[language]=SW&sim[business]=Salon&sim[said]=Habari",
        OPEN,
    ),
    // One's own account.
    act("/api/whoami", "", SIGNED_IN),
    act("/api/read_account", "", SIGNED_IN),
    act("/api/verify_again", "", SIGNED_IN),
    act("/api/change_email", "email={new}%40example.com&password=correct+horse", SIGNED_IN),
    act("/api/change_password", "password=correct+horse&new_password=battery+staple", SIGNED_IN),
    act("/api/change_alerts", "form[mail][failed]=true", OWN),
    act("/api/end_browser", "id={unknown}", [S, X, X, X]),
    act("/api/end_other_browsers", "", SIGNED_IN),
    act("/api/read_factor_setup", "", SIGNED_IN),
    act("/api/confirm_password", "password=correct+horse", SIGNED_IN),
    act("/api/confirm_second_factor", "code=123456", SIGNED_IN),
    act("/api/renew_recovery_codes", "password=correct+horse", SIGNED_IN),
    act("/api/read_recovery_codes", "", SIGNED_IN),
    act("/api/end_second_factor", "password=correct+horse&code=123456", SIGNED_IN),
    act("/api/end_view", "", SIGNED_IN),
    // What belongs to a tenant.
    act("/api/read_portal", "show=all&limit=10", OWN),
    act("/api/read_today", "", OWN),
    act("/api/read_insights", "days=30", OWN),
    act("/api/read_setup", "", OWN),
    act("/api/save_setup", "step=business&form[business_name]=Salon", OWN),
    act("/api/submit_setup", SETUP, OWN),
    act("/api/read_settings", "filter[kind]=", OWN),
    act("/api/change_business", "form[business_name]=Salon", OWN),
    act("/api/read_calendar", "query[view]=week", OWN),
    act("/api/read_booking", "id={unknown}", NOBODYS),
    act("/api/read_new_booking", "", OWN),
    act("/api/book", "form[customer]=Neema", OWN),
    act("/api/move_booking", "id={unknown}&form[date]=2026-11-23", NOBODYS),
    act("/api/change_booking", "id={unknown}&act=confirm", NOBODYS),
    act("/api/read_calendar_feed", "", OWN),
    act("/api/make_calendar_feed", "", OWN),
    act("/api/end_calendar_feed", "", OWN),
    act("/api/read_services", "", OWN),
    act("/api/save_service", "form[minutes]=30", OWN),
    act("/api/remove_service", "id={unknown}", NOBODYS),
    act("/api/save_resource", "form[capacity]=1", OWN),
    act("/api/remove_resource", "id={unknown}", NOBODYS),
    act("/api/add_closure", "form[first]=", OWN),
    act("/api/remove_closure", "id={unknown}", NOBODYS),
    act("/api/read_inbox", "query[show]=waiting", OWN),
    act("/api/read_thread", "id={unknown}", NOBODYS),
    act("/api/mark_seen", "conversation={unknown}", OWN),
    act("/api/attend", "conversation={unknown}", NOBODYS),
    act("/api/leave", "conversation={unknown}", OWN),
    act("/api/take_over", "conversation={unknown}", NOBODYS),
    act("/api/say", "conversation={unknown}&id={unknown}&text=Habari&turn=0", NOBODYS),
    act("/api/read_notes", "conversation={unknown}", OWN),
    act("/api/add_note", "conversation={unknown}&id={unknown}&note=Habari", NOBODYS),
    act("/api/assign", "conversation={unknown}&to=", NOBODYS),
    act("/api/snooze", "conversation={unknown}&form[until]=hour", NOBODYS),
    act("/api/close_conversation", "conversation={unknown}", NOBODYS),
    act("/api/reopen_conversation", "conversation={unknown}", NOBODYS),
    act("/api/send_again", "message={unknown}&id={unknown}", NOBODYS),
    act(
        "/api/insert_canned",
        "conversation={unknown}&canned={unknown}&id={unknown}&text=Habari",
        NOBODYS,
    ),
    act("/api/read_canned", "", OWN),
    act("/api/save_canned", "form[shortcut]=asante&form[sw]=Asante", OWN),
    act("/api/remove_canned", "id={unknown}", NOBODYS),
    act("/api/read_orders", "query[show]=all", OWN),
    act("/api/read_order", "id={unknown}", NOBODYS),
    act("/api/change_order", "id={unknown}&act=accept", NOBODYS),
    act("/api/note_order", "id={unknown}&note=Haraka", NOBODYS),
    act("/api/read_customers", "query[find]=", OWN),
    act("/api/read_customer", "id={unknown}", NOBODYS),
    act("/api/change_customer", "id={unknown}&form[name]=Asha&form[status]=NEW", NOBODYS),
    act("/api/opt_out_customer", "id={unknown}", NOBODYS),
    act("/api/read_customer_import", "", OWN),
    act("/api/undo_customer_import", "id={unknown}", NOBODYS),
    act("/api/read_merge", "id={unknown}", NOBODYS),
    act("/api/merge_customers", "id={unknown}&with={unknown}", NOBODYS),
    act("/api/erase_customer", "id={unknown}&typed=Asha", NOBODYS),
    act("/api/read_products", "query[show]=low", OWN),
    act("/api/read_product", "", OWN),
    act("/api/save_product", "form[name_sw]=Sukari&form[price]=3500", OWN),
    act("/api/remove_product", "id={unknown}", NOBODYS),
    act("/api/remove_product_picture", "id={unknown}", NOBODYS),
    act("/api/save_delivery", "form[pickup]=on", OWN),
    act("/api/read_import", "", OWN),
    act("/api/undo_import", "id={unknown}", NOBODYS),
    act("/api/read_team", "", OWN),
    act("/api/invite", "form[email]={new}%40example.com&form[role]=AGENT&form[language]=SW", OWN),
    act("/api/save_team_settings", "form[agents_see]=ALL&form[take_back_minutes]=30", OWN),
    act("/api/revoke_invitation", "id={unknown}", NOBODYS),
    act("/api/set_role", "user={unknown}&role=AGENT", NOBODYS),
    act("/api/deactivate", "user={unknown}", NOBODYS),
    act("/api/activate", "user={unknown}", NOBODYS),
    act("/api/read_flow", "", OWN),
    act("/api/read_flow_history", "", OWN),
    act("/api/save_step", "form[step]=menu", OWN),
    act("/api/change_flow", "form[act]=clean", OWN),
    // There is no draft to throw away.
    act("/api/discard_flow", "", NOBODYS),
    act("/api/publish_flow", "form[onward]=keep", OWN),
    act("/api/use_flow_again", "number=0&onward=keep", OWN),
    act("/api/save_hours", "card=contact&form[hours][mon][from]=08:00", OWN),
    act("/api/simulate_own", "sim[which]=active&sim[language]=SW&sim[said]=Habari", OWN),
    act("/api/read_answers", "look[ask]=", OWN),
    act("/api/save_answer", "form[question]=Mna+wifi&form[answer]=Ndiyo", OWN),
    act("/api/save_text", "form[title]=Wifi&form[text]=Ndiyo", OWN),
    act("/api/remove_document", "id={unknown}", [S, X, X, N]),
    act("/api/dismiss_question", "id={unknown}", [S, X, X, N]),
    act("/api/read_tenant_detail", "tenant={tenant}", TENANT),
    act("/api/read_messages", "tenant={tenant}&show=all&limit=10", TENANT),
    act("/api/pause", "tenant={tenant}", TENANT),
    act("/api/resume", "tenant={tenant}", TENANT),
    act("/api/connect_again", "tenant={tenant}", TENANT),
    act("/api/link_by_code", "tenant={tenant}&phone=%2B255712345678", TENANT),
    act("/api/unlink", "tenant={tenant}", TENANT),
    act("/api/send_now", "tenant={tenant}", TENANT),
    act("/api/hand_back", "tenant={tenant}&conversation={conversation}&tell=true", TENANT),
    act("/api/read_phone", "tenant={tenant}", TENANT),
    act("/api/phone_scan", "tenant={tenant}&code=x", TENANT),
    act("/api/phone_say", "tenant={tenant}&say[from]=%2B255754111222&say[text]=Habari", TENANT),
    act("/api/phone_online", "tenant={tenant}&network=off", TENANT),
    act("/api/phone_log_out", "tenant={tenant}", TENANT),
    // What admins do.
    act("/api/read_dashboard", "", ADMIN),
    act("/api/read_tenants", "query=", ADMIN),
    act("/api/read_setup_requests", "query=", ADMIN),
    act("/api/read_workers", "query=", ADMIN),
    act("/api/read_nodes", "query=", ADMIN),
    act("/api/read_leads", "query=", ADMIN),
    act("/api/handle_lead", "id={lead}", ADMIN),
    act("/api/delete_lead", "id={lead}", ADMIN),
    act("/api/read_events", "query=", ADMIN),
    act("/api/read_tenant", "id={tenant}", ADMIN),
    act("/api/create_tenant", NEW_TENANT, ADMIN),
    act("/api/read_tenant_draft", "", ADMIN),
    act("/api/worker_command", "tenant={tenant}&command=start", ADMIN),
    act("/api/begin_view", "tenant={tenant}&reason=Help+with+hours", ADMIN),
    act("/api/delete_tenant", "tenant={tenant}", ADMIN),
    act("/api/restore_tenant", "tenant={tenant}", ADMIN),
    act("/api/open_request", "id={request}", ADMIN),
    act("/api/approve_request", "id={request}", ADMIN),
    act("/api/reject_request", "id={request}&reason=No", ADMIN),
    act("/api/read_bulk_plan", "query=do%3Dstart%26id%3D{tenant}", ADMIN),
    act("/api/bulk_do", "deed=start&ids={tenant}", ADMIN),
    act("/api/read_bulk_report", "id={unknown}", [S, N, N, X]),
    // The control plane.
    json("GET", "/admin/tenants", "/admin/tenants", "", ADMIN),
    json("POST", "/admin/tenants", "/admin/tenants", "{}", ADMIN),
    json("GET", "/admin/tenants/{id}", "/admin/tenants/{tenant}", "", ADMIN),
    json(
        "POST",
        "/admin/tenants/{id}/worker/{command}",
        "/admin/tenants/{tenant}/worker/start",
        "",
        ADMIN,
    ),
    json("GET", "/admin/tenants/{id}/qr", "/admin/tenants/{tenant}/qr", "", ADMIN),
    json("GET", "/admin/tenants/{id}/logs", "/admin/tenants/{tenant}/logs", "", ADMIN),
    json("GET", "/admin/setup-requests", "/admin/setup-requests", "", ADMIN),
    json("GET", "/admin/setup-requests/{id}", "/admin/setup-requests/{request}", "", ADMIN),
    json(
        "POST",
        "/admin/setup-requests/{id}/approve",
        "/admin/setup-requests/{request}/approve",
        "{}",
        ADMIN,
    ),
    json(
        "POST",
        "/admin/setup-requests/{id}/reject",
        "/admin/setup-requests/{request}/reject",
        "{}",
        ADMIN,
    ),
    // The portal's JSON: with the key, and for the person that the caller names.
    json("GET", "/portal/me", "/portal/me", "", SIGNED_IN),
    json("POST", "/portal/setup-request", "/portal/setup-request", "{}", OWN),
    json("GET", "/portal/tenant/current/status", "/portal/tenant/current/status", "", [S, Y, Y, X]),
    json("GET", "/portal/tenant/current/qr", "/portal/tenant/current/qr", "", [S, Y, Y, X]),
    json("GET", "/portal/tenant/current/logs", "/portal/tenant/current/logs", "", [S, Y, Y, X]),
    // Services.
    service("/ws", SIGNED_IN),
    service("/metrics", [S, X, X, Y]),
    service("/app/appointments.ics", [S, Y, Y, X]),
    Row {
        to: "/app/appointments/{unknown}/booking.ics",
        ..service("/app/appointments/{id}/booking.ics", [S, X, X, X])
    },
    // Whoever has the link may read it; nobody has this one.
    Row { to: "/calendar/{unknown}.ics", ..service("/calendar/{file}", [X, X, X, X]) },
    taken("/app/events.csv", [S, Y, Y, X]),
    taken("/app/events.jsonl", [S, Y, Y, X]),
    taken("/app/customers.csv", [S, Y, Y, X]),
    taken("/admin/events.csv", [S, X, X, Y]),
    taken("/admin/events.jsonl", [S, X, X, Y]),
    // A form without a file: led back, with what is missing.
    taken("/app/answers/files", OWN),
    taken("/app/products/import/take", OWN),
    taken("/app/customers/import/take", OWN),
    Row { to: "/app/products/{unknown}/picture", ..taken("/app/products/{id}/picture", OWN) },
    Row {
        to: "/app/products/{unknown}/picture",
        ..service("/app/products/{id}/picture", [S, X, X, X])
    },
    // A form without a file: led back, with what is missing.
    taken("/app/flow/file", OWN),
    service("/app/flow.json", [S, Y, Y, X]),
    service("/app/products/sample.csv", [S, Y, Y, X]),
    // Nobody has this one; who may have a file that is there: downloads.rs.
    Row { to: "/files/{tenant}/{unknown}", ..service("/files/{tenant}/{message}", [S, X, X, X]) },
    service("/healthz", OPEN),
    service("/readyz", OPEN),
    service("/sitemap.xml", OPEN),
    service("/robots.txt", OPEN),
    Row { to: "/pkg/flowhq.css", ..service("/pkg/{file}", OPEN) },
];
