//! Mailed links, and sign-ins that wait for their second step. Each is good once and for a while.

use domain::views::UserView;
use domain::{Instant, RecordId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{DatabaseTransaction, EntityTrait, ExprTrait, Insert, QueryFilter};

use crate::accounts::act::{Act, held};
use crate::accounts::browsers::close_all;
use crate::accounts::{AccountStore, email};
use crate::db::Scope;
use crate::entity::{account_tokens, users};
use crate::error::{Result, StoreError, duplicate_as};
use crate::mint::mint_at;
use crate::views;

/// What a token lets somebody do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// Show that the account's address is read by its person.
    VerifyEmail,
    /// Move the account to another address.
    ChangeEmail,
    /// Choose a new password.
    ResetPassword,
    /// Finish a sign-in with the second factor.
    SecondStep,
}

impl LinkKind {
    const ALL: [Self; 4] =
        [Self::VerifyEmail, Self::ChangeEmail, Self::ResetPassword, Self::SecondStep];

    const fn as_str(self) -> &'static str {
        match self {
            Self::VerifyEmail => "VERIFY_EMAIL",
            Self::ChangeEmail => "CHANGE_EMAIL",
            Self::ResetPassword => "RESET_PASSWORD",
            Self::SecondStep => "SECOND_STEP",
        }
    }
}

/// A token that is handed out.
#[derive(Clone)]
pub struct NewLink {
    /// What it lets somebody do.
    pub kind: LinkKind,
    /// Whose it is.
    pub user_id: UserId,
    /// The address that it is about.
    pub email: String,
    /// The token's hash; the token itself is nowhere.
    pub token_hash: String,
    /// When it ends.
    pub expires_at: Instant,
}

/// A token that is still good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLink {
    /// What it lets somebody do.
    pub kind: LinkKind,
    /// Whose it is.
    pub user: UserView,
    /// The address that it is about.
    pub email: String,
}

impl AccountStore {
    /// Hands out a token. One that is mailed takes the place of those before it.
    pub async fn keep_link(&self, new: NewLink, act: Option<Act>) -> Result<()> {
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let Some(user) = held(tx, new.user_id).await? else {
                        return Err(StoreError::Missing("person"));
                    };
                    if new.kind != LinkKind::SecondStep {
                        forget(tx, user.id, &[new.kind]).await?;
                    }
                    insert(tx, now, now, new).await?;
                    if let Some(act) = act {
                        act.note(tx, &store, now, &user).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Hands out a token for a new password to whoever has this address; false when nobody has, or a
    /// newer one was asked for since. Doing it twice with the same token is fine.
    pub async fn keep_reset_link(
        &self,
        address: &str,
        token_hash: String,
        asked_at: Instant,
        expires_at: Instant,
    ) -> Result<bool> {
        let Some(user) = self.user_by_email(address).await? else { return Ok(false) };
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let Some(row) = held(tx, user.id).await? else { return Ok(false) };
                    let kind = LinkKind::ResetPassword;
                    let newer = account_tokens::Entity::find()
                        .filter(account_tokens::COLUMN.user_id.eq(row.id))
                        .filter(account_tokens::COLUMN.kind.eq(kind.as_str()))
                        .filter(account_tokens::COLUMN.asked_at.gt(asked_at))
                        .one(tx)
                        .await?;
                    if newer.is_some() {
                        return Ok(false);
                    }
                    forget(tx, row.id, &[kind]).await?;
                    let email = row.email;
                    let new = NewLink { kind, user_id: user.id, email, token_hash, expires_at };
                    insert(tx, now, asked_at, new).await?;
                    Ok(true)
                })
            })
            .await
    }

    /// What a token is good for; nothing when it was used, replaced, or ran out.
    pub async fn link(&self, token_hash: &str) -> Result<Option<FoundLink>> {
        let store = self.store.clone();
        let token_hash = token_hash.to_owned();
        self.store
            .read(Scope::SignIn, move |tx| {
                Box::pin(async move { found(tx, store.now(), &token_hash).await })
            })
            .await
    }

    /// Uses a token that confirms an address: the account has it from now on, and it counts as read.
    /// Nothing when the token is not good any more.
    ///
    /// # Errors
    /// When somebody else has the address by now.
    pub async fn confirm_email(&self, token_hash: &str, act: Act) -> Result<Option<UserView>> {
        let store = self.store.clone();
        let token_hash = token_hash.to_owned();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let kinds = [LinkKind::VerifyEmail, LinkKind::ChangeEmail];
                    let Some((link, mut user)) = used(tx, now, &token_hash, &kinds).await? else {
                        return Ok(None);
                    };
                    // Links to an address that is not the account's any more must not stay good.
                    forget(tx, user.id, &[kinds[0], kinds[1], LinkKind::ResetPassword]).await?;
                    users::Entity::update_many()
                        .col_expr(users::Column::Email, Expr::value(link.email.clone()))
                        .col_expr(users::Column::EmailVerifiedAt, Expr::value(now))
                        .col_expr(users::Column::UpdatedAt, Expr::value(now))
                        .filter(users::COLUMN.id.eq(user.id))
                        .exec(tx)
                        .await
                        .map_err(duplicate_as(StoreError::EmailTaken))?;
                    act.note(tx, &store, now, &user).await?;
                    user.email = link.email;
                    views::user(user).map(Some)
                })
            })
            .await
    }

    /// Uses a token for a new password: every browser is signed out, and the hashes of their tokens are
    /// given back. Nothing when the token is not good any more.
    pub async fn reset_password(
        &self,
        token_hash: &str,
        password_hash: String,
        act: Act,
    ) -> Result<Option<Vec<String>>> {
        let store = self.store.clone();
        let token_hash = token_hash.to_owned();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let kinds = [LinkKind::ResetPassword];
                    let Some((_, user)) = used(tx, now, &token_hash, &kinds).await? else {
                        return Ok(None);
                    };
                    forget_what_the_password_allowed(tx, user.id).await?;
                    // The link came by mail, so the mail is read.
                    let verified = user.email_verified_at.unwrap_or(now);
                    users::Entity::update_many()
                        .col_expr(users::Column::PasswordHash, Expr::value(password_hash))
                        .col_expr(users::Column::EmailVerifiedAt, Expr::value(verified))
                        .col_expr(users::Column::UpdatedAt, Expr::value(now))
                        .filter(users::COLUMN.id.eq(user.id))
                        .exec(tx)
                        .await?;
                    let ended = close_all(tx, user.id, None).await?;
                    act.note(tx, &store, now, &user).await?;
                    Ok(Some(ended))
                })
            })
            .await
    }

    /// Forgets a token; false when it was gone already.
    pub async fn drop_link(&self, token_hash: &str) -> Result<bool> {
        let gone = account_tokens::Entity::delete_many()
            .filter(account_tokens::COLUMN.token_hash.eq(token_hash.to_owned()));
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move { Ok(gone.exec(tx).await?.rows_affected > 0) })
            })
            .await
    }
}

