//! Tenants, requests, workers and nodes in lists that admins search, filter and sort.

mod entries;
mod nodes;
mod requests;
mod tenants;
mod workers;

use domain::lists::{NodeSort, Order, RequestSort, TenantSort, WorkerSort};
use domain::session::SessionStateName;
use domain::{NodeId, SetupStatus, TemplateType, TenantId, TenantStatus, WorkerStatus};
use sea_orm::ExprTrait;
use sea_orm::sea_query::{Expr, Query};

use crate::entity::tenants as tenant_rows;
use crate::sorted::{Paging, lookup};

pub(super) use requests::open_statuses;
pub(super) use workers::worker_rows;

/// Which tenants to list, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TenantFilter {
    /// A part of the name, the slug, the phone number or a person's e-mail address.
    pub search: Option<String>,
    /// Those in one status.
    pub status: Option<TenantStatus>,
    /// The deleted ones instead of the living.
    pub deleted: bool,
    /// How many at most, 1 to 200.
    pub limit: u32,
    /// The cursor of the page before.
    pub before: Option<String>,
}

/// Which tenants to list, and in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantQuery {
    /// A part of the name, the slug, the phone number or a person's e-mail address.
    pub search: Option<String>,
    /// Those in one status.
    pub status: Option<TenantStatus>,
    /// Those whose session is in one state.
    pub session: Option<SessionStateName>,
    /// Those that began with one template.
    pub template: Option<TemplateType>,
    /// Only those whose worker should run and was silent for too long.
    pub stale: bool,
    /// The deleted ones instead of the living.
    pub deleted: bool,
    /// Order and page.
    pub paging: Paging<TenantSort>,
}

impl From<TenantFilter> for TenantQuery {
    fn from(filter: TenantFilter) -> Self {
        let TenantFilter { search, status, deleted, limit, before } = filter;
        let (sort, order) = (TenantSort::Created, Order::Descending);
        let paging = Paging { sort, order, limit, page: before };
        Self { search, status, session: None, template: None, stale: false, deleted, paging }
    }
}

/// In which state requests are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestState {
    /// All that wait for a decision.
    Open,
    /// In one status.
    In(SetupStatus),
}

/// Which setup requests to list, and in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestQuery {
    /// A part of the tenant's name, the sender's name or e-mail address, or the number.
    pub search: Option<String>,
    /// Those in some state.
    pub state: Option<RequestState>,
    /// Those that ask for one template.
    pub template: Option<TemplateType>,
    /// Those of one tenant.
    pub tenant: Option<TenantId>,
    /// Order and page.
    pub paging: Paging<RequestSort>,
}

/// Which workers to list, and in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerQuery {
    /// A part of the tenant's name or slug, or of the worker's last error.
    pub search: Option<String>,
    /// Those in one status.
    pub status: Option<WorkerStatus>,
    /// Only those that should run and were silent for too long.
    pub stale: bool,
    /// Those that one node holds.
    pub node: Option<NodeId>,
    /// Order and page.
    pub paging: Paging<WorkerSort>,
}

/// Which nodes to list, and in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeQuery {
    /// A part of the machine's name or of the program's version.
    pub search: Option<String>,
    /// Those that shut down, or those that do not.
    pub draining: Option<bool>,
    /// Order and page.
    pub paging: Paging<NodeSort>,
}

/// What a row's tenant is called.
fn tenant_name(tenant_id: Expr) -> Expr {
    let tenant = |column| Expr::col((tenant_rows::Entity, column));
    lookup(
        Query::select()
            .expr(tenant(tenant_rows::Column::Name))
            .from(tenant_rows::Entity)
            .and_where(tenant(tenant_rows::Column::Id).eq(tenant_id))
            .to_owned(),
    )
}
