//! Finding people, and their passwords.

use domain::views::UserView;
use domain::{RecordId, Role, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, PaginatorTrait, QueryFilter, Select};

use crate::accounts::{AccountStore, email};
use crate::db::Scope;
use crate::entity::users;
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
}

impl AccountStore {
    /// What to check a password against; nothing for an address that no living person has.
    pub async fn credentials(&self, address: &str) -> Result<Option<Credentials>> {
        let row = self.one(by_email(address)).await?;
        row.map(|row| {
            Ok(Credentials {
                password_hash: row.password_hash.clone(),
                is_active: row.is_active,
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

    /// Whether anybody runs the platform.
    pub async fn has_admin(&self) -> Result<bool> {
        let admins = living().filter(users::COLUMN.role.eq(Role::Admin.as_str()));
        self.store
            .read(Scope::Platform, move |tx| {
                Box::pin(async move { Ok(admins.count(tx).await? > 0) })
            })
            .await
    }

    /// Replaces a living person's password.
    ///
    /// # Errors
    /// When there is no such person.
    pub async fn set_password(&self, id: UserId, password_hash: String) -> Result<()> {
        let store = self.store.clone();
        self.store
            .write(Scope::Platform, move |tx| {
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

    async fn one(&self, query: Select<users::Entity>) -> Result<Option<users::Model>> {
        self.store
            .read(Scope::Platform, move |tx| Box::pin(async move { Ok(query.one(tx).await?) }))
            .await
    }
}

fn living() -> Select<users::Entity> {
    users::Entity::find().filter(users::COLUMN.deleted_at.is_null())
}

fn by_email(address: &str) -> Select<users::Entity> {
    living().filter(users::COLUMN.email.eq(email(address)))
}
