//! Looking at orders, and saying what becomes of them.

use domain::forms::NOTES_MAX;
use domain::order::OrderAct;
use domain::shop::{OrderFilter, OrderView};
use domain::views::Page;
use domain::{OrderId, Permission, Principal, TenantId};
use store::Actor;

use crate::problems::text;
use crate::{Engine, EngineError, access};

/// Orders of one page.
const PAGE: u32 = 50;

impl Engine {
    /// Orders, the newest first; `before` is `next` of the page before.
    ///
    /// # Errors
    /// When the cursor is not one of ours.
    pub async fn orders(
        &self,
        principal: &Principal,
        tenant: TenantId,
        filter: OrderFilter,
        before: Option<&str>,
    ) -> Result<Page<OrderView>, EngineError> {
        access::tenant(principal, tenant, Permission::ReadOrders)?;
        Ok(self.store().tenant(tenant).orders(filter, PAGE, before).await?)
    }

    /// One order.
    ///
    /// # Errors
    /// When there is none such.
    pub async fn order(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: OrderId,
    ) -> Result<OrderView, EngineError> {
        access::tenant(principal, tenant, Permission::ReadOrders)?;
        self.store().tenant(tenant).order(id).await?.ok_or(EngineError::NotFound)
    }

    /// Says what becomes of an order; the customer is told so by the tenant's worker.
    ///
    /// # Errors
    /// When that cannot become of it any more.
    pub async fn change_order(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: OrderId,
        act: OrderAct,
    ) -> Result<OrderView, EngineError> {
        access::tenant(principal, tenant, Permission::ChangeOrders)?;
        self.detail(tenant).await?;
        let door = self.store().tenant(tenant);
        let changed = door.change_order(&Actor::from(principal), id, act).await?;
        self.wake(tenant);
        self.tell_of_orders(tenant).await;
        changed.ok_or(EngineError::NotFound)
    }

    /// Keeps what the business notes about an order; an empty note forgets it.
    ///
    /// # Errors
    /// When the note is too long, or there is no such order.
    pub async fn note_order(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: OrderId,
        note: &str,
    ) -> Result<OrderView, EngineError> {
        access::tenant(principal, tenant, Permission::ChangeOrders)?;
        let note = text(note, NOTES_MAX).map_err(|problem| EngineError::field("note", problem))?;
        let door = self.store().tenant(tenant);
        let noted = door.note_order(&Actor::from(principal), id, note).await?;
        self.tell_of_orders(tenant).await;
        noted.ok_or(EngineError::NotFound)
    }

    /// How many orders there are for which something is still to be done.
    pub async fn open_orders(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<u64, EngineError> {
        access::tenant(principal, tenant, Permission::ReadOrders)?;
        Ok(self.store().tenant(tenant).open_orders().await?)
    }
}
