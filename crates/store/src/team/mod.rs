//! Who works for a tenant: what they may do, and keeping them out.

mod invitations;
mod looks;
mod settings;

use std::collections::HashMap;

use domain::alert::AlertKind;
use domain::message::{ConversationMode, ConversationStatus};
use domain::team::MemberView;
use domain::{ConversationId, Permission, RecordId, Role, UserId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use crate::actor::Actor;
use crate::alerts;
use crate::entity::{auth_sessions, conversations, invitations as invited, users};
use crate::error::Result;
use crate::tenant::{TenantStore, Writing};
use crate::views;

pub use invitations::NewInvitation;
pub(crate) use looks::{VIEW_ENDED, VIEWED};

/// What somebody left behind who may not sign in any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deactivated {
    /// The hashes of the tokens of the browsers that were signed in.
    pub browsers: Vec<String>,
    /// The conversations that go on and were this person's.
    pub conversations: Vec<ConversationId>,
}

impl TenantStore {
    /// The people of the tenant, by name.
    pub async fn people(&self) -> Result<Vec<MemberView>> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let rows = users::Entity::find()
                        .filter(users::COLUMN.tenant_id.eq(tenant))
                        .filter(users::COLUMN.deleted_at.is_null())
                        .order_by_asc(users::Column::Name)
                        .order_by_asc(users::Column::Id)
                        .all(tx)
                        .await?;
                    let counts = conversations_of_each(tx, tenant).await?;
                    rows.into_iter().map(|row| member(row, &counts)).collect()
                })
            })
            .await
    }

    /// Gives somebody another part. Who does not answer customers in it has no conversations any more: gives those that go
    /// on, which are nobody's now. Nothing when there is no such person with that part.
    pub async fn set_role(
        &self,
        by: &Actor,
        member: &MemberView,
        role: Role,
    ) -> Result<Option<Vec<ConversationId>>> {
        let (id, from) = (member.id, member.role);
        self.change(by, move |at| {
            Box::pin(async move {
                let Some(user) = held(&at, id, from).await? else { return Ok(None) };
                users::Entity::update_many()
                    .col_expr(users::Column::Role, Expr::value(role.as_str()))
                    .col_expr(users::Column::UpdatedAt, Expr::value(at.now))
                    .filter(users::COLUMN.id.eq(user.id))
                    .exec(at.tx)
                    .await?;
                let what = json!({ "user_id": id, "name": user.name, "from": from, "to": role });
                at.log("team.role_changed", what).await?;
                let left = match role.may(Permission::Converse) {
                    true => Vec::new(),
                    false => give_back(&at, user.id).await?,
                };
                Ok(Some(left))
            })
        })
        .await
    }

    /// Keeps somebody out: every browser is signed out, whom the person invited and who has not come yet cannot come any
    /// more, and the person's conversations are nobody's, so that those which
    /// a person has wait for another one. Nothing when there is no such person with that part.
    pub async fn deactivate(&self, by: &Actor, member: &MemberView) -> Result<Option<Deactivated>> {
        let (id, role) = (member.id, member.role);
        self.change(by, move |at| {
            Box::pin(async move {
                let Some(user) = held(&at, id, role).await? else { return Ok(None) };
                set_active(&at, user.id, false).await?;
                let browsers = sign_out_everywhere(at.tx, user.id).await?;
                let conversations = give_back(&at, user.id).await?;
                revoke_all_of(&at, user.id).await?;
                let given_back = conversations.len();
                let what = json!({ "user_id": id, "name": user.name, "conversations": given_back });
                at.log("team.deactivated", what).await?;
                Ok(Some(Deactivated { browsers, conversations }))
            })
        })
        .await
    }

    /// Lets somebody in again, with nothing of what was theirs before. False when there is no such person with that
    /// part.
    pub async fn activate(&self, by: &Actor, member: &MemberView) -> Result<bool> {
        let (id, role) = (member.id, member.role);
        self.change(by, move |at| {
            Box::pin(async move {
                let Some(user) = held(&at, id, role).await? else { return Ok(false) };
                set_active(&at, user.id, true).await?;
                at.log("team.activated", json!({ "user_id": id, "name": user.name })).await?;
                Ok(true)
            })
        })
        .await
    }
}

fn member(row: users::Model, conversations: &HashMap<Uuid, u64>) -> Result<MemberView> {
    let (id, active) = (row.id, row.is_active);
    let second_factor = row.totp_confirmed_at.is_some();
    let user = views::user(row)?;
    Ok(MemberView {
        id: user.id,
        name: user.name,
        email: user.email,
        role: user.role,
        active,
        last_login_at: user.last_login_at,
        second_factor,
        conversations: conversations.get(&id).copied().unwrap_or_default(),
    })
}

