//! The sandbox phone, for who may use it.

use channel::sandbox::SandboxError;
use domain::forms::{NAME_MAX, SandboxDelivery, SandboxSayForm};
use domain::views::{PhoneView, TenantDetail};
use domain::{Permission, Principal, Problem, TenantId};

use crate::{Engine, EngineError, access, setup};

/// Longest text a customer may write, in characters (WhatsApp's own limit for a text message).
const TEXT_MAX: u32 = 4096;

/// The sandbox's name among connectors.
pub(crate) const SANDBOX: &str = "sandbox";

/// The sandbox phone's network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Online {
    /// Switched on.
    On,
    /// Switched off.
    Off,
}

impl Engine {
    /// Whether the sandbox may be used here.
    pub fn sandbox_enabled(&self) -> bool {
        self.config().sandbox
    }

    /// Whether this tenant's messages come over the sandbox phone, so that there is one to try.
    pub fn has_sandbox(&self, tenant: &TenantDetail) -> bool {
        self.sandbox_enabled() && tenant.session.connector == SANDBOX
    }

    /// The phone as it is.
    pub async fn phone(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<PhoneView, EngineError> {
        let name = self.phone_door(principal, tenant).await?;
        Ok(self.sandbox().view(tenant, &name).await?)
    }

    /// Scans a QR code with the phone.
    pub async fn phone_scan(
        &self,
        principal: &Principal,
        tenant: TenantId,
        code: &str,
    ) -> Result<(), EngineError> {
        self.phone_door(principal, tenant).await?;
        let code = code.trim();
        if code.is_empty() {
            return Err(EngineError::field("code", Problem::Required));
        }
        Ok(self.sandbox().scan(tenant, code).await?)
    }

    /// Writes as one of the customers, or calls.
    pub async fn phone_say(
        &self,
        principal: &Principal,
        tenant: TenantId,
        form: &SandboxSayForm,
    ) -> Result<(), EngineError> {
        self.phone_door(principal, tenant).await?;
        let from = setup::whatsapp_number(&form.from)
            .map_err(|problem| EngineError::field("from", problem))?;
        let text = form.text.trim();
        let calls = !form.call.is_empty();
        if text.is_empty() && !calls {
            return Err(EngineError::field("text", Problem::Required));
        }
        if text.chars().count() > TEXT_MAX as usize {
            return Err(EngineError::field("text", Problem::TooLong { max: TEXT_MAX }));
        }
        let name = Some(form.name.trim()).filter(|name| !name.is_empty());
        if name.is_some_and(|name| name.chars().count() > NAME_MAX as usize) {
            return Err(EngineError::field("name", Problem::TooLong { max: NAME_MAX }));
        }
        let delivery = match form.delivery.as_str() {
            "" => SandboxDelivery::Normal,
            text => text.parse().map_err(|_| {
                let allowed: Vec<_> = SandboxDelivery::ALL.iter().map(|d| d.as_str()).collect();
                EngineError::field("delivery", Problem::Choice { allowed: allowed.join(", ") })
            })?,
        };
        if calls {
            return Ok(self.sandbox().call(tenant, &from, name, delivery).await?);
        }
        Ok(self.sandbox().say(tenant, &from, name, text, delivery).await?)
    }

    /// Switches the phone's network.
    pub async fn phone_online(
        &self,
        principal: &Principal,
        tenant: TenantId,
        online: Online,
    ) -> Result<(), EngineError> {
        self.phone_door(principal, tenant).await?;
        Ok(self.sandbox().set_online(tenant, online == Online::On).await?)
    }

    /// Unlinks Flow HQ on the phone.
    pub async fn phone_log_out(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<(), EngineError> {
        self.phone_door(principal, tenant).await?;
        Ok(self.sandbox().log_out(tenant).await?)
    }

    /// Lets the principal at the phone and tells the tenant's name.
    async fn phone_door(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<String, EngineError> {
        if !self.sandbox_enabled() {
            return Err(EngineError::NotFound);
        }
        access::tenant(principal, tenant, Permission::UseSandbox)?;
        let detail = self.store().tenant(tenant).detail(self.config().stale()).await?;
        let detail = detail.filter(|detail| {
            detail.tenant.deleted_at.is_none() && detail.session.connector == SANDBOX
        });
        Ok(detail.ok_or(EngineError::NotFound)?.tenant.name)
    }
}

impl From<SandboxError> for EngineError {
    fn from(error: SandboxError) -> Self {
        match error {
            SandboxError::Conflict(conflict) => Self::Conflict(conflict),
            SandboxError::State(error) => Self::Internal(Box::new(error)),
        }
    }
}
