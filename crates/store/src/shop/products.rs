//! What customers can order, and how it reaches them.

use std::collections::HashSet;

use domain::shop::{DeliveryView, ProductView};
use domain::{ProductId, RecordId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{Shop, stored};
use crate::actor::Actor;
use crate::entity::{product_pictures, products, tenant_configs};
use crate::error::{Result, StoreError};
use crate::mint::mint_at;
use crate::tenant::{TenantStore, config_row};
use crate::views;

/// What the business says about a product; judged before it comes here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductInput {
    /// The business's own code for it.
    pub code: Option<String>,
    /// Its name in Swahili; empty where only the other is known.
    pub name_sw: String,
    /// Its name in English.
    pub name_en: String,
    /// What there is to say about it.
    pub description: Option<String>,
    /// What one costs, in hundredths.
    pub price_minor: i64,
    /// How many there are; nothing where that is not counted.
    pub stock: Option<u32>,
    /// Whether customers can order it.
    pub active: bool,
}

impl TenantStore {
    /// What the business sells, in the owner's order.
    pub async fn products(&self) -> Result<Vec<ProductView>> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| Box::pin(async move { products_of(tx, tenant).await }))
            .await
    }

    /// One product.
    pub async fn product(&self, id: ProductId) -> Result<Option<ProductView>> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let row = products::Entity::find_by_id(id.uuid())
                        .filter(products::COLUMN.tenant_id.eq(tenant))
                        .filter(products::COLUMN.deleted_at.is_null())
                        .one(tx)
                        .await?;
                    let pictured = pictured(tx, tenant).await?;
                    Ok(row.map(|row| views::product(row, &pictured)))
                })
            })
            .await
    }

    /// Keeps a product: the one with this id, or a new one, which comes last. Gives its id, or nothing where there
    /// is no such product.
    ///
    /// # Errors
    /// When another product has its code.
    pub async fn save_product(
        &self,
        by: &Actor,
        id: Option<ProductId>,
        input: ProductInput,
    ) -> Result<Option<ProductId>> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let shop = Shop::of(&writing);
                shop.check_code(id, input.code.as_deref()).await?;
                let (id, what) = match id {
                    Some(id) if shop.change_product(id, &input).await? => (id, "product.changed"),
                    Some(_) => return Ok(None),
                    None => {
                        let position = shop.next_position().await?;
                        (shop.add_product(&input, position).await?, "product.added")
                    }
                };
                let payload = json!({ "product": id });
                writing.log(what, payload).await?;
                Ok(Some(id))
            })
        })
        .await
    }

    /// Changes a product as it was looked at with a stock: some may be sold since, so that only what was typed
    /// differently counts. False where there is no such product.
    ///
    /// # Errors
    /// When another product has its code.
    pub async fn correct_product(
        &self,
        by: &Actor,
        id: ProductId,
        stock_was: Option<u32>,
        input: ProductInput,
    ) -> Result<bool> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let shop = Shop::of(&writing);
                shop.check_code(Some(id), input.code.as_deref()).await?;
                if !shop.set_product(id.uuid(), shop.product(&input)).await? {
                    return Ok(false);
                }
                shop.correct_stock(id.uuid(), stock_was, input.stock).await?;
                let payload = json!({ "product": id });
                writing.log("product.changed", payload).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Takes a product off the list; orders of it stay. False when it is not there.
    pub async fn remove_product(&self, by: &Actor, id: ProductId) -> Result<bool> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let shop = Shop::of(&writing);
                if !shop.take_off(id.uuid()).await? {
                    return Ok(false);
                }
                let payload = json!({ "product": id });
                writing.log("product.removed", payload).await?;
                Ok(true)
            })
        })
        .await
    }

    /// How orders reach customers.
    ///
    /// # Errors
    /// When the tenant has no configuration.
    pub async fn delivery(&self) -> Result<DeliveryView> {
        let tenant = self.id();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let row = config_row(tx, tenant).await?;
                    let row = row.ok_or(StoreError::Missing("configuration"))?;
                    Ok(views::delivery(&row))
                })
            })
            .await
    }

    /// Says how orders reach customers from now on.
    pub async fn save_delivery(&self, by: &Actor, delivery: DeliveryView) -> Result<()> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let now = writing.now;
                let change = tenant_configs::ActiveModel {
                    delivers: Set(delivery.delivers),
                    pickup: Set(delivery.pickup),
                    delivery_fee_minor: Set(delivery.fee_minor),
                    updated_at: Set(now),
                    ..Default::default()
                };
                tenant_configs::Entity::update_many()
                    .set(change)
                    .filter(tenant_configs::COLUMN.tenant_id.eq(writing.tenant.uuid()))
                    .exec(writing.tx)
                    .await?;
                writing.log("delivery.changed", json!(delivery)).await?;
                Ok(())
            })
        })
        .await
    }
}

