//! People who sign in.

use domain::views::UserView;
use domain::{RecordId, TenantId, UserId};

use crate::entity::users;
use crate::error::Result;
use crate::views::read;

pub(crate) fn user(row: users::Model) -> Result<UserView> {
    Ok(UserView {
        id: UserId::from_uuid(row.id),
        tenant_id: row.tenant_id.map(TenantId::from_uuid),
        role: read("users.role", &row.role)?,
        name: row.name,
        email: row.email,
        phone: row.phone,
        created_at: row.created_at,
        last_login_at: row.last_login_at,
    })
}
