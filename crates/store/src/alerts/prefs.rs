//! How a person wants to be alerted, kept among the person's preferences.

use domain::alert::AlertPrefs;
use domain::{RecordId, Role, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::actor::Actor;
use crate::entity::users;
use crate::error::{Result, StoreError};
use crate::tenant::TenantStore;
use crate::views::read;

/// Where they stand in the preferences.
const KEY: &str = "alerts";

impl TenantStore {
    /// How one of the tenant's people wants to be alerted; nothing when there is no such person.
    pub async fn alert_prefs(&self, user: UserId) -> Result<Option<AlertPrefs>> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let row = person(tx, tenant, user).await?;
                    row.as_ref().map(of).transpose()
                })
            })
            .await
    }

    /// Keeps how one of the tenant's people wants to be alerted.
    ///
    /// # Errors
    /// When there is no such person.
    pub async fn set_alert_prefs(&self, by: &Actor, user: UserId, prefs: AlertPrefs) -> Result<()> {
        self.change(by, move |at| {
            Box::pin(async move {
                let row = person(at.tx, at.tenant.uuid(), user).await?;
                let mut all = row.ok_or(StoreError::Missing("person"))?.preferences;
                if !all.is_object() {
                    all = json!({});
                }
                if let Value::Object(all) = &mut all {
                    all.insert(KEY.to_owned(), json!(prefs));
                }
                users::Entity::update_many()
                    .col_expr(users::Column::Preferences, Expr::value(all))
                    .col_expr(users::Column::UpdatedAt, Expr::value(at.now))
                    .filter(users::COLUMN.id.eq(user.uuid()))
                    .exec(at.tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }
}

async fn person(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    user: UserId,
) -> Result<Option<users::Model>> {
    Ok(users::Entity::find_by_id(user.uuid())
        .filter(users::COLUMN.tenant_id.eq(tenant))
        .filter(users::COLUMN.deleted_at.is_null())
        .one(tx)
        .await?)
}

/// What a person said, or what holds for somebody with this part; what cannot be read counts as not said.
pub(super) fn of(row: &users::Model) -> Result<AlertPrefs> {
    let role: Role = read("users.role", &row.role)?;
    let said = row.preferences.get(KEY).cloned();
    let said = said.and_then(|said| serde_json::from_value(said).ok());
    Ok(said.unwrap_or(AlertPrefs::usual(role)))
}