/// How many conversations that go on each person has.
async fn conversations_of_each(
    tx: &DatabaseTransaction,
    tenant: Uuid,
) -> Result<HashMap<Uuid, u64>> {
    let rows: Vec<(Uuid, i64)> = conversations::Entity::find()
        .select_only()
        .column(conversations::Column::AssignedUserId)
        .column_as(Expr::col(conversations::Column::Id).count(), "count")
        .filter(conversations::COLUMN.tenant_id.eq(tenant))
        .filter(conversations::COLUMN.assigned_user_id.is_not_null())
        // To the letter as in the index.
        .filter(Expr::cust("status <> 'CLOSED'"))
        .group_by(conversations::Column::AssignedUserId)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (id, u64::try_from(count).unwrap_or_default())).collect())
}

/// A person of the tenant with this part.
async fn held(at: &Writing<'_>, id: UserId, role: Role) -> Result<Option<users::Model>> {
    Ok(users::Entity::find()
        .filter(users::COLUMN.id.eq(id.uuid()))
        .filter(users::COLUMN.tenant_id.eq(at.tenant.uuid()))
        .filter(users::COLUMN.role.eq(role.as_str()))
        .filter(users::COLUMN.deleted_at.is_null())
        .one(at.tx)
        .await?)
}

async fn set_active(at: &Writing<'_>, user: Uuid, active: bool) -> Result<()> {
    users::Entity::update_many()
        .col_expr(users::Column::IsActive, Expr::value(active))
        .col_expr(users::Column::UpdatedAt, Expr::value(at.now))
        .filter(users::COLUMN.id.eq(user))
        .exec(at.tx)
        .await?;
    Ok(())
}

/// Takes back whom somebody invited and who has not come yet: the link may be in the person's own hands.
async fn revoke_all_of(at: &Writing<'_>, user: Uuid) -> Result<()> {
    invited::Entity::update_many()
        .col_expr(invited::Column::RevokedAt, Expr::value(at.now))
        .col_expr(invited::Column::UpdatedAt, Expr::value(at.now))
        .filter(invited::COLUMN.tenant_id.eq(at.tenant.uuid()))
        .filter(invited::COLUMN.invited_by.eq(user))
        .filter(invited::COLUMN.accepted_at.is_null())
        .filter(invited::COLUMN.revoked_at.is_null())
        .exec(at.tx)
        .await?;
    Ok(())
}

/// Ends a person's sign-ins and gives the hashes of their tokens.
async fn sign_out_everywhere(tx: &DatabaseTransaction, user: Uuid) -> Result<Vec<String>> {
    let of_user = auth_sessions::COLUMN.user_id.eq(user);
    let rows = auth_sessions::Entity::find().filter(of_user.clone()).all(tx).await?;
    auth_sessions::Entity::delete_many().filter(of_user).exec(tx).await?;
    Ok(rows.into_iter().map(|row| row.token_hash).collect())
}

/// Takes a person's name off all conversations, as [`domain::standing::Hand::Left`] has it: those that a person has wait
/// from now on. Gives those that go on.
async fn give_back(at: &Writing<'_>, user: Uuid) -> Result<Vec<ConversationId>> {
    let theirs = conversations::COLUMN
        .tenant_id
        .eq(at.tenant.uuid())
        .and(conversations::COLUMN.assigned_user_id.eq(user));
    let going_on: Vec<Uuid> = conversations::Entity::find()
        .select_only()
        .column(conversations::Column::Id)
        .filter(theirs.clone())
        .filter(conversations::COLUMN.status.ne(ConversationStatus::Closed.as_str()))
        .order_by_asc(conversations::Column::Id)
        .into_tuple()
        .all(at.tx)
        .await?;
    let waiting: Vec<Uuid> = conversations::Entity::find()
        .select_only()
        .column(conversations::Column::Id)
        .filter(theirs.clone())
        .filter(conversations::COLUMN.status.eq(ConversationStatus::Open.as_str()))
        .filter(conversations::COLUMN.mode.eq(ConversationMode::Human.as_str()))
        .order_by_asc(conversations::Column::Id)
        .into_tuple()
        .all(at.tx)
        .await?;
    for conversation in waiting {
        alerts::raise(at.tx, at.now, at.tenant, AlertKind::Handoff, conversation).await?;
    }
    // Before their name goes, by which they are found.
    conversations::Entity::update_many()
        .col_expr(conversations::Column::TakenAt, Expr::value(None::<domain::Instant>))
        .filter(theirs.clone())
        .filter(conversations::COLUMN.mode.eq(ConversationMode::Human.as_str()))
        .exec(at.tx)
        .await?;
    conversations::Entity::update_many()
        .col_expr(conversations::Column::AssignedUserId, Expr::value(None::<Uuid>))
        .col_expr(conversations::Column::Turn, Expr::col(conversations::Column::Turn).add(1))
        .col_expr(conversations::Column::UpdatedAt, Expr::value(at.now))
        .filter(theirs)
        .exec(at.tx)
        .await?;
    Ok(going_on.into_iter().map(ConversationId::from_uuid).collect())
}
