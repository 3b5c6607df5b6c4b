//! The second factor: a sealed secret, the last step of which a code was taken, and recovery codes.

use domain::{Instant, RecordId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{DatabaseTransaction, EntityTrait, ExprTrait, Insert, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::accounts::AccountStore;
use crate::accounts::act::Act;
use crate::accounts::browsers::{Rotation, rotate};
use crate::db::Scope;
use crate::entity::{recovery_codes, users};
use crate::error::{Result, StoreError};
use crate::keys::USER_TOTP;
use crate::mint::mint_at;

/// A person's second factor.
#[derive(Clone)]
pub struct StoredFactor {
    /// What the codes are made from.
    pub secret: Vec<u8>,
    /// Since when it counts; nothing while the first code has not come back.
    pub since: Option<Instant>,
    /// The last step of which a code was taken.
    pub last_step: Option<i64>,
}

impl AccountStore {
    /// A person's second factor, set up or being set up.
    ///
    /// # Errors
    /// When its secret was sealed with a key that is gone.
    pub async fn factor(&self, id: UserId) -> Result<Option<StoredFactor>> {
        let row = self.person(id).await?;
        let Some((sealed, row)) = row.and_then(|mut row| Some((row.totp.take()?, row))) else {
            return Ok(None);
        };
        let secret = self.store.key().open(USER_TOTP.of(row.id), &sealed);
        let secret = secret.ok_or(StoreError::Corrupt {
            what: "users.totp",
            detail: "no key at hand opens it".to_owned(),
        })?;
        let (since, last_step) = (row.totp_confirmed_at, row.totp_step);
        Ok(Some(StoredFactor { secret, since, last_step }))
    }

    /// Keeps the secret of a second factor that is being set up; false when one counts already.
    pub async fn begin_factor(&self, id: UserId, secret: Vec<u8>) -> Result<bool> {
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let sealed = store.key().seal(USER_TOTP.of(id.uuid()), &secret);
                    let changed = users::Entity::update_many()
                        .col_expr(users::Column::Totp, Expr::value(sealed))
                        .col_expr(users::Column::UpdatedAt, Expr::value(store.now()))
                        .filter(users::COLUMN.id.eq(id.uuid()))
                        .filter(users::COLUMN.deleted_at.is_null())
                        .filter(users::COLUMN.totp_confirmed_at.is_null())
                        .exec(tx)
                        .await?;
                    Ok(changed.rows_affected == 1)
                })
            })
            .await
    }

    /// Lets the second factor count from now on, with recovery codes; the browser goes on under a new
    /// token. False when there is none to confirm.
    pub async fn confirm_factor(
        &self,
        id: UserId,
        step: i64,
        codes: Vec<String>,
        rotation: Rotation,
        act: Act,
    ) -> Result<bool> {
        self.act_on(id, act, move |tx, now, user| {
            Box::pin(async move {
                if user.totp.is_none() || user.totp_confirmed_at.is_some() {
                    return Ok(false);
                }
                users::Entity::update_many()
                    .col_expr(users::Column::TotpConfirmedAt, Expr::value(now))
                    .col_expr(users::Column::TotpStep, Expr::value(step))
                    .col_expr(users::Column::UpdatedAt, Expr::value(now))
                    .filter(users::COLUMN.id.eq(user.id))
                    .exec(tx)
                    .await?;
                replace_codes(tx, now, user.id, codes).await?;
                rotate(tx, now, user.id, &rotation).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Takes the code of a step; false when one of that step or a later one was taken before.
    pub async fn take_step(&self, id: UserId, step: i64) -> Result<bool> {
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let fresh =
                        users::COLUMN.totp_step.is_null().or(users::COLUMN.totp_step.lt(step));
                    let changed = users::Entity::update_many()
                        .col_expr(users::Column::TotpStep, Expr::value(step))
                        .col_expr(users::Column::UpdatedAt, Expr::value(store.now()))
                        .filter(users::COLUMN.id.eq(id.uuid()))
                        .filter(fresh)
                        .exec(tx)
                        .await?;
                    Ok(changed.rows_affected == 1)
                })
            })
            .await
    }

    /// Uses a recovery code up; false when there is no such code.
    pub async fn take_recovery_code(
        &self,
        id: UserId,
        code_hash: String,
        act: Act,
    ) -> Result<bool> {
        self.act_on(id, act, move |tx, _now, user| {
            Box::pin(async move {
                let gone = recovery_codes::Entity::delete_many()
                    .filter(recovery_codes::COLUMN.user_id.eq(user.id))
                    .filter(recovery_codes::COLUMN.code_hash.eq(code_hash))
                    .exec(tx)
                    .await?;
                Ok(gone.rows_affected > 0)
            })
        })
        .await
    }

    /// How many recovery codes a person has left.
    pub async fn recovery_codes_left(&self, id: UserId) -> Result<u32> {
        let codes =
            recovery_codes::Entity::find().filter(recovery_codes::COLUMN.user_id.eq(id.uuid()));
        let count = self
            .store
            .read(Scope::SignIn, move |tx| Box::pin(async move { Ok(codes.count(tx).await?) }))
            .await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// New recovery codes in the place of the old ones; false without a second factor.
    pub async fn renew_recovery_codes(
        &self,
        id: UserId,
        codes: Vec<String>,
        act: Act,
    ) -> Result<bool> {
        self.act_on(id, act, move |tx, now, user| {
            Box::pin(async move {
                if user.totp_confirmed_at.is_none() {
                    return Ok(false);
                }
                replace_codes(tx, now, user.id, codes).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Takes the second factor away with its recovery codes; false when there was none. The browser
    /// that asked for it, if one did, goes on under a new token.
    pub async fn remove_factor(
        &self,
        id: UserId,
        rotation: Option<Rotation>,
        act: Act,
    ) -> Result<bool> {
        self.act_on(id, act, move |tx, now, user| {
            Box::pin(async move {
                if user.totp.is_none() {
                    return Ok(false);
                }
                users::Entity::update_many()
                    .col_expr(users::Column::Totp, Expr::value(None::<Vec<u8>>))
                    .col_expr(users::Column::TotpConfirmedAt, Expr::value(None::<Instant>))
                    .col_expr(users::Column::TotpStep, Expr::value(None::<i64>))
                    .col_expr(users::Column::UpdatedAt, Expr::value(now))
                    .filter(users::COLUMN.id.eq(user.id))
                    .exec(tx)
                    .await?;
                replace_codes(tx, now, user.id, Vec::new()).await?;
                if let Some(rotation) = rotation {
                    rotate(tx, now, user.id, &rotation).await?;
                }
                Ok(true)
            })
        })
        .await
    }
}

async fn replace_codes(
    tx: &DatabaseTransaction,
    now: Instant,
    user_id: Uuid,
    codes: Vec<String>,
) -> Result<()> {
    recovery_codes::Entity::delete_many()
        .filter(recovery_codes::COLUMN.user_id.eq(user_id))
        .exec(tx)
        .await?;
    for code_hash in codes {
        let id = mint_at(now);
        let row =
            recovery_codes::Model { id, user_id, code_hash, created_at: now, updated_at: now };
        Insert::one(row).exec_without_returning(tx).await?;
    }
    Ok(())
}
