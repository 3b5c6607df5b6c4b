//! What admins do.

use domain::forms::SetupForm;
use domain::views::{
    ConfigView, EventView, MessageView, NodeView, Overview, Page, SetupRequestView, TenantDetail,
    TenantRow, TenantView, WorkerView,
};
use domain::{Instant, SetupRequestId, TenantId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::api::Doc;

/// Something with the time at which it was so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(Instant, T)", into = "(Instant, T)", bound(serialize = "T: Clone + Serialize"))]
pub(crate) struct Timed<T> {
    /// When this was so.
    pub(crate) now: Instant,
    /// What was so.
    pub(crate) value: T,
}

impl<T> From<(Instant, T)> for Timed<T> {
    fn from((now, value): (Instant, T)) -> Self {
        Self { now, value }
    }
}

impl<T> From<Timed<T>> for (Instant, T) {
    fn from(timed: Timed<T>) -> Self {
        (timed.now, timed.value)
    }
}

/// What an admin sees first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dashboard {
    /// The figures.
    pub(crate) overview: Overview,
    /// Requests that wait for a decision.
    pub(crate) requests: Vec<SetupRequestView>,
    /// Workers in error or silent for too long.
    pub(crate) troubled: Vec<(TenantView, WorkerView)>,
}

/// The figures and what needs a person now.
#[server(endpoint = "read_dashboard")]
pub(crate) async fn read_dashboard() -> Result<Doc<Timed<Dashboard>>, AppError> {
    crate::ssr::serve(|cx| async move {
        let overview = cx.engine.overview(&cx.principal).await?;
        let mut requests = cx.engine.setup_requests(&cx.principal, None, 50, None).await?.items;
        requests.retain(|request| request.status.is_open());
        let mut troubled = cx.engine.workers(&cx.principal).await?;
        troubled.retain(|(tenant, worker)| {
            worker.stale
                || worker.status == domain::WorkerStatus::Error
                || tenant.status == domain::TenantStatus::Error
        });
        crate::ssr::timed(Dashboard { overview, requests, troubled })
    })
    .await
}

/// A page of tenants; texts that say nothing filter nothing.
#[server(endpoint = "read_tenants")]
pub(crate) async fn read_tenants(
    search: String,
    status: String,
    deleted: bool,
    before: Option<String>,
) -> Result<Doc<Timed<Page<TenantRow>>>, AppError> {
    crate::ssr::serve(|cx| async move {
        let filter = engine::TenantFilter {
            search: Some(search.trim().to_owned()).filter(|search| !search.is_empty()),
            status: status.parse().ok(),
            deleted,
            limit: 50,
            before,
        };
        crate::ssr::timed(cx.engine.tenants(&cx.principal, &filter).await?)
    })
    .await
}

/// One tenant as an admin sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TenantPage {
    /// The tenant.
    pub(crate) detail: TenantDetail,
    /// The newest messages.
    pub(crate) messages: Page<MessageView>,
    /// The newest entries of its event log.
    pub(crate) events: Vec<EventView>,
    /// Whether there is a sandbox phone here.
    pub(crate) sandbox: bool,
}

/// One tenant with its newest messages and events.
#[server(endpoint = "read_tenant")]
pub(crate) async fn read_tenant(
    id: String,
    before: Option<String>,
) -> Result<Doc<Timed<TenantPage>>, AppError> {
    crate::ssr::serve(|cx| async move {
        if !cx.principal.is_admin() {
            return Err(AppError::Forbidden);
        }
        let id: TenantId = id.parse().map_err(|_| AppError::NotFound)?;
        let detail = cx.engine.tenant_detail(&cx.principal, id).await?;
        let messages = cx.engine.messages(&cx.principal, id, None, 30, before).await?;
        let events = cx.engine.tenant_events(&cx.principal, id, 20, None).await?.items;
        let sandbox = cx.engine.sandbox_enabled();
        crate::ssr::timed(TenantPage { detail, messages, events, sandbox })
    })
    .await
}

/// Creates a tenant that nobody signed up for, and leads to it.
#[server(endpoint = "create_tenant")]
pub(crate) async fn create_tenant(name: String, form: SetupForm) -> Result<(), AppError> {
    let draft = form.clone();
    let created = crate::ssr::serve(|cx| async move {
        cx.engine.create_tenant(&cx.principal, &name, &form).await
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft(&draft))?;
    leptos_axum::redirect(&format!("/admin/tenants/{}", created.tenant.id));
    Ok(())
}

/// What was typed for a new tenant and refused, in a browser without JavaScript.
#[server(endpoint = "read_tenant_draft")]
pub(crate) async fn read_tenant_draft() -> Result<Doc<Option<SetupForm>>, AppError> {
    crate::ssr::serve(|cx| async move {
        if cx.principal.is_admin() {
            crate::ssr::doc(&crate::ssr::take_draft())
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

/// A page of setup requests, newest first.
#[server(endpoint = "read_setup_requests")]
pub(crate) async fn read_setup_requests(
    status: String,
    before: Option<String>,
) -> Result<Doc<Timed<Page<SetupRequestView>>>, AppError> {
    crate::ssr::serve(|cx| async move {
        let status = status.parse().ok();
        crate::ssr::timed(cx.engine.setup_requests(&cx.principal, status, 50, before).await?)
    })
    .await
}

/// A setup request with what the owner told us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RequestPage {
    /// The request.
    pub(crate) request: SetupRequestView,
    /// The business.
    pub(crate) config: ConfigView,
}

/// Opens a setup request: the owner sees that somebody looks at it.
#[server(endpoint = "open_request")]
pub(crate) async fn open_request(id: String) -> Result<Doc<Timed<RequestPage>>, AppError> {
    crate::ssr::serve(|cx| async move {
        let id: SetupRequestId = id.parse().map_err(|_| AppError::NotFound)?;
        let opened = cx.engine.open_request(&cx.principal, id).await?;
        crate::ssr::timed(RequestPage { request: opened.request, config: opened.config })
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

/// Every living tenant's worker.
#[server(endpoint = "read_workers")]
pub(crate) async fn read_workers() -> Result<Doc<Timed<Vec<(TenantView, WorkerView)>>>, AppError> {
    crate::ssr::serve(
        |cx| async move { crate::ssr::timed(cx.engine.workers(&cx.principal).await?) },
    )
    .await
}

/// Every process of Flow HQ.
#[server(endpoint = "read_nodes")]
pub(crate) async fn read_nodes() -> Result<Doc<Timed<Vec<NodeView>>>, AppError> {
    crate::ssr::serve(|cx| async move { crate::ssr::timed(cx.engine.nodes(&cx.principal).await?) })
        .await
}

/// A page of everybody's event log, newest first.
#[server(endpoint = "read_events")]
pub(crate) async fn read_events(
    before: Option<String>,
) -> Result<Doc<Timed<Page<EventView>>>, AppError> {
    crate::ssr::serve(|cx| async move {
        crate::ssr::timed(cx.engine.events(&cx.principal, 50, before).await?)
    })
    .await
}
