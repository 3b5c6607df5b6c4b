//! Pictures of products.

use domain::{ProductId, RecordId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, QueryFilter, Set};
use serde_json::json;

use super::Shop;
use crate::actor::Actor;
use crate::entity::{product_pictures, products};
use crate::error::Result;
use crate::mint::mint_at;
use crate::tenant::TenantStore;

/// A product's picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPicture {
    /// Its media type.
    pub mime: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl TenantStore {
    /// The picture of a product that is still sold, where there is one.
    pub async fn product_picture(&self, id: ProductId) -> Result<Option<StoredPicture>> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let row = product_pictures::Entity::find()
                        .filter(product_pictures::COLUMN.tenant_id.eq(tenant))
                        .filter(product_pictures::COLUMN.product_id.eq(id.uuid()))
                        .one(tx)
                        .await?;
                    Ok(row.map(|row| StoredPicture { mime: row.mime, bytes: row.bytes }))
                })
            })
            .await
    }

    /// Keeps a product's picture instead of the one before. False when there is no such product.
    pub async fn save_product_picture(
        &self,
        by: &Actor,
        id: ProductId,
        picture: StoredPicture,
    ) -> Result<bool> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let shop = Shop::of(&writing);
                if !shop.keep_picture(id, picture).await? {
                    return Ok(false);
                }
                let payload = json!({ "product": id });
                writing.log("product.changed", payload).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Forgets a product's picture. False when there is none.
    pub async fn remove_product_picture(&self, by: &Actor, id: ProductId) -> Result<bool> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let removed = product_pictures::Entity::delete_many()
                    .filter(product_pictures::COLUMN.tenant_id.eq(writing.tenant.uuid()))
                    .filter(product_pictures::COLUMN.product_id.eq(id.uuid()))
                    .exec(writing.tx)
                    .await?;
                if removed.rows_affected == 0 {
                    return Ok(false);
                }
                let payload = json!({ "product": id });
                writing.log("product.changed", payload).await?;
                Ok(true)
            })
        })
        .await
    }
}

impl Shop<'_> {
    async fn keep_picture(&self, id: ProductId, picture: StoredPicture) -> Result<bool> {
        use product_pictures::Column as C;
        let product = products::Entity::find_by_id(id.uuid())
            .filter(products::COLUMN.tenant_id.eq(self.tenant))
            .filter(products::COLUMN.deleted_at.is_null())
            .one(self.tx)
            .await?;
        if product.is_none() {
            return Ok(false);
        }
        let row = product_pictures::ActiveModel {
            id: Set(mint_at(self.now)),
            tenant_id: Set(self.tenant),
            product_id: Set(id.uuid()),
            mime: Set(picture.mime),
            bytes: Set(picture.bytes),
            created_at: Set(self.now),
            updated_at: Set(self.now),
        };
        let instead = OnConflict::column(C::ProductId)
            .update_columns([C::Mime, C::Bytes, C::UpdatedAt])
            .to_owned();
        product_pictures::Entity::insert(row)
            .on_conflict(instead)
            .exec_without_returning(self.tx)
            .await?;
        Ok(true)
    }
}