async fn insert(
    tx: &DatabaseTransaction,
    now: Instant,
    asked_at: Instant,
    new: NewLink,
) -> Result<()> {
    let row = account_tokens::Model {
        id: mint_at(now),
        user_id: new.user_id.uuid(),
        kind: new.kind.as_str().to_owned(),
        token_hash: new.token_hash,
        email: email(&new.email),
        asked_at,
        expires_at: new.expires_at,
        created_at: now,
        updated_at: now,
    };
    Insert::one(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Forgets what whoever knew the former password may have asked for: a new password, a second step,
/// the move to an address of their own, and a second factor whose secret they have seen and that does
/// not count yet.
pub(super) async fn forget_what_the_password_allowed(
    tx: &DatabaseTransaction,
    user: uuid::Uuid,
) -> Result<()> {
    users::Entity::update_many()
        .col_expr(users::Column::Totp, Expr::value(None::<Vec<u8>>))
        .filter(users::COLUMN.id.eq(user))
        .filter(users::COLUMN.totp_confirmed_at.is_null())
        .exec(tx)
        .await?;
    let kinds = [LinkKind::ResetPassword, LinkKind::SecondStep, LinkKind::ChangeEmail];
    forget(tx, user, &kinds).await
}

/// Forgets every token of these kinds that a person has.
async fn forget(tx: &DatabaseTransaction, user: uuid::Uuid, kinds: &[LinkKind]) -> Result<()> {
    account_tokens::Entity::delete_many()
        .filter(account_tokens::COLUMN.user_id.eq(user))
        .filter(account_tokens::COLUMN.kind.is_in(kinds.iter().map(|kind| kind.as_str())))
        .exec(tx)
        .await?;
    Ok(())
}

async fn found(
    tx: &DatabaseTransaction,
    now: Instant,
    token_hash: &str,
) -> Result<Option<FoundLink>> {
    let row = account_tokens::Entity::find()
        .find_also_related(users::Entity)
        .filter(account_tokens::COLUMN.token_hash.eq(token_hash.to_owned()))
        .filter(account_tokens::COLUMN.expires_at.gt(now))
        .filter(users::COLUMN.deleted_at.is_null())
        .filter(users::COLUMN.is_active.eq(true))
        .filter(
            users::COLUMN
                .tenant_id
                .is_null()
                .or(crate::living::is_named_by((users::Entity, users::Column::TenantId))),
        )
        .one(tx)
        .await?;
    let Some((link, Some(user))) = row else { return Ok(None) };
    let kind = LinkKind::ALL.into_iter().find(|kind| kind.as_str() == link.kind);
    let kind = kind.ok_or(StoreError::Corrupt {
        what: "account_tokens.kind",
        detail: "none that is known".to_owned(),
    })?;
    // Of an address that the account has left since, only the move to a new one is still good.
    if kind != LinkKind::ChangeEmail && link.email != user.email {
        return Ok(None);
    }
    Ok(Some(FoundLink { kind, email: link.email, user: views::user(user)? }))
}

/// Takes a token out of use; of two who come at once one gets it.
async fn used(
    tx: &DatabaseTransaction,
    now: Instant,
    token_hash: &str,
    kinds: &[LinkKind],
) -> Result<Option<(FoundLink, users::Model)>> {
    let Some(link) = found(tx, now, token_hash).await? else { return Ok(None) };
    if !kinds.contains(&link.kind) {
        return Ok(None);
    }
    let Some(user) = held(tx, link.user.id).await? else { return Ok(None) };
    let gone = account_tokens::Entity::delete_many()
        .filter(account_tokens::COLUMN.token_hash.eq(token_hash.to_owned()))
        .exec(tx)
        .await?;
    Ok((gone.rows_affected == 1).then_some((link, user)))
}
