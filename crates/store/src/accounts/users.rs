//! Finding people, and their passwords.

use domain::views::UserView;
use domain::{Instant, RecordId, Role, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, PaginatorTrait, QueryFilter, Select};

use crate::accounts::{AccountStore, email};
use crate::db::Scope;
use crate::entity::{account_tokens, users};
use crate::error::{Result, StoreError};
use crate::views;

/// What a person's password is checked against.
#[derive(Clone)]
pub struct Credentials {
    /// The person.
    pub user: UserView,
    /// The password's hash.
    pub password_hash: String,
    /// Whether the person may sign in at all.
    pub is_active: bool,
    /// Whether a second factor is asked for.
    pub has_second_factor: bool,
}

/// An account, for the person whose it is.
#[derive(Clone)]
pub struct AccountRow {
    /// The person.
    pub user: UserView,
    /// The password's hash.
    pub password_hash: String,
    /// When the person showed that the mail of the address is read.
    pub email_verified_at: Option<Instant>,
    /// Since when a second factor is asked for.
    pub second_factor_since: Option<Instant>,
    /// The address that the account is to move to, once that is confirmed.
    pub new_email: Option<String>,
}

impl AccountStore {
    /// What to check a password against; nothing for an address that no living person has.
    pub async fn credentials(&self, address: &str) -> Result<Option<Credentials>> {
        let row = self.one(by_email(address)).await?;
        row.map(|row| {
            Ok(Credentials {
                password_hash: row.password_hash.clone(),
                is_active: row.is_active,
                has_second_factor: row.totp_confirmed_at.is_some(),
                user: views::user(row)?,
            })
        })
        .transpose()
    }

    /// A living person.
    pub async fn user(&self, id: UserId) -> Result<Option<UserView>> {
        let query = living().filter(users::COLUMN.id.eq(id.uuid()));
        self.one(query).await?.map(views::user).transpose()
    }

    /// The living person with this address.
    pub async fn user_by_email(&self, address: &str) -> Result<Option<UserView>> {
        self.one(by_email(address)).await?.map(views::user).transpose()
    }

    /// A living person's account.
    pub async fn account(&self, id: UserId) -> Result<Option<AccountRow>> {
        let Some(row) = self.person(id).await? else { return Ok(None) };
        let now = self.store.now();
        let moving = account_tokens::Entity::find()
            .filter(account_tokens::COLUMN.user_id.eq(id.uuid()))
            .filter(account_tokens::COLUMN.kind.eq("CHANGE_EMAIL"))
            .filter(account_tokens::COLUMN.expires_at.gt(now));
        let moving = self
            .store
            .read(Scope::SignIn, move |tx| Box::pin(async move { Ok(moving.one(tx).await?) }))
            .await?;
        Ok(Some(AccountRow {
            password_hash: row.password_hash.clone(),
            email_verified_at: row.email_verified_at,
            second_factor_since: row.totp_confirmed_at,
            new_email: moving.map(|link| link.email),
            user: views::user(row)?,
        }))
    }

    /// The addresses of everybody who runs the platform.
    pub async fn admin_addresses(&self) -> Result<Vec<String>> {
        let admins = living()
            .filter(users::COLUMN.role.eq(Role::Admin.as_str()))
            .filter(users::COLUMN.is_active.eq(true));
        let rows = self
            .store
            .read(Scope::SignIn, move |tx| Box::pin(async move { Ok(admins.all(tx).await?) }))
            .await?;
        Ok(rows.into_iter().map(|row| row.email).collect())
    }

    /// Takes it that a person reads the mail of the address, without a mail; for demo data.
    pub async fn vouch_for_email(&self, address: &str) -> Result<()> {
        let (store, email) = (self.store.clone(), email(address));
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    users::Entity::update_many()
                        .col_expr(users::Column::EmailVerifiedAt, Expr::value(now))
                        .col_expr(users::Column::UpdatedAt, Expr::value(now))
                        .filter(users::COLUMN.email.eq(email))
                        .filter(users::COLUMN.deleted_at.is_null())
                        .exec(tx)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Whether anybody runs the platform.
    pub async fn has_admin(&self) -> Result<bool> {
        let admins = living().filter(users::COLUMN.role.eq(Role::Admin.as_str()));
        self.store
            .read(Scope::SignIn, move |tx| Box::pin(async move { Ok(admins.count(tx).await? > 0) }))
            .await
    }

    /// Replaces a living person's password.
    ///
    /// # Errors
    /// When there is no such person.
    pub async fn set_password(&self, id: UserId, password_hash: String) -> Result<()> {
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let changed = users::Entity::update_many()
                        .col_expr(users::Column::PasswordHash, Expr::value(password_hash))
                        .col_expr(users::Column::UpdatedAt, Expr::value(store.now()))
                        .filter(users::COLUMN.id.eq(id.uuid()))
                        .filter(users::COLUMN.deleted_at.is_null())
                        .exec(tx)
                        .await?;
                    if changed.rows_affected == 0 {
                        return Err(StoreError::Missing("person"));
                    }
                    Ok(())
                })
            })
            .await
    }

    pub(super) async fn person(&self, id: UserId) -> Result<Option<users::Model>> {
        self.one(living().filter(users::COLUMN.id.eq(id.uuid()))).await
    }

    async fn one(&self, query: Select<users::Entity>) -> Result<Option<users::Model>> {
        self.store
            .read(Scope::SignIn, move |tx| Box::pin(async move { Ok(query.one(tx).await?) }))
            .await
    }
}

fn living() -> Select<users::Entity> {
    users::Entity::find().filter(users::COLUMN.deleted_at.is_null())
}

fn by_email(address: &str) -> Select<users::Entity> {
    living().filter(users::COLUMN.email.eq(email(address)))
}
