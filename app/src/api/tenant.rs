//! What owners and admins alike do to one tenant; the engine knows who may.

use domain::TenantId;
use domain::views::{MessageView, Page, TenantDetail};
use leptos::prelude::*;

use crate::AppError;
use crate::api::Doc;

/// One tenant, for pages that were told that something about it changed.
#[server(endpoint = "read_tenant_detail")]
pub(crate) async fn read_tenant_detail(tenant: TenantId) -> Result<Doc<TenantDetail>, AppError> {
    crate::ssr::serve(|cx| async move {
        crate::ssr::doc(&cx.engine.tenant_detail(&cx.principal, tenant).await?)
    })
    .await
}

/// A page of messages, newest first; `show` is a [`domain::message::MessageShow`].
#[server(endpoint = "read_messages")]
pub(crate) async fn read_messages(
    tenant: TenantId,
    show: String,
    before: Option<String>,
    limit: u32,
) -> Result<Doc<Page<MessageView>>, AppError> {
    use domain::message::MessageShow;
    crate::ssr::serve(|cx| async move {
        let show = MessageShow::from_name(&show);
        let page = cx.engine.messages_shown(&cx.principal, tenant, show, limit, before).await?;
        crate::ssr::doc(&page)
    })
    .await
}

/// Silences the assistant.
#[server(endpoint = "pause")]
pub(crate) async fn pause(tenant: TenantId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.pause(&cx.principal, tenant).await.map(drop) })
        .await
}

/// Lets the assistant speak again.
#[server(endpoint = "resume")]
pub(crate) async fn resume(tenant: TenantId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.resume(&cx.principal, tenant).await.map(drop) })
        .await
}

/// Connects a phone again that waits for a person to say so.
#[server(endpoint = "connect_again")]
pub(crate) async fn connect_again(tenant: TenantId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.connect_again(&cx.principal, tenant).await })
        .await
}

/// Asks for a code that is typed on the phone with this number.
#[server(endpoint = "link_by_code")]
pub(crate) async fn link_by_code(tenant: TenantId, phone: String) -> Result<(), AppError> {
    crate::ssr::serve(
        |cx| async move { cx.engine.link_by_code(&cx.principal, tenant, &phone).await },
    )
    .await
}

/// Unlinks the phone.
#[server(endpoint = "unlink")]
pub(crate) async fn unlink(tenant: TenantId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.unlink(&cx.principal, tenant).await }).await
}

/// Sends what was held back.
#[server(endpoint = "send_now")]
pub(crate) async fn send_now(tenant: TenantId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.send_now(&cx.principal, tenant).await }).await
}
