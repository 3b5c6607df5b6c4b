//! How often something may be tried, counted in the database so that it holds over nodes and restarts.
//!
//! What is counted is kept as a keyed hash: the table tells nobody who tried, or from where. A new
//! secret key begins all counts anew.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use domain::Instant;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{DatabaseTransaction, EntityTrait, ExprTrait, Insert, QueryFilter};
use sha2::{Digest, Sha256};

use crate::accounts::AccountStore;
use crate::db::Scope;
use crate::entity::{account_tokens, throttles};
use crate::error::{Result, StoreError};
use crate::mint::mint_at;
use crate::store::Store;

/// One thing that is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Throttle {
    /// What and whose, such as `sign_in account asha@example.co.tz`.
    pub subject: String,
    /// How many tries are free.
    pub limit: u32,
    /// How long after the first try the count begins anew.
    pub window: Duration,
}

impl AccountStore {
    /// Counts one try of each, in order; until when nothing is taken, if one of them is used up.
    ///
    /// Counted before the work is done, so that any number of tries at once gets no more than the limit.
    /// Those before the one that is used up stay counted.
    pub async fn take(&self, throttles: Vec<Throttle>) -> Result<Option<Instant>> {
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    for throttle in throttles {
                        let key = key_hash(&store, &throttle.subject);
                        if let Some(until) = take(tx, now, key, &throttle).await? {
                            return Ok(Some(until));
                        }
                    }
                    Ok(None)
                })
            })
            .await
    }

    /// Gives one try back: it went well, and only those that fail are to count.
    pub async fn give_back(&self, subject: &str) -> Result<()> {
        let key = key_hash(&self.store, subject);
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    throttles::Entity::update_many()
                        .col_expr(
                            throttles::Column::Count,
                            Expr::col(throttles::Column::Count).sub(1),
                        )
                        .col_expr(throttles::Column::UpdatedAt, Expr::value(store.now()))
                        .filter(throttles::COLUMN.key_hash.eq(key))
                        .filter(throttles::COLUMN.count.gt(0))
                        .exec(tx)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Begins a count anew.
    pub async fn forget_tries(&self, subject: &str) -> Result<()> {
        let gone = throttles::Entity::delete_many()
            .filter(throttles::COLUMN.key_hash.eq(key_hash(&self.store, subject)));
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    gone.exec(tx).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Forgets counts and mailed links that have run out.
    pub async fn sweep_tries(&self) -> Result<()> {
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    throttles::Entity::delete_many()
                        .filter(throttles::COLUMN.ends_at.lte(now))
                        .exec(tx)
                        .await?;
                    account_tokens::Entity::delete_many()
                        .filter(account_tokens::COLUMN.expires_at.lte(now))
                        .exec(tx)
                        .await?;
                    Ok(())
                })
            })
            .await
    }
}

/// Each of the three statements decides and changes at once, so that two tries never share a place.
async fn take(
    tx: &DatabaseTransaction,
    now: Instant,
    key: String,
    throttle: &Throttle,
) -> Result<Option<Instant>> {
    let limit = i32::try_from(throttle.limit).unwrap_or(i32::MAX);
    let ends_at = now + throttle.window;
    let counted = throttles::Entity::update_many()
        .col_expr(throttles::Column::Count, Expr::col(throttles::Column::Count).add(1))
        .col_expr(throttles::Column::UpdatedAt, Expr::value(now))
        .filter(throttles::COLUMN.key_hash.eq(key.clone()))
        .filter(throttles::COLUMN.ends_at.gt(now))
        .filter(throttles::COLUMN.count.lt(limit))
        .exec(tx)
        .await?;
    if counted.rows_affected > 0 {
        return Ok(None);
    }
    let begun = throttles::Entity::update_many()
        .col_expr(throttles::Column::Count, Expr::value(1))
        .col_expr(throttles::Column::EndsAt, Expr::value(ends_at))
        .col_expr(throttles::Column::UpdatedAt, Expr::value(now))
        .filter(throttles::COLUMN.key_hash.eq(key.clone()))
        .filter(throttles::COLUMN.ends_at.lte(now))
        .exec(tx)
        .await?;
    if begun.rows_affected > 0 {
        return Ok(None);
    }
    let first = throttles::Model {
        id: mint_at(now),
        key_hash: key.clone(),
        count: 1,
        ends_at,
        created_at: now,
        updated_at: now,
    };
    let nothing = OnConflict::column(throttles::Column::KeyHash).do_nothing().to_owned();
    let inserted =
        Insert::one(first).on_conflict(nothing).try_insert().exec_without_returning(tx).await?;
    if matches!(inserted, sea_orm::TryInsertResult::Inserted(1..)) {
        return Ok(None);
    }
    let found = throttles::Entity::find()
        .filter(throttles::COLUMN.key_hash.eq(key))
        .one(tx)
        .await?
        .ok_or(StoreError::Missing("count"))?;
    Ok(Some(found.ends_at))
}

fn key_hash(store: &Store, subject: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(store.key().current().to_base64());
    hash.update([0]);
    hash.update(subject);
    URL_SAFE_NO_PAD.encode(hash.finalize())
}
