//! How the people of a tenant work together.

use domain::team::TeamSettings;
use sea_orm::{ActiveModelTrait, Set, Unchanged};
use serde_json::json;

use crate::actor::Actor;
use crate::entity::tenant_configs;
use crate::error::{Result, StoreError};
use crate::tenant::{TenantStore, config_row};
use crate::views;

impl TenantStore {
    /// How the people of the tenant work together; as usual where nothing was set up yet.
    pub async fn team_settings(&self) -> Result<TeamSettings> {
        let tenant = self.id();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let row = config_row(tx, tenant).await?;
                    row.map_or_else(
                        || Ok(TeamSettings::default()),
                        |row| views::team_settings(&row),
                    )
                })
            })
            .await
    }

    /// Keeps how they work together, and logs it where it changed. False where it did not.
    pub async fn save_team_settings(&self, by: &Actor, settings: TeamSettings) -> Result<bool> {
        self.change(by, move |at| {
            Box::pin(async move {
                let row = config_row(at.tx, at.tenant).await?;
                let row = row.ok_or(StoreError::Missing("configuration"))?;
                if views::team_settings(&row)? == settings {
                    return Ok(false);
                }
                let change = tenant_configs::ActiveModel {
                    id: Unchanged(row.id),
                    team_json: Set(json!(settings)),
                    updated_at: Set(at.now),
                    ..Default::default()
                };
                change.update_without_returning(at.tx).await?;
                at.log("team.settings_changed", json!(settings)).await?;
                Ok(true)
            })
        })
        .await
    }
}
