//! The door for admins. It crosses tenants, and every change through it stands in the event log.

mod attention;
mod commands;
mod events;
mod lists;
mod overview;
mod queues;
mod requests;
mod stale;
mod tenants;

pub use lists::{NodeQuery, RequestQuery, RequestState, TenantFilter, TenantQuery, WorkerQuery};
pub use queues::{Queue, Queues};
pub use tenants::NewTenant;

use crate::store::Store;

/// Every tenant, request, worker and node.
#[derive(Debug, Clone)]
pub struct PlatformStore {
    store: Store,
}

impl PlatformStore {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }
}

/// A count as the views show it.
fn figure(count: impl TryInto<u32>) -> u32 {
    count.try_into().unwrap_or(u32::MAX)
}
