//! Which conversations a person sees, and the door to those.

use domain::team::AgentsSee;
use domain::{Principal, RecordId, Role, Sees, TenantId, UserId};
use store::TenantStore;

use crate::{Engine, EngineError};

impl Engine {
    /// Which of a tenant's conversations a person sees. Asked for each use case, so that another choice counts at once.
    pub(crate) async fn sees(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<Sees, EngineError> {
        if principal.role != Role::Agent {
            return Ok(Sees::All);
        }
        let settings = self.store().tenant(tenant).team_settings().await?;
        Ok(match settings.agents_see {
            AgentsSee::All => Sees::All,
            // Somebody without an id has none.
            AgentsSee::Assigned => {
                let nobody = || UserId::from_uuid(uuid::Uuid::nil());
                Sees::Only(principal.user_id.unwrap_or_else(nobody))
            }
        })
    }

    /// A tenant's rows as a person sees them: every use case that reads or changes conversations, messages or customers
    /// comes through here.
    pub(crate) async fn door(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<TenantStore, EngineError> {
        let sees = self.sees(principal, tenant).await?;
        Ok(self.store().tenant(tenant).seen_by(sees))
    }

    /// Lets those through who see all of a tenant's customers.
    pub(crate) async fn see_all(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<(), EngineError> {
        match self.sees(principal, tenant).await? {
            Sees::All => Ok(()),
            Sees::Only(_) => Err(EngineError::Forbidden),
        }
    }
}
