//! People who are asked to work for a tenant.

use domain::team::{INVITATIONS_MAX, InvitationView};
use domain::{Conflict, Instant, InvitationId, Language, RecordId, Role};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{EntityTrait, Insert, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::json;

use crate::actor::Actor;
use crate::entity::invitations;
use crate::error::Result;
use crate::mails;
use crate::mint::mint_at;
use crate::tenant::{TenantStore, Writing};
use crate::views::read;

/// Somebody who is asked to work for a tenant.
#[derive(Clone)]
pub struct NewInvitation {
    /// The person's address.
    pub email: String,
    /// What part the person is to have.
    pub role: Role,
    /// The hash of what the link carries.
    pub token_hash: String,
    /// The language of the mail.
    pub language: Language,
    /// Until when it is good.
    pub expires_at: Instant,
    /// The mail, as [`crate::MailStore::queue`] takes it.
    pub mail: Vec<u8>,
}

impl TenantStore {
    /// The invitations that were neither accepted nor withdrawn, the newest first; some may have run out.
    pub async fn invitations(&self) -> Result<Vec<InvitationView>> {
        let query = invitations::Entity::find()
            .filter(open(self.id().uuid()))
            .order_by_desc(invitations::Column::CreatedAt)
            .order_by_desc(invitations::Column::Id);
        let rows = self
            .store()
            .read(self.scope(), move |tx| Box::pin(async move { Ok(query.all(tx).await?) }))
            .await?;
        rows.into_iter().map(view).collect()
    }

    /// Invites somebody; an invitation that the address has already is withdrawn.
    ///
    /// # Errors
    /// When there are too many others.
    pub async fn invite(&self, by: &Actor, new: NewInvitation) -> Result<InvitationView> {
        let (store, inviter) = (self.store().clone(), by.clone());
        self.change(by, move |at| {
            Box::pin(async move {
                let own = open(at.tenant.uuid());
                withdraw(&at, own.clone().and(invitations::COLUMN.email.eq(new.email.as_str())))
                    .await?;
                let others = invitations::Entity::find().filter(own).count(at.tx).await?;
                if others >= u64::from(INVITATIONS_MAX) {
                    return Err(Conflict::InvitationsFull { max: INVITATIONS_MAX }.into());
                }
                let row = row(&at, &inviter, &new);
                let made = view(row.clone())?;
                Insert::one(row).exec_without_returning(at.tx).await?;
                mails::queue(at.tx, &store, at.now, &[new.mail]).await?;
                at.log("team.invited", json!({ "email": new.email, "role": new.role })).await?;
                Ok(made)
            })
        })
        .await
    }

    /// Withdraws an invitation. Nothing when there is no such open one.
    pub async fn revoke_invitation(
        &self,
        by: &Actor,
        id: InvitationId,
    ) -> Result<Option<InvitationView>> {
        self.change(by, move |at| {
            Box::pin(async move {
                let this = open(at.tenant.uuid()).and(invitations::COLUMN.id.eq(id.uuid()));
                let found = invitations::Entity::find().filter(this.clone()).one(at.tx).await?;
                let Some(row) = found else { return Ok(None) };
                if withdraw(&at, this).await? == 0 {
                    return Ok(None);
                }
                let gone = view(row)?;
                let what = json!({ "email": gone.email, "role": gone.role });
                at.log("team.invitation_revoked", what).await?;
                Ok(Some(gone))
            })
        })
        .await
    }
}

/// A tenant's invitations that were neither accepted nor withdrawn.
fn open(tenant: uuid::Uuid) -> Expr {
    invitations::COLUMN
        .tenant_id
        .eq(tenant)
        .and(invitations::COLUMN.accepted_at.is_null())
        .and(invitations::COLUMN.revoked_at.is_null())
}

async fn withdraw(at: &Writing<'_>, which: Expr) -> Result<u64> {
    let withdrawn = invitations::Entity::update_many()
        .col_expr(invitations::Column::RevokedAt, Expr::value(at.now))
        .col_expr(invitations::Column::UpdatedAt, Expr::value(at.now))
        .filter(which)
        .exec(at.tx)
        .await?;
    Ok(withdrawn.rows_affected)
}

fn row(at: &Writing<'_>, by: &Actor, new: &NewInvitation) -> invitations::Model {
    invitations::Model {
        id: mint_at(at.now),
        tenant_id: at.tenant.uuid(),
        email: new.email.clone(),
        role: new.role.as_str().to_owned(),
        token_hash: new.token_hash.clone(),
        invited_by: by.user_id.map(RecordId::uuid),
        inviter_name: by.name.clone(),
        language: new.language.as_str().to_owned(),
        expires_at: new.expires_at,
        accepted_at: None,
        revoked_at: None,
        created_at: at.now,
        updated_at: at.now,
    }
}

fn view(row: invitations::Model) -> Result<InvitationView> {
    Ok(InvitationView {
        id: InvitationId::from_uuid(row.id),
        role: read("invitations.role", &row.role)?,
        email: row.email,
        inviter: row.inviter_name,
        created_at: row.created_at,
        expires_at: row.expires_at,
    })
}
