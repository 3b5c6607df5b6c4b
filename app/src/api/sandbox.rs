//! The phone in the browser.

use domain::forms::SandboxSayForm;
use domain::views::{PhoneView, SessionView};
use domain::{Instant, TenantId, Zone};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::api::Doc;

/// The phone and the screen that it may scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PhonePage {
    /// When this was so.
    pub(crate) now: Instant,
    /// The tenant's time zone.
    pub(crate) zone: Zone,
    /// The phone.
    pub(crate) phone: PhoneView,
    /// The tenant's session, whose code the phone scans.
    pub(crate) session: SessionView,
    /// Whether an admin holds it.
    pub(crate) admin: bool,
}

/// The phone of a tenant; the person's own where none is named.
#[server(endpoint = "read_phone")]
pub(crate) async fn read_phone(tenant: String) -> Result<Doc<PhonePage>, AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant: TenantId = match (tenant.is_empty(), cx.principal.tenant_id) {
            (true, Some(own)) => own,
            _ => tenant.parse().map_err(|_| AppError::NotFound)?,
        };
        let phone = cx.engine.phone(&cx.principal, tenant).await?;
        let detail = cx.engine.tenant_detail(&cx.principal, tenant).await?;
        crate::ssr::doc(&PhonePage {
            now: crate::ssr::now(),
            zone: cx.engine.zone(&detail.config.timezone),
            phone,
            session: detail.session,
            admin: cx.principal.is_admin(),
        })
    })
    .await
}

/// Scans a code with the phone.
#[server(endpoint = "phone_scan")]
pub(crate) async fn phone_scan(tenant: TenantId, code: String) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.phone_scan(&cx.principal, tenant, &code).await })
        .await
}

/// Writes as a customer.
#[server(endpoint = "phone_say")]
pub(crate) async fn phone_say(tenant: TenantId, say: SandboxSayForm) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.phone_say(&cx.principal, tenant, &say).await })
        .await
}

/// Switches the phone's network: `on` or `off`.
#[server(endpoint = "phone_online")]
pub(crate) async fn phone_online(tenant: TenantId, network: String) -> Result<(), AppError> {
    use engine::Online;
    let online = if network == "on" { Online::On } else { Online::Off };
    crate::ssr::serve(
        |cx| async move { cx.engine.phone_online(&cx.principal, tenant, online).await },
    )
    .await
}

/// Unlinks Flow HQ on the phone.
#[server(endpoint = "phone_log_out")]
pub(crate) async fn phone_log_out(tenant: TenantId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.phone_log_out(&cx.principal, tenant).await })
        .await
}
