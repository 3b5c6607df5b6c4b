//! What admins do.

mod bulk;
mod events;
mod lists;
mod tenant;

use domain::lists::{Attention, Health};
use domain::views::{NodeView, Overview};
use domain::{Instant, Zone};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

pub(crate) use bulk::{BulkDo, read_bulk_plan, read_bulk_report};
pub(crate) use events::{EventsAsked, read_events};
pub(crate) use lists::{
    Asked, DeleteLead, HandleLead, LeadsPage, Listed, read_leads, read_nodes, read_setup_requests,
    read_tenants, read_workers,
};
pub(crate) use tenant::{
    ApproveRequest, CreateTenant, DeleteTenant, RejectRequest, RequestPage, RestoreTenant,
    TenantPage, WorkerCommand, open_request, read_tenant, read_tenant_draft,
};

use crate::AppError;
use crate::api::Doc;

/// When something was so, by whose clocks it is shown, and what it is.
pub(crate) type Seen<T> = (Instant, Zone, T);

/// What an admin sees first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dashboard {
    /// The figures.
    pub(crate) overview: Overview,
    /// What needs a person now.
    pub(crate) attention: Attention,
    /// Messages from the contact page that nobody has taken care of.
    pub(crate) leads: u32,
    /// How the workers are.
    pub(crate) health: Health,
    /// The processes of Flow HQ.
    pub(crate) nodes: Vec<NodeView>,
}

/// The figures and what needs a person now.
#[server(endpoint = "read_dashboard")]
pub(crate) async fn read_dashboard() -> Result<Doc<Seen<Dashboard>>, AppError> {
    crate::ssr::serve(|cx| async move {
        let dashboard = Dashboard {
            overview: cx.engine.overview(&cx.principal).await?,
            attention: cx.engine.attention(&cx.principal).await?,
            leads: cx.engine.open_leads(&cx.principal).await?,
            health: cx.engine.health(&cx.principal).await?,
            nodes: cx.engine.nodes(&cx.principal).await?,
        };
        crate::ssr::seen(&cx, dashboard)
    })
    .await
}
