//! The door for mails: they wait in the database until somebody has taken them.
//!
//! A mail belongs to no tenant: it goes to a person, who may have none yet. Its body is sealed,
//! because it holds addresses and links that let people in.

use chrono::Duration;
use domain::Instant;
use sea_orm::sea_query::Expr;
use sea_orm::{
    DatabaseTransaction, EntityTrait, ExprTrait, Insert, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::db::Scope;
use crate::entity::mails;
use crate::error::{Result, StoreError};
use crate::keys::MAIL_BODY;
use crate::mint::mint_at;
use crate::store::Store;

/// Mails that wait to be sent.
#[derive(Debug, Clone)]
pub struct MailStore {
    store: Store,
}

/// Which mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailId(Uuid);

/// A mail that somebody took on to send.
#[derive(Clone)]
pub struct WaitingMail {
    /// Which one.
    pub id: MailId,
    /// What it says, as it was handed in; nothing when it was sealed with a key that is gone.
    pub body: Option<Vec<u8>>,
    /// How often it was taken on, this time included.
    pub attempts: u32,
    /// When it was written.
    pub created_at: Instant,
}

impl MailStore {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }

    /// Keeps a mail until it is sent.
    pub async fn queue(&self, body: Vec<u8>) -> Result<()> {
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move { queue(tx, &store, store.now(), &[body]).await })
            })
            .await
    }

    /// Takes on mails that are due; for `term` nobody else gets them.
    ///
    /// Who takes a mail on and dies leaves it to the next one after the term, so that it may be sent twice.
    pub async fn claim(&self, term: Duration, limit: u64) -> Result<Vec<WaitingMail>> {
        let now = self.store.now();
        let due = mails::Entity::find()
            .filter(mails::COLUMN.run_at.lte(now))
            .order_by_asc(mails::COLUMN.run_at)
            .limit(limit);
        let due = self
            .store
            .read(Scope::SignIn, move |tx| Box::pin(async move { Ok(due.all(tx).await?) }))
            .await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let mut claimed = Vec::with_capacity(due.len());
                    for row in due {
                        if claim(tx, now, now + term, &row).await? {
                            claimed.push(WaitingMail {
                                id: MailId(row.id),
                                body: store.key().open(MAIL_BODY.of(row.id), &row.body),
                                attempts: u32::try_from(row.attempts + 1).unwrap_or(u32::MAX),
                                created_at: row.created_at,
                            });
                        }
                    }
                    Ok(claimed)
                })
            })
            .await
    }

    /// Forgets a mail: it was sent, or never will be.
    pub async fn done(&self, id: MailId) -> Result<()> {
        let gone = mails::Entity::delete_many().filter(mails::COLUMN.id.eq(id.0));
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    gone.exec(tx).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Puts a mail off until `run_at`.
    pub async fn put_off(&self, id: MailId, run_at: Instant) -> Result<()> {
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let changed = mails::Entity::update_many()
                        .col_expr(mails::Column::RunAt, Expr::value(run_at))
                        .col_expr(mails::Column::UpdatedAt, Expr::value(store.now()))
                        .filter(mails::COLUMN.id.eq(id.0))
                        .exec(tx)
                        .await?;
                    if changed.rows_affected == 0 {
                        return Err(StoreError::Missing("mail"));
                    }
                    Ok(())
                })
            })
            .await
    }
}

/// Takes one mail on, unless somebody else did since it was read.
async fn claim(
    tx: &DatabaseTransaction,
    now: Instant,
    until: Instant,
    row: &mails::Model,
) -> Result<bool> {
    let claimed = mails::Entity::update_many()
        .col_expr(mails::Column::RunAt, Expr::value(until))
        .col_expr(mails::Column::Attempts, Expr::col(mails::Column::Attempts).add(1))
        .col_expr(mails::Column::UpdatedAt, Expr::value(now))
        .filter(mails::COLUMN.id.eq(row.id))
        .filter(mails::COLUMN.run_at.eq(row.run_at))
        .exec(tx)
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// Keeps mails in the transaction of what they tell about.
pub(crate) async fn queue(
    tx: &DatabaseTransaction,
    store: &Store,
    now: Instant,
    bodies: &[Vec<u8>],
) -> Result<()> {
    for body in bodies {
        let id = mint_at(now);
        let row = mails::Model {
            id,
            body: store.key().seal(MAIL_BODY.of(id), body),
            attempts: 0,
            run_at: now,
            created_at: now,
            updated_at: now,
        };
        Insert::one(row).exec_without_returning(tx).await?;
    }
    Ok(())
}
