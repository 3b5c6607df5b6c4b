//! The operator's pages.

mod bulk;
mod events;
mod leads;
mod list;
mod new_tenant;
mod nodes;
mod overview;
mod setup_request;
mod setup_requests;
mod tenant;
mod tenant_actions;
mod tenants;
mod worker;
mod workers;

pub(crate) use bulk::{Bulk, BulkDone};
pub(crate) use events::Events;
pub(crate) use leads::Leads;
pub(crate) use new_tenant::NewTenant;
pub(crate) use nodes::Nodes;
pub(crate) use overview::Overview;
pub(crate) use setup_request::SetupRequest;
pub(crate) use setup_requests::SetupRequests;
pub(crate) use tenant::Tenant;
pub(crate) use tenants::Tenants;
pub(crate) use workers::Workers;
