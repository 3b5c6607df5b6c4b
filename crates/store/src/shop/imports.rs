//! Files of products: taking one in, and undoing it.

use domain::shop::ImportView;
use domain::{ImportId, Instant, ProductId, RecordId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QueryOrder, Set,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::products::ProductInput;
use super::{Shop, stored};
use crate::actor::Actor;
use crate::entity::{product_imports, products};
use crate::error::Result;
use crate::mint::mint_at;
use crate::tenant::TenantStore;
use crate::views;

/// A product as a file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedProduct {
    /// The product that the file was compared with, and what it was then; nothing for a new one.
    pub known: Option<(ProductId, ProductInput)>,
    /// What it is from now on. Stock that is as it was is not touched: some may be sold meanwhile.
    pub input: ProductInput,
}

/// What a file did to one product.
#[derive(Debug, Serialize, Deserialize)]
struct Change {
    product: Uuid,
    /// What it was before; nothing where it was added.
    before: Option<ProductInput>,
    after: ProductInput,
}

impl TenantStore {
    /// Takes in a file of products, all of it or nothing. A product that was removed meanwhile stays so.
    pub async fn import_products(
        &self,
        by: &Actor,
        imported: Vec<ImportedProduct>,
    ) -> Result<ImportView> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let shop = Shop::of(&writing);
                let view = shop.import(imported).await?;
                let payload = json!({ "added": view.added, "changed": view.changed });
                writing.log("products.imported", payload).await?;
                Ok(view)
            })
        })
        .await
    }

    /// The file that was taken in last, where that was after a moment and it was not undone.
    pub async fn last_import(&self, after: Instant) -> Result<Option<ImportView>> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(
                    async move { Ok(last(tx, tenant, after).await?.as_ref().map(views::import)) },
                )
            })
            .await
    }

    /// Undoes a file of products: what it added goes, what it changed is as before, but for what somebody changed
    /// since; stock that was sold meanwhile stays sold. False when it is not the last one, was taken in before a
    /// moment, or is undone.
    pub async fn undo_import(&self, by: &Actor, id: ImportId, after: Instant) -> Result<bool> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let shop = Shop::of(&writing);
                let found = last(writing.tx, writing.tenant.uuid(), after).await?;
                let Some(row) = found.filter(|row| row.id == id.uuid()) else {
                    return Ok(false);
                };
                shop.undo(row).await?;
                let payload = json!({ "import": id });
                writing.log("products.import_undone", payload).await?;
                Ok(true)
            })
        })
        .await
    }
}

