//! A person's signed-in browsers, as that person sees them, and what ends them.

use domain::{AuthSessionId, Instant, RecordId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QueryOrder, UpdateMany};
use uuid::Uuid;

use crate::accounts::AccountStore;
use crate::accounts::act::{Act, held};
use crate::accounts::links::forget_what_the_password_allowed;
use crate::db::Scope;
use crate::entity::{auth_sessions, users};
use crate::error::{Result, StoreError};

/// A signed-in browser.
#[derive(Clone)]
pub struct Browser {
    /// Its session.
    pub id: AuthSessionId,
    /// The hash of its token.
    pub token_hash: String,
    /// Where it signed in from.
    pub ip: Option<String>,
    /// What it called itself.
    pub user_agent: Option<String>,
    /// When it signed in.
    pub started_at: Instant,
    /// When it was last used.
    pub last_seen_at: Instant,
}

/// A browser that goes on under a new token, because what it may do changed.
#[derive(Clone)]
pub struct Rotation {
    /// The hash of its token until now.
    pub from: String,
    /// The hash of its token from now on.
    pub to: String,
}

impl AccountStore {
    /// A person's signed-in browsers, the one last used first.
    pub async fn browsers(&self, id: UserId) -> Result<Vec<Browser>> {
        let now = self.store.now();
        let query = auth_sessions::Entity::find()
            .filter(auth_sessions::COLUMN.user_id.eq(id.uuid()))
            .filter(auth_sessions::COLUMN.idle_expires_at.gt(now))
            .filter(auth_sessions::COLUMN.absolute_expires_at.gt(now))
            .order_by_desc(auth_sessions::COLUMN.last_seen_at);
        let rows = self
            .store
            .read(Scope::SignIn, move |tx| Box::pin(async move { Ok(query.all(tx).await?) }))
            .await?;
        Ok(rows.into_iter().map(browser).collect())
    }

    /// Signs one of a person's browsers out and gives the hash of its token; nothing when there is none.
    pub async fn end_browser(
        &self,
        id: UserId,
        session: AuthSessionId,
        act: Act,
    ) -> Result<Option<String>> {
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let Some(user) = held(tx, id).await? else { return Ok(None) };
                    let row = auth_sessions::Entity::find()
                        .filter(auth_sessions::COLUMN.id.eq(session.uuid()))
                        .filter(auth_sessions::COLUMN.user_id.eq(id.uuid()))
                        .one(tx)
                        .await?;
                    let Some(row) = row else { return Ok(None) };
                    auth_sessions::Entity::delete_many()
                        .filter(auth_sessions::COLUMN.id.eq(row.id))
                        .exec(tx)
                        .await?;
                    act.note(tx, &store, store.now(), &user).await?;
                    Ok(Some(row.token_hash))
                })
            })
            .await
    }

    /// Signs all of a person's browsers out but one, and gives the hashes of their tokens.
    pub async fn end_other_browsers(
        &self,
        id: UserId,
        keep: &str,
        act: Act,
    ) -> Result<Vec<String>> {
        let store = self.store.clone();
        let keep = keep.to_owned();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let Some(user) = held(tx, id).await? else { return Ok(Vec::new()) };
                    let ended = close_all(tx, user.id, Some(&keep)).await?;
                    if !ended.is_empty() {
                        act.note(tx, &store, store.now(), &user).await?;
                    }
                    Ok(ended)
                })
            })
            .await
    }

    /// Notes that the password was typed again in a browser: it counts as signed in just now and goes on
    /// under a new token. When it ends in any case stays as it was. False when it is not signed in.
    pub async fn sign_in_again(&self, id: UserId, rotation: Rotation) -> Result<bool> {
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let changed = rotated(now, id.uuid(), &rotation)
                        .col_expr(auth_sessions::Column::CreatedAt, Expr::value(now))
                        .col_expr(auth_sessions::Column::LastSeenAt, Expr::value(now))
                        .exec(tx)
                        .await?;
                    Ok(changed.rows_affected == 1)
                })
            })
            .await
    }

    /// Replaces a person's password: this browser goes on under a new token, all others are signed out,
    /// mailed links for a new password or another address are void. Gives the hashes of the tokens that ended.
    ///
    /// # Errors
    /// When there is no such person.
    pub async fn change_password(
        &self,
        id: UserId,
        password_hash: String,
        rotation: Rotation,
        act: Act,
    ) -> Result<Vec<String>> {
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let user = held(tx, id).await?.ok_or(StoreError::Missing("person"))?;
                    users::Entity::update_many()
                        .col_expr(users::Column::PasswordHash, Expr::value(password_hash))
                        .col_expr(users::Column::UpdatedAt, Expr::value(now))
                        .filter(users::COLUMN.id.eq(user.id))
                        .exec(tx)
                        .await?;
                    forget_what_the_password_allowed(tx, user.id).await?;
                    rotate(tx, now, user.id, &rotation).await?;
                    let ended = close_all(tx, user.id, Some(&rotation.to)).await?;
                    act.note(tx, &store, now, &user).await?;
                    Ok(ended)
                })
            })
            .await
    }
}

fn browser(row: auth_sessions::Model) -> Browser {
    Browser {
        id: AuthSessionId::from_uuid(row.id),
        token_hash: row.token_hash,
        ip: row.ip,
        user_agent: row.user_agent,
        started_at: row.created_at,
        last_seen_at: row.last_seen_at,
    }
}

/// Signs a person's browsers out, all but one if one is named, and gives the hashes of their tokens.
pub(super) async fn close_all(
    tx: &DatabaseTransaction,
    user: Uuid,
    keep: Option<&str>,
) -> Result<Vec<String>> {
    let of_user = auth_sessions::COLUMN.user_id.eq(user);
    let ended = match keep {
        Some(keep) => of_user.and(auth_sessions::COLUMN.token_hash.ne(keep.to_owned())),
        None => of_user,
    };
    let rows = auth_sessions::Entity::find().filter(ended.clone()).all(tx).await?;
    auth_sessions::Entity::delete_many().filter(ended).exec(tx).await?;
    Ok(rows.into_iter().map(|row| row.token_hash).collect())
}

/// Gives a browser its new token.
pub(super) async fn rotate(
    tx: &DatabaseTransaction,
    now: Instant,
    user: Uuid,
    rotation: &Rotation,
) -> Result<()> {
    rotated(now, user, rotation).exec(tx).await?;
    Ok(())
}

/// The change that gives a person's browser its new token.
fn rotated(now: Instant, user: Uuid, rotation: &Rotation) -> UpdateMany<auth_sessions::Entity> {
    auth_sessions::Entity::update_many()
        .col_expr(auth_sessions::Column::TokenHash, Expr::value(rotation.to.clone()))
        .col_expr(auth_sessions::Column::UpdatedAt, Expr::value(now))
        .filter(auth_sessions::COLUMN.user_id.eq(user))
        .filter(auth_sessions::COLUMN.token_hash.eq(rotation.from.clone()))
}
