//! Lists that admins search, filter and sort; what needs a person.

use domain::lists::{Attention, Health, ListPage, Order, RequestSort, WorkerRow};
use domain::views::{NodeView, SetupRequestView, TenantRow};
use domain::{Principal, TenantId};
use store::{NodeQuery, Paging, RequestQuery, TenantQuery, WorkerQuery};

use crate::tenants::PAGE_MAX;
use crate::{Engine, EngineError, access};

/// How many setup requests of one tenant are shown; few tenants ever have three.
const REQUESTS_OF_ONE: u32 = 20;

impl Engine {
    /// Tenants, searched, filtered and sorted.
    ///
    /// # Errors
    /// For others than admins, and for a cursor that belongs to no page of this list in this order.
    pub async fn find_tenants(
        &self,
        principal: &Principal,
        wanted: TenantQuery,
    ) -> Result<ListPage<TenantRow>, EngineError> {
        access::platform(principal)?;
        let wanted = TenantQuery { paging: within_limits(wanted.paging), ..wanted };
        Ok(self.store().platform().find_tenants(wanted, self.config().stale()).await?)
    }

    /// Setup requests, searched, filtered and sorted.
    ///
    /// # Errors
    /// For others than admins, and for a cursor that belongs to no page of this list in this order.
    pub async fn find_requests(
        &self,
        principal: &Principal,
        wanted: RequestQuery,
    ) -> Result<ListPage<SetupRequestView>, EngineError> {
        access::platform(principal)?;
        let wanted = RequestQuery { paging: within_limits(wanted.paging), ..wanted };
        Ok(self.store().platform().find_requests(wanted).await?)
    }

    /// The last setup requests of one tenant, newest first.
    ///
    /// # Errors
    /// For others than admins.
    pub async fn requests_of(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<Vec<SetupRequestView>, EngineError> {
        let (sort, order) = (RequestSort::Created, Order::Descending);
        let wanted = RequestQuery {
            search: None,
            state: None,
            template: None,
            tenant: Some(tenant),
            paging: Paging { sort, order, limit: REQUESTS_OF_ONE, page: None },
        };
        Ok(self.find_requests(principal, wanted).await?.items)
    }

    /// Workers of living tenants, searched, filtered and sorted.
    ///
    /// # Errors
    /// For others than admins, and for a cursor that belongs to no page of this list in this order.
    pub async fn find_workers(
        &self,
        principal: &Principal,
        wanted: WorkerQuery,
    ) -> Result<ListPage<WorkerRow>, EngineError> {
        access::platform(principal)?;
        let wanted = WorkerQuery { paging: within_limits(wanted.paging), ..wanted };
        Ok(self.store().platform().find_workers(wanted, self.config().stale()).await?)
    }

    /// Processes of Flow HQ, searched, filtered and sorted.
    ///
    /// # Errors
    /// For others than admins, and for a cursor that belongs to no page of this list in this order.
    pub async fn find_nodes(
        &self,
        principal: &Principal,
        wanted: NodeQuery,
    ) -> Result<ListPage<NodeView>, EngineError> {
        access::platform(principal)?;
        let wanted = NodeQuery { paging: within_limits(wanted.paging), ..wanted };
        Ok(self.store().platform().find_nodes(wanted).await?)
    }

    /// The first few of everything that needs a person now.
    pub async fn attention(&self, principal: &Principal) -> Result<Attention, EngineError> {
        access::platform(principal)?;
        Ok(self.store().platform().attention(self.config().stale()).await?)
    }

    /// How many workers are in which state, and how many pages this node keeps up to date.
    pub async fn health(&self, principal: &Principal) -> Result<Health, EngineError> {
        access::platform(principal)?;
        let health = self.store().platform().health().await?;
        let sockets = u32::try_from(self.bus().watchers()).unwrap_or(u32::MAX);
        Ok(Health { sockets, ..health })
    }
}

fn within_limits<S>(paging: Paging<S>) -> Paging<S> {
    Paging { limit: paging.limit.clamp(1, PAGE_MAX), ..paging }
}
