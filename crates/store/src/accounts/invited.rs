//! Whoever comes with the link of an invitation: what it is for, and accepting it.

use domain::team::InvitedView;
use domain::views::UserView;
use domain::{Instant, RecordId, TenantId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::json;

use crate::accounts::AccountStore;
use crate::accounts::sign_up::{insert_person, person};
use crate::actor::Actor;
use crate::db::Scope;
use crate::entity::{invitations, tenants, users};
use crate::error::Result;
use crate::views::read;
use crate::{events, living, views};

/// Somebody who accepts an invitation.
#[derive(Clone)]
pub struct NewMember {
    /// The person's name.
    pub name: String,
    /// The password's hash (argon2id, PHC string).
    pub password_hash: String,
}

impl AccountStore {
    /// What an invitation is for, by the hash of what its link carries; nothing when it was used or withdrawn, or ran
    /// out.
    pub async fn invitation(&self, token_hash: &str) -> Result<Option<InvitedView>> {
        let (store, token_hash) = (self.store.clone(), token_hash.to_owned());
        self.store
            .read(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let Some(row) = good(tx, store.now(), &token_hash).await? else {
                        return Ok(None);
                    };
                    let tenant = tenants::Entity::find_by_id(row.tenant_id).one(tx).await?;
                    let Some(tenant) = tenant else { return Ok(None) };
                    Ok(Some(InvitedView {
                        business: tenant.name,
                        inviter: row.inviter_name,
                        role: read("invitations.role", &row.role)?,
                        email: row.email,
                    }))
                })
            })
            .await
    }

    /// Accepts an invitation: there is a person with its part and address, whose mail counts as read, for the link came
    /// by it. Nothing when it is not good any more; of two who come at once one gets it.
    ///
    /// # Errors
    /// When somebody has the address by now.
    pub async fn accept_invitation(
        &self,
        token_hash: &str,
        new: NewMember,
    ) -> Result<Option<UserView>> {
        let (store, token_hash) = (self.store.clone(), token_hash.to_owned());
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let Some(row) = good(tx, now, &token_hash).await? else { return Ok(None) };
                    let taken = invitations::Entity::update_many()
                        .col_expr(invitations::Column::AcceptedAt, Expr::value(now))
                        .col_expr(invitations::Column::UpdatedAt, Expr::value(now))
                        .filter(still_open(invitations::COLUMN.id.eq(row.id)))
                        .exec(tx)
                        .await?;
                    if taken.rows_affected == 0 {
                        return Ok(None);
                    }
                    let member = users::Model {
                        tenant_id: Some(row.tenant_id),
                        role: row.role,
                        email_verified_at: Some(now),
                        ..person(now, new.name, &row.email, new.password_hash)
                    };
                    let user = views::user(member.clone())?;
                    insert_person(tx, member).await?;
                    let by = Actor { user_id: Some(user.id), name: user.name.clone() };
                    let tenant = TenantId::from_uuid(row.tenant_id);
                    let what = json!({ "user_id": user.id, "role": user.role });
                    events::append(tx, now, Some(tenant), &by, "team.joined", what).await?;
                    Ok(Some(user))
                })
            })
            .await
    }
}

fn still_open(which: Expr) -> Expr {
    which
        .and(invitations::COLUMN.accepted_at.is_null())
        .and(invitations::COLUMN.revoked_at.is_null())
}

/// The invitation with this token, if it is still good.
async fn good(
    tx: &DatabaseTransaction,
    now: Instant,
    token_hash: &str,
) -> Result<Option<invitations::Model>> {
    Ok(invitations::Entity::find()
        .filter(still_open(invitations::COLUMN.token_hash.eq(token_hash.to_owned())))
        .filter(invitations::COLUMN.expires_at.gt(now))
        .filter(living::is_named_by((invitations::Entity, invitations::Column::TenantId)))
        .one(tx)
        .await?)
}
