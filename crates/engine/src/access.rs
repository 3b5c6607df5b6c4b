//! The one place where a principal meets a permission.

use domain::{Permission, Principal, TenantId};

use crate::EngineError;

/// Lets the principal through to one tenant.
///
/// # Errors
/// A tenant that is none of the principal's business is not found; one's own, without the
/// permission, is forbidden.
pub(crate) fn tenant(
    principal: &Principal,
    tenant: TenantId,
    permission: Permission,
) -> Result<(), EngineError> {
    if !principal.sees(tenant) {
        return Err(EngineError::NotFound);
    }
    if !principal.role.may(permission) {
        return Err(EngineError::Forbidden);
    }
    Ok(())
}

/// Lets the principal through to its own tenant.
pub(crate) fn own_tenant(
    principal: &Principal,
    permission: Permission,
) -> Result<TenantId, EngineError> {
    let own = principal.tenant_id.ok_or(EngineError::Forbidden)?;
    tenant(principal, own, permission)?;
    Ok(own)
}

/// Lets those through who may take something out as a file: not who sees a business as its auditor does.
pub(crate) fn taking_out(principal: &Principal) -> Result<(), EngineError> {
    if principal.viewing { Err(EngineError::Forbidden) } else { Ok(()) }
}

/// Lets admins through.
pub(crate) fn platform(principal: &Principal) -> Result<(), EngineError> {
    if principal.role.may(Permission::RunPlatform) { Ok(()) } else { Err(EngineError::Forbidden) }
}
