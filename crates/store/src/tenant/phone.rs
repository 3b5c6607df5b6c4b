//! The sandbox phone's memory.

use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, Insert, QueryFilter};
use serde_json::{Value, json};

use crate::entity::sandbox_phones;
use crate::error::Result;
use crate::lock;
use crate::mint::mint_at;
use crate::tenant::TenantStore;

impl TenantStore {
    /// The phone as [`Self::save_phone_state`] last kept it.
    pub async fn phone_state(&self) -> Result<Option<Value>> {
        let query =
            sandbox_phones::Entity::find().filter(sandbox_phones::COLUMN.tenant_id.eq(self.uuid()));
        let row = self
            .store
            .read(self.scope(), move |tx| Box::pin(async move { Ok(query.one(tx).await?) }))
            .await?;
        Ok(row.map(|row| row.messages))
    }

    /// Keeps the phone as it is; `linked` stands beside it for who looks into the table.
    pub async fn save_phone_state(&self, linked: bool, state: Value) -> Result<()> {
        let (id, uuid, store) = (self.id, self.uuid(), self.store.clone());
        self.store
            .write(self.scope(), move |tx| {
                Box::pin(async move {
                    lock::living_tenant(tx, id).await?;
                    let now = store.now();
                    let row = sandbox_phones::Model {
                        id: mint_at(now),
                        tenant_id: uuid,
                        linked,
                        contacts: json!([]),
                        messages: state,
                        created_at: now,
                        updated_at: now,
                    };
                    let over = OnConflict::column(sandbox_phones::Column::TenantId)
                        .update_columns([
                            sandbox_phones::Column::Linked,
                            sandbox_phones::Column::Messages,
                            sandbox_phones::Column::UpdatedAt,
                        ])
                        .to_owned();
                    Insert::one(row).on_conflict(over).exec_without_returning(tx).await?;
                    Ok(())
                })
            })
            .await
    }
}
