//! One tenant, and one setup request.

use domain::forms::SetupForm;
use domain::views::{ConfigView, EventView, MessageView, Page, SetupRequestView, TenantDetail};
use domain::{SetupRequestId, TenantId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::Seen;
use crate::AppError;
use crate::api::Doc;

/// One tenant as an admin sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TenantPage {
    /// The tenant.
    pub(crate) detail: TenantDetail,
    /// The newest messages.
    pub(crate) messages: Page<MessageView>,
    /// The newest entries of its event log.
    pub(crate) events: Vec<EventView>,
    /// Its setup requests, newest first.
    pub(crate) requests: Vec<SetupRequestView>,
    /// Whether there is a sandbox phone here.
    pub(crate) sandbox: bool,
    /// The reason to look at it as its auditor that was typed and refused.
    pub(crate) reason: String,
}

/// One tenant with its newest messages and events, by the clocks of its own zone.
#[server(endpoint = "read_tenant")]
pub(crate) async fn read_tenant(
    id: String,
    before: Option<String>,
) -> Result<Doc<Seen<TenantPage>>, AppError> {
    crate::ssr::serve(|cx| async move {
        if !cx.principal.is_admin() {
            return Err(AppError::Forbidden);
        }
        let id: TenantId = id.parse().map_err(|_| AppError::NotFound)?;
        let detail = cx.engine.tenant_detail(&cx.principal, id).await?;
        let messages = cx.engine.messages(&cx.principal, id, None, 30, before).await?;
        let events = cx.engine.tenant_events(&cx.principal, id, 20, None).await?.items;
        let requests = cx.engine.requests_of(&cx.principal, id).await?;
        let sandbox = cx.engine.has_sandbox(&detail);
        let zone = cx.engine.zone(&detail.config.timezone);
        let reason = crate::ssr::take_draft(&crate::api::team::view_name(id)).unwrap_or_default();
        let page = TenantPage { detail, messages, events, requests, sandbox, reason };
        crate::ssr::doc(&(crate::ssr::now(), zone, page))
    })
    .await
}

/// Creates a tenant that nobody signed up for, and leads to it.
#[server(endpoint = "create_tenant")]
pub(crate) async fn create_tenant(name: String, form: SetupForm) -> Result<(), AppError> {
    let draft = (name.clone(), form.clone());
    let created = crate::ssr::serve(|cx| async move {
        cx.engine.create_tenant(&cx.principal, &name, &form).await
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft("tenant", &draft))?;
    leptos_axum::redirect(&format!("/admin/tenants/{}", created.tenant.id));
    Ok(())
}

/// The name and the facts that were typed for a new tenant and refused, in a browser without JavaScript.
#[server(endpoint = "read_tenant_draft")]
pub(crate) async fn read_tenant_draft() -> Result<Doc<Option<(String, SetupForm)>>, AppError> {
    crate::ssr::serve(|cx| async move {
        if cx.principal.is_admin() {
            crate::ssr::doc(&crate::ssr::take_draft::<(String, SetupForm)>("tenant"))
        } else {
            Err(AppError::Forbidden)
        }
    })
    .await
}

/// Tells a worker to start, stop, restart or force-restart.
#[server(endpoint = "worker_command")]
pub(crate) async fn worker_command(tenant: TenantId, command: String) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let command = command.parse().map_err(|_| AppError::Malformed)?;
        cx.engine
            .worker_command(&cx.principal, tenant, command)
            .await
            .map(drop)
            .map_err(AppError::from)
    })
    .await
}

/// Deletes a tenant so that it can be restored.
#[server(endpoint = "delete_tenant")]
pub(crate) async fn delete_tenant(tenant: TenantId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.delete_tenant(&cx.principal, tenant).await })
        .await
}

/// Brings a deleted tenant back, stopped.
#[server(endpoint = "restore_tenant")]
pub(crate) async fn restore_tenant(tenant: TenantId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        cx.engine.restore_tenant(&cx.principal, tenant).await.map(drop)
    })
    .await
}

/// A setup request with what an admin needs to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RequestPage {
    /// The request.
    pub(crate) request: SetupRequestView,
    /// The business.
    pub(crate) config: ConfigView,
    /// What the template's assistant would say first, in the business's language.
    pub(crate) greeting: String,
    /// The tenant's earlier requests, newest first.
    pub(crate) earlier: Vec<SetupRequestView>,
}

/// Opens a setup request: the owner sees that somebody looks at it.
#[server(endpoint = "open_request")]
pub(crate) async fn open_request(id: String) -> Result<Doc<Seen<RequestPage>>, AppError> {
    crate::ssr::serve(|cx| async move {
        let id: SetupRequestId = id.parse().map_err(|_| AppError::NotFound)?;
        let opened = cx.engine.open_request(&cx.principal, id).await?;
        let (request, config) = (opened.request, opened.config);
        let mut earlier = cx.engine.requests_of(&cx.principal, request.tenant_id).await?;
        earlier.retain(|other| other.id != id && other.created_at < request.created_at);
        let (name, hours) = (config.business_name.clone(), &config.hours);
        let hello = domain::simulation::SimulationForm {
            template: request.template.to_string(),
            language: config.language.to_string(),
            business: name,
            said: if config.language == domain::Language::Sw { "Habari" } else { "Hello" }.into(),
        };
        let told = cx.engine.simulate(&hello, hours)?;
        let greeting =
            told.turns.into_iter().flat_map(|turn| turn.replies).collect::<Vec<_>>().join("\n");
        crate::ssr::seen(&cx, RequestPage { request, config, greeting, earlier })
    })
    .await
}

/// Approves a setup request and starts the worker.
#[server(endpoint = "approve_request")]
pub(crate) async fn approve_request(
    id: SetupRequestId,
    #[server(default)] note: String,
) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        cx.engine.approve_request(&cx.principal, id, Some(&note)).await.map(drop)
    })
    .await
}

/// Rejects a setup request with a reason that the owner reads.
#[server(endpoint = "reject_request")]
pub(crate) async fn reject_request(
    id: SetupRequestId,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        cx.engine.reject_request(&cx.principal, id, &reason).await.map(drop)
    })
    .await
}