impl Shop<'_> {
    async fn import(&self, imported: Vec<ImportedProduct>) -> Result<ImportView> {
        let (mut known, mut new) = (Vec::new(), Vec::new());
        for ImportedProduct { known: old, input } in imported {
            match old {
                Some((id, before)) => known.push((id.uuid(), before, input)),
                None => new.push(input),
            }
        }
        known.sort_by_key(|(id, ..)| *id);
        // The file was judged before: sent twice, it finds its own products here.
        let live = products::Entity::find()
            .filter(products::COLUMN.tenant_id.eq(self.tenant))
            .filter(products::COLUMN.deleted_at.is_null())
            .all(self.tx)
            .await?;
        new.retain(|input| !live.iter().any(|row| is_same_product(row, input)));
        let mut changes = Vec::with_capacity(known.len() + new.len());
        for (product, before, after) in known {
            self.check_code(Some(ProductId::from_uuid(product)), after.code.as_deref()).await?;
            let mut change = self.product(&after);
            if after.stock != before.stock {
                change.stock = Set(after.stock.map(stored));
            }
            if self.set_product(product, change).await? {
                changes.push(Change { product, before: Some(before), after });
            }
        }
        let old = changes.len();
        let first = self.next_position().await?;
        for (position, after) in (first..).zip(new) {
            let product = self.add_product(&after, position).await?.uuid();
            changes.push(Change { product, before: None, after });
        }
        let changes_nothing = changes.is_empty();
        let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        let row = product_imports::Model {
            id: mint_at(self.now),
            tenant_id: self.tenant,
            added: count(changes.len() - old),
            changed: count(old),
            changes: json!(changes),
            undone_at: None,
            created_at: self.now,
            updated_at: self.now,
        };
        let view = views::import(&row);
        if changes_nothing {
            // The one before can still be undone.
            return Ok(view);
        }
        // Only the last one can be undone.
        product_imports::Entity::delete_many()
            .filter(product_imports::COLUMN.tenant_id.eq(self.tenant))
            .exec(self.tx)
            .await?;
        product_imports::Entity::insert(product_imports::ActiveModel::from(row))
            .exec_without_returning(self.tx)
            .await?;
        Ok(view)
    }

    async fn undo(&self, row: product_imports::Model) -> Result<()> {
        let mut changes: Vec<Change> =
            views::read_json("product_imports.changes", row.changes.clone())?;
        changes.sort_by_key(|change| change.product);
        for change in changes {
            self.undo_change(change).await?;
        }
        let undone = product_imports::ActiveModel {
            id: Set(row.id),
            undone_at: Set(Some(self.now)),
            updated_at: Set(self.now),
            ..Default::default()
        };
        undone.update_without_returning(self.tx).await?;
        Ok(())
    }

    async fn undo_change(&self, Change { product, before, after }: Change) -> Result<()> {
        let row = products::Entity::find_by_id(product)
            .filter(products::COLUMN.tenant_id.eq(self.tenant))
            .filter(products::COLUMN.deleted_at.is_null())
            .one(self.tx)
            .await?;
        if row.is_none_or(|row| !is_as(&row, &after)) {
            return Ok(());
        }
        let Some(before) = before else { return self.take_off(product).await.map(drop) };
        let mut change = self.product(&before);
        match (before.stock, after.stock) {
            (Some(was), Some(became)) => self.shift_stock(product, was, became).await?,
            (was, became) if was != became => change.stock = Set(was.map(stored)),
            _ => {}
        }
        self.set_product(product, change).await.map(drop)
    }

    /// Gives a product the stock that it had, less what was sold since.
    pub(super) async fn shift_stock(&self, product: Uuid, was: u32, became: u32) -> Result<()> {
        let shifted = Expr::col(products::Column::Stock).add(stored(was) - stored(became));
        let stock = Expr::case(shifted.clone().lt(0), 0).finally(shifted);
        products::Entity::update_many()
            .col_expr(products::Column::Stock, stock.into())
            .filter(products::COLUMN.id.eq(product))
            .filter(products::COLUMN.tenant_id.eq(self.tenant))
            .filter(products::COLUMN.stock.is_not_null())
            .exec(self.tx)
            .await?;
        Ok(())
    }
}

/// Whether a product is what a file made of it; how many of it are left does not count.
fn is_as(row: &products::Model, after: &ProductInput) -> bool {
    row.code == after.code
        && row.name_sw == after.name_sw
        && row.name_en == after.name_en
        && row.description == after.description
        && row.price_minor == after.price_minor
        && row.active == after.active
}

/// Whether a product is the one that a row speaks of: by its code, or else by its names.
fn is_same_product(row: &products::Model, input: &ProductInput) -> bool {
    match &input.code {
        Some(code) => row.code.as_ref() == Some(code),
        None => row.name_sw == input.name_sw && row.name_en == input.name_en,
    }
}

async fn last(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    after: Instant,
) -> Result<Option<product_imports::Model>> {
    let row = product_imports::Entity::find()
        .filter(product_imports::COLUMN.tenant_id.eq(tenant))
        .filter(product_imports::COLUMN.created_at.gt(after))
        .order_by_desc(product_imports::Column::CreatedAt)
        .order_by_desc(product_imports::Column::Id)
        .one(tx)
        .await?;
    Ok(row.filter(|row| row.undone_at.is_none()))
}
