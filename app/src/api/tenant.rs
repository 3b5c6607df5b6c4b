//! What owners and admins alike do to one tenant; the engine knows who may.

use domain::views::{MessageView, Page, TenantDetail, TenantView};
use domain::{ConversationId, TenantId};
use leptos::prelude::*;

use crate::AppError;

/// One tenant, for pages that were told that something about it changed.
#[server(endpoint = "tenant_detail")]
pub(crate) async fn tenant_detail(tenant: TenantId) -> Result<TenantDetail, AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.tenant_detail(&cx.principal, tenant).await }).await
}

/// A page of messages, newest first.
#[server(endpoint = "messages")]
pub(crate) async fn messages(
    tenant: TenantId,
    before: Option<String>,
    limit: u32,
) -> Result<Page<MessageView>, AppError> {
    crate::ssr::serve(|cx| async move {
        cx.engine.messages(&cx.principal, tenant, None, limit, before).await
    })
    .await
}

/// Silences the assistant.
#[server(endpoint = "pause")]
pub(crate) async fn pause(tenant: TenantId) -> Result<TenantView, AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.pause(&cx.principal, tenant).await }).await
}

/// Lets the assistant speak again.
#[server(endpoint = "resume")]
pub(crate) async fn resume(tenant: TenantId) -> Result<TenantView, AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.resume(&cx.principal, tenant).await }).await
}

/// Gives a conversation back to the assistant.
#[server(endpoint = "hand_back")]
pub(crate) async fn hand_back(tenant: TenantId, conversation: ConversationId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.hand_back(&cx.principal, tenant, conversation).await }).await
}
