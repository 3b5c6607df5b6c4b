//! What can be booked, who does it, and when the business is closed.

use chrono::TimeDelta;
use domain::booking_form::{ClosureForm, ResourceForm, ServiceForm};
use domain::{ClosureId, Permission, Principal, ResourceId, ServiceId, TenantId};
use store::{Actor, ResourceInput, StoreError};

use super::{Shelf, judge};
use crate::{Engine, EngineError, access};

impl Engine {
    /// What can be booked, and when the business is closed from today on.
    pub async fn shelf(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<Shelf, EngineError> {
        access::tenant(principal, tenant, Permission::ReadBookings)?;
        self.detail(tenant).await?;
        self.shelf_from(tenant, self.now() - TimeDelta::days(1)).await
    }

    /// Keeps a service: the one with this id, or a new one. Where nobody is there to do it yet, the business
    /// itself is added under its name, so that the service can be booked at once.
    ///
    /// # Errors
    /// Names every wrong field at once.
    pub async fn save_service(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: Option<ServiceId>,
        form: &ServiceForm,
    ) -> Result<ServiceId, EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        let config = self.detail(tenant).await?.config;
        let input = judge::service(form)?;
        let (door, by) = (self.store().tenant(tenant), Actor::from(principal));
        let saved = door.save_service(&by, id, input).await?.ok_or(EngineError::NotFound)?;
        if id.is_none() && door.resources().await?.is_empty() {
            let name = config.business_name;
            let all = ResourceInput { name, capacity: 1, hours: None, services: Vec::new() };
            door.save_resource(&by, None, all).await?;
        }
        self.tell_of_bookings(tenant).await;
        Ok(saved)
    }

    /// Takes a service off the list; its bookings stay.
    pub async fn remove_service(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: ServiceId,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        let door = self.store().tenant(tenant);
        let removed = door.remove_service(&Actor::from(principal), id).await?;
        self.removed(tenant, removed).await
    }

    /// Keeps who or what bookings take up: the one with this id, or a new one.
    ///
    /// # Errors
    /// Names every wrong field at once.
    pub async fn save_resource(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: Option<ResourceId>,
        form: &ResourceForm,
    ) -> Result<ResourceId, EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        self.detail(tenant).await?;
        let offer = self.shelf_from(tenant, self.now()).await?;
        let input = judge::resource(form, &offer)?;
        let door = self.store().tenant(tenant);
        let saved = match door.save_resource(&Actor::from(principal), id, input).await {
            Err(StoreError::Missing(_)) => None,
            saved => saved?,
        };
        let saved = saved.ok_or(EngineError::NotFound)?;
        self.tell_of_bookings(tenant).await;
        Ok(saved)
    }

    /// Takes somebody or something out of use; bookings stay.
    pub async fn remove_resource(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: ResourceId,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        let door = self.store().tenant(tenant);
        let removed = door.remove_resource(&Actor::from(principal), id).await?;
        self.removed(tenant, removed).await
    }

    /// Closes the business for some days, or for a part of one. Bookings that lie in that time stay.
    ///
    /// # Errors
    /// Names every wrong field at once.
    pub async fn add_closure(
        &self,
        principal: &Principal,
        tenant: TenantId,
        form: &ClosureForm,
    ) -> Result<ClosureId, EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        let config = self.detail(tenant).await?.config;
        let (from, to, reason) = judge::closure(form, self.judging(&config))?;
        let door = self.store().tenant(tenant);
        let id = door.add_closure(&Actor::from(principal), from, to, reason).await?;
        self.tell_of_bookings(tenant).await;
        Ok(id)
    }

    /// Opens the business again for a time that was closed.
    pub async fn remove_closure(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: ClosureId,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        let door = self.store().tenant(tenant);
        let removed = door.remove_closure(&Actor::from(principal), id).await?;
        self.removed(tenant, removed).await
    }

    async fn removed(&self, tenant: TenantId, removed: bool) -> Result<(), EngineError> {
        if !removed {
            return Err(EngineError::NotFound);
        }
        self.tell_of_bookings(tenant).await;
        Ok(())
    }
}