impl Shop<'_> {
    /// Refuses a code that another product has.
    pub(super) async fn check_code(
        &self,
        own: Option<ProductId>,
        code: Option<&str>,
    ) -> Result<()> {
        let Some(code) = code else { return Ok(()) };
        let taken = products::Entity::find()
            .filter(products::COLUMN.tenant_id.eq(self.tenant))
            .filter(products::COLUMN.deleted_at.is_null())
            .filter(products::COLUMN.code.eq(code))
            .filter(products::COLUMN.id.ne(own.map_or_else(Uuid::nil, RecordId::uuid)))
            .count(self.tx)
            .await?;
        if taken == 0 { Ok(()) } else { Err(StoreError::CodeTaken) }
    }

    /// Behind all others, those included that are taken off.
    pub(super) async fn next_position(&self) -> Result<i32> {
        let count = products::Entity::find()
            .filter(products::COLUMN.tenant_id.eq(self.tenant))
            .count(self.tx)
            .await?;
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    }

    pub(super) async fn add_product(
        &self,
        input: &ProductInput,
        position: i32,
    ) -> Result<ProductId> {
        let id = mint_at(self.now);
        let row = products::ActiveModel {
            id: Set(id),
            tenant_id: Set(self.tenant),
            position: Set(position),
            stock: Set(input.stock.map(stored)),
            deleted_at: Set(None),
            created_at: Set(self.now),
            ..self.product(input)
        };
        row.insert(self.tx).await?;
        Ok(ProductId::from_uuid(id))
    }

    /// False when there is no such product.
    async fn change_product(&self, id: ProductId, input: &ProductInput) -> Result<bool> {
        let stock = Set(input.stock.map(stored));
        self.set_product(id.uuid(), products::ActiveModel { stock, ..self.product(input) }).await
    }

    async fn correct_stock(&self, id: Uuid, was: Option<u32>, typed: Option<u32>) -> Result<()> {
        match (was, typed) {
            (was, typed) if was == typed => Ok(()),
            (Some(was), Some(typed)) => self.shift_stock(id, typed, was).await,
            (_, typed) => {
                let stock = Set(typed.map(stored));
                let change = products::ActiveModel { stock, ..Default::default() };
                self.set_product(id, change).await.map(drop)
            }
        }
    }

    pub(super) async fn set_product(
        &self,
        id: Uuid,
        change: products::ActiveModel,
    ) -> Result<bool> {
        let changed = products::Entity::update_many()
            .set(change)
            .filter(products::COLUMN.id.eq(id))
            .filter(products::COLUMN.tenant_id.eq(self.tenant))
            .filter(products::COLUMN.deleted_at.is_null())
            .exec(self.tx)
            .await?;
        Ok(changed.rows_affected == 1)
    }

    /// False when it is not there.
    pub(super) async fn take_off(&self, id: Uuid) -> Result<bool> {
        let removed = products::Entity::update_many()
            .col_expr(products::Column::DeletedAt, Expr::value(self.now))
            .col_expr(products::Column::UpdatedAt, Expr::value(self.now))
            .filter(products::COLUMN.id.eq(id))
            .filter(products::COLUMN.tenant_id.eq(self.tenant))
            .filter(products::COLUMN.deleted_at.is_null())
            .exec(self.tx)
            .await?;
        product_pictures::Entity::delete_many()
            .filter(product_pictures::COLUMN.tenant_id.eq(self.tenant))
            .filter(product_pictures::COLUMN.product_id.eq(id))
            .exec(self.tx)
            .await?;
        Ok(removed.rows_affected == 1)
    }

    /// All of it but the stock, which orders change as well.
    pub(super) fn product(&self, input: &ProductInput) -> products::ActiveModel {
        products::ActiveModel {
            code: Set(input.code.clone()),
            name_sw: Set(input.name_sw.clone()),
            name_en: Set(input.name_en.clone()),
            description: Set(input.description.clone()),
            price_minor: Set(input.price_minor),
            active: Set(input.active),
            updated_at: Set(self.now),
            ..Default::default()
        }
    }
}

/// The products of a tenant, in the owner's order.
async fn products_of(tx: &DatabaseTransaction, tenant: Uuid) -> Result<Vec<ProductView>> {
    let rows = products::Entity::find()
        .filter(products::COLUMN.tenant_id.eq(tenant))
        .filter(products::COLUMN.deleted_at.is_null())
        .order_by_asc(products::Column::Position)
        .order_by_asc(products::Column::Id)
        .all(tx)
        .await?;
    let pictured = pictured(tx, tenant).await?;
    Ok(rows.into_iter().map(|row| views::product(row, &pictured)).collect())
}

/// The products of a tenant of which there are pictures.
async fn pictured(tx: &DatabaseTransaction, tenant: Uuid) -> Result<HashSet<Uuid>> {
    Ok(product_pictures::Entity::find()
        .select_only()
        .column(product_pictures::Column::ProductId)
        .filter(product_pictures::COLUMN.tenant_id.eq(tenant))
        .into_tuple::<Uuid>()
        .all(tx)
        .await?
        .into_iter()
        .collect())
}
