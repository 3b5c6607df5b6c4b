//! What admins do.

mod bulk;
mod lists;

use domain::forms::{NAME_MAX, NOTES_MAX, SetupForm};
use domain::views::{
    ConfigView, NodeView, Overview, Page, SetupRequestView, TenantDetail, TenantRow, WorkerView,
};
use domain::worker::WorkerCommand;
use domain::{FieldProblem, Principal, Problem, SetupRequestId, SetupStatus, TenantId};
use store::{Actor, NewTenant, TenantFilter};

use crate::tenants::PAGE_MAX;
use crate::{Engine, EngineError, access, setup};

/// A setup request with what the owner told us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupRequestDetail {
    /// The request.
    pub request: SetupRequestView,
    /// The business as the owner described it.
    pub config: ConfigView,
}

impl Engine {
    /// The platform's figures.
    pub async fn overview(&self, principal: &Principal) -> Result<Overview, EngineError> {
        access::platform(principal)?;
        Ok(self.store().platform().overview(self.config().stale()).await?)
    }

    /// A page of tenants, newest first.
    pub async fn tenants(
        &self,
        principal: &Principal,
        filter: &TenantFilter,
    ) -> Result<Page<TenantRow>, EngineError> {
        access::platform(principal)?;
        let mut filter = filter.clone();
        filter.limit = filter.limit.clamp(1, PAGE_MAX);
        Ok(self.store().platform().tenants(filter, self.config().stale()).await?)
    }

    /// Creates a tenant that nobody signed up for.
    pub async fn create_tenant(
        &self,
        principal: &Principal,
        name: &str,
        form: &SetupForm,
    ) -> Result<TenantDetail, EngineError> {
        access::platform(principal)?;
        let name = name.trim();
        let problem = match name.chars().count() {
            0 => Some(Problem::Required),
            n if n > NAME_MAX as usize => Some(Problem::TooLong { max: NAME_MAX }),
            _ => None,
        };
        let setup = match (setup::check(form), problem) {
            (Ok(setup), None) => setup,
            (Err(EngineError::Invalid(mut problems)), Some(problem)) => {
                problems.insert(0, FieldProblem::new("name", problem));
                return Err(EngineError::Invalid(problems));
            }
            (Ok(_), Some(problem)) => return Err(EngineError::field("name", problem)),
            (Err(other), _) => return Err(other),
        };
        let new = NewTenant { name: name.to_owned(), setup };
        let id = self.store().platform().create_tenant(&Actor::from(principal), new).await?;
        self.publish_deed(id).await;
        self.detail(id).await
    }

    /// Deletes a tenant so that it can be restored; its worker stops.
    pub async fn delete_tenant(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<(), EngineError> {
        access::platform(principal)?;
        let deleted =
            self.store().platform().delete_tenant(&Actor::from(principal), tenant).await?;
        self.poke();
        self.publish_deed(tenant).await;
        if deleted { Ok(()) } else { Err(EngineError::NotFound) }
    }

    /// Brings a deleted tenant back, stopped.
    pub async fn restore_tenant(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<TenantDetail, EngineError> {
        access::platform(principal)?;
        let restored =
            self.store().platform().restore_tenant(&Actor::from(principal), tenant).await?;
        if !restored {
            return Err(EngineError::NotFound);
        }
        self.publish_deed(tenant).await;
        self.detail(tenant).await
    }

    /// A page of setup requests, newest first.
    pub async fn setup_requests(
        &self,
        principal: &Principal,
        status: Option<SetupStatus>,
        limit: u32,
        before: Option<String>,
    ) -> Result<Page<SetupRequestView>, EngineError> {
        access::platform(principal)?;
        let limit = limit.clamp(1, PAGE_MAX);
        Ok(self.store().platform().setup_requests(status, limit, before).await?)
    }

    /// One setup request; looking through the API changes nothing.
    pub async fn setup_request(
        &self,
        principal: &Principal,
        id: SetupRequestId,
    ) -> Result<SetupRequestDetail, EngineError> {
        access::platform(principal)?;
        let request = self.store().platform().setup_request(id).await?;
        self.with_config(request.ok_or(EngineError::NotFound)?).await
    }

    /// Opens a setup request for review: the owner sees that somebody looks at it.
    pub async fn open_request(
        &self,
        principal: &Principal,
        id: SetupRequestId,
    ) -> Result<SetupRequestDetail, EngineError> {
        access::platform(principal)?;
        let opened = self.store().platform().open_request(&Actor::from(principal), id).await?;
        let request = opened.ok_or(EngineError::NotFound)?;
        self.publish_deed(request.tenant_id).await;
        self.with_config(request).await
    }

    /// Approves a setup request and starts the tenant's worker.
    pub async fn approve_request(
        &self,
        principal: &Principal,
        id: SetupRequestId,
        note: Option<&str>,
    ) -> Result<SetupRequestView, EngineError> {
        access::platform(principal)?;
        let note = note.map(str::trim).filter(|note| !note.is_empty());
        check_notes("note", note.unwrap_or_default())?;
        let approved = self
            .store()
            .platform()
            .approve_request(&Actor::from(principal), id, note.map(str::to_owned))
            .await?;
        let request = approved.ok_or(EngineError::NotFound)?;
        self.poke();
        self.publish_deed(request.tenant_id).await;
        Ok(request)
    }

    /// Rejects a setup request; the owner reads the reason and may ask again.
    pub async fn reject_request(
        &self,
        principal: &Principal,
        id: SetupRequestId,
        reason: &str,
    ) -> Result<SetupRequestView, EngineError> {
        access::platform(principal)?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(EngineError::field("reason", Problem::Required));
        }
        check_notes("reason", reason)?;
        let rejected = self
            .store()
            .platform()
            .reject_request(&Actor::from(principal), id, reason.to_owned())
            .await?;
        let request = rejected.ok_or(EngineError::NotFound)?;
        self.publish_deed(request.tenant_id).await;
        Ok(request)
    }

    /// Says what a worker should do; the pool sees to it.
    pub async fn worker_command(
        &self,
        principal: &Principal,
        tenant: TenantId,
        command: WorkerCommand,
    ) -> Result<WorkerView, EngineError> {
        access::platform(principal)?;
        self.command_worker(principal, tenant, command).await?;
        Ok(self.detail(tenant).await?.worker)
    }

    /// The same in the name of somebody who may do it.
    pub(crate) async fn command_worker(
        &self,
        principal: &Principal,
        tenant: TenantId,
        command: WorkerCommand,
    ) -> Result<(), EngineError> {
        let done =
            self.store().platform().command(&Actor::from(principal), tenant, command).await?;
        done.ok_or(EngineError::NotFound)?;
        self.poke();
        self.publish_deed(tenant).await;
        Ok(())
    }

    /// Every process of Flow HQ.
    pub async fn nodes(&self, principal: &Principal) -> Result<Vec<NodeView>, EngineError> {
        access::platform(principal)?;
        Ok(self.store().platform().nodes().await?)
    }

    async fn with_config(
        &self,
        request: SetupRequestView,
    ) -> Result<SetupRequestDetail, EngineError> {
        let config = self.store().tenant(request.tenant_id).config().await?;
        Ok(SetupRequestDetail { request, config: config.ok_or(EngineError::NotFound)? })
    }
}

fn check_notes(field: &str, notes: &str) -> Result<(), EngineError> {
    if notes.chars().count() > NOTES_MAX as usize {
        return Err(EngineError::field(field, Problem::TooLong { max: NOTES_MAX }));
    }
    Ok(())
}
