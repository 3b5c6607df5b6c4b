//! Somebody of Flow HQ who sees a business as its auditor does: kept with the sign-in, and written into the business's log.

use domain::team::ViewingView;
use domain::{AuthSessionId, Instant, RecordId, TenantId};
use sea_orm::sea_query::Expr;
use sea_orm::{DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::json;

use crate::accounts::AccountStore;
use crate::actor::Actor;
use crate::db::Scope;
use crate::entity::{auth_sessions, tenants, users};
use crate::error::Result;
use crate::store::Store;
use crate::team::{VIEW_ENDED, VIEWED};
use crate::{events, mails};

/// A look at a business that begins.
#[derive(Clone)]
pub struct NewView {
    /// The sign-in that looks.
    pub session: AuthSessionId,
    /// The business.
    pub tenant: TenantId,
    /// Until when.
    pub until: Instant,
    /// What for.
    pub reason: String,
    /// A mail that tells of it, as [`crate::MailStore::queue`] takes it.
    pub mail: Option<Vec<u8>>,
}

/// What a sign-in sees in place of its person's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewing {
    /// The business.
    pub tenant: TenantId,
    /// Until when.
    pub until: Instant,
}

impl AccountStore {
    /// Lets a sign-in see a business from now on. False when there is no such living business, or no such sign-in.
    pub async fn begin_view(&self, by: &Actor, new: NewView) -> Result<bool> {
        let (store, by) = (self.store.clone(), by.clone());
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    if living(tx, new.tenant).await?.is_none() {
                        return Ok(false);
                    }
                    let begun = auth_sessions::Entity::update_many()
                        .col_expr(
                            auth_sessions::Column::ViewTenantId,
                            Expr::value(new.tenant.uuid()),
                        )
                        .col_expr(auth_sessions::Column::ViewUntil, Expr::value(new.until))
                        .col_expr(
                            auth_sessions::Column::ViewReason,
                            Expr::value(new.reason.as_str()),
                        )
                        .col_expr(auth_sessions::Column::UpdatedAt, Expr::value(now))
                        .filter(auth_sessions::COLUMN.id.eq(new.session.uuid()))
                        .exec(tx)
                        .await?;
                    if begun.rows_affected == 0 {
                        return Ok(false);
                    }
                    mails::queue(tx, &store, now, new.mail.as_slice()).await?;
                    let what = json!({ "reason": new.reason, "until": new.until });
                    events::append(tx, now, Some(new.tenant), &by, VIEWED, what).await?;
                    Ok(true)
                })
            })
            .await
    }

    /// Ends what a sign-in sees, by the hash of its token, and tells whose business it was; nothing when it saw none.
    pub async fn end_view(&self, token_hash: &str) -> Result<Option<TenantId>> {
        let (store, token_hash) = (self.store.clone(), token_hash.to_owned());
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let row = auth_sessions::Entity::find()
                        .find_also_related(users::Entity)
                        .filter(auth_sessions::COLUMN.token_hash.eq(token_hash))
                        .one(tx)
                        .await?;
                    let Some((session, Some(user))) = row else { return Ok(None) };
                    end(tx, &store, &session, &user).await
                })
            })
            .await
    }

    /// What a sign-in sees, with the business's name.
    pub async fn viewing(&self, viewing: Viewing) -> Result<Option<ViewingView>> {
        let tenant =
            self.store.read(Scope::SignIn, move |tx| Box::pin(living(tx, viewing.tenant))).await?;
        Ok(tenant.map(|tenant| ViewingView { business: tenant.name, until: viewing.until }))
    }
}

/// What a sign-in sees now; nothing when it sees its person's own, or the time is over.
pub(super) fn of(session: &auth_sessions::Model, now: Instant) -> Option<Viewing> {
    let tenant = TenantId::from_uuid(session.view_tenant_id?);
    let until = session.view_until.filter(|until| *until > now)?;
    Some(Viewing { tenant, until })
}

/// Ends what a sign-in sees, if it sees anything, and writes that down.
pub(super) async fn end(
    tx: &DatabaseTransaction,
    store: &Store,
    session: &auth_sessions::Model,
    user: &users::Model,
) -> Result<Option<TenantId>> {
    let now = store.now();
    let Some(Viewing { tenant, until }) = of(session, now) else { return Ok(None) };
    auth_sessions::Entity::update_many()
        .col_expr(auth_sessions::Column::ViewTenantId, Expr::value(None::<uuid::Uuid>))
        .col_expr(auth_sessions::Column::ViewUntil, Expr::value(None::<Instant>))
        .col_expr(auth_sessions::Column::ViewReason, Expr::value(None::<String>))
        .col_expr(auth_sessions::Column::UpdatedAt, Expr::value(now))
        .filter(auth_sessions::COLUMN.id.eq(session.id))
        .exec(tx)
        .await?;
    let by = Actor { user_id: Some(RecordId::from_uuid(user.id)), name: user.name.clone() };
    events::append(tx, now, Some(tenant), &by, VIEW_ENDED, json!({ "until": until })).await?;
    Ok(Some(tenant))
}

pub(super) async fn living(
    tx: &DatabaseTransaction,
    tenant: TenantId,
) -> Result<Option<tenants::Model>> {
    let found = tenants::Entity::find_by_id(tenant.uuid())
        .filter(tenants::COLUMN.deleted_at.is_null())
        .one(tx)
        .await?;
    Ok(found)
}
