//! What the business's people do with the shop: saying what is sold and how it reaches customers, and what becomes
//! of orders. What customers order by writing is the worker's.

mod import;
mod judge;
mod orders;

use domain::money::Currency;
use domain::shop::{
    DeliveryForm, DeliveryView, ImportView, PICTURE_MAX_BYTES, ProductForm, ProductView,
};
use domain::{Permission, Principal, Problem, ProductId, TenantId};
use store::{Actor, StoredPicture};

use crate::{Engine, EngineError, access};

/// What is sold, and how it reaches customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// What is sold, in the owner's order.
    pub products: Vec<ProductView>,
    /// How it reaches customers.
    pub delivery: DeliveryView,
    /// What prices are in.
    pub currency: Currency,
    /// The file of products that was taken in last, as long as it can be undone.
    pub last_import: Option<ImportView>,
}

/// A product's picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its media type.
    pub mime: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The kinds of pictures that are taken.
const KINDS: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];

impl Engine {
    /// What is sold, and how it reaches customers.
    pub async fn catalogue(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<Catalogue, EngineError> {
        access::tenant(principal, tenant, Permission::ReadOrders)?;
        let currency = self.detail(tenant).await?.config.currency;
        let door = self.store().tenant(tenant);
        Ok(Catalogue {
            products: door.products().await?,
            delivery: door.delivery().await?,
            currency,
            last_import: door.last_import(self.now() - import::UNDONE_WITHIN).await?,
        })
    }

    /// One product.
    ///
    /// # Errors
    /// When there is none such.
    pub async fn product(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: ProductId,
    ) -> Result<ProductView, EngineError> {
        access::tenant(principal, tenant, Permission::ReadOrders)?;
        self.store().tenant(tenant).product(id).await?.ok_or(EngineError::NotFound)
    }

    /// Keeps a product: the one with this id, or a new one.
    ///
    /// # Errors
    /// Names every wrong field at once.
    pub async fn save_product(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: Option<ProductId>,
        form: &ProductForm,
    ) -> Result<ProductId, EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        self.detail(tenant).await?;
        let input = judge::product(form)?;
        let door = self.store().tenant(tenant);
        let by = Actor::from(principal);
        let saved = match id {
            Some(id) => {
                let was = judge::stock_before(form);
                door.correct_product(&by, id, was, input).await?.then_some(id)
            }
            None => door.save_product(&by, None, input).await?,
        };
        self.tell_of_orders(tenant).await;
        saved.ok_or(EngineError::NotFound)
    }

    /// Takes a product off the list; its orders stay.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn remove_product(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: ProductId,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        let door = self.store().tenant(tenant);
        let removed = door.remove_product(&Actor::from(principal), id).await?;
        self.done(tenant, removed).await
    }

    /// A product's picture, where there is one.
    pub async fn product_picture(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: ProductId,
    ) -> Result<Option<Picture>, EngineError> {
        access::tenant(principal, tenant, Permission::ReadOrders)?;
        let stored = self.store().tenant(tenant).product_picture(id).await?;
        Ok(stored.and_then(|StoredPicture { mime, bytes }| {
            let mime = KINDS.into_iter().find(|kind| *kind == mime)?;
            Some(Picture { mime, bytes })
        }))
    }

    /// Keeps a product's picture instead of the one before.
    ///
    /// # Errors
    /// When it is no picture of a kind that is taken, or larger than [`PICTURE_MAX_BYTES`]; when there is no such
    /// product.
    pub async fn save_product_picture(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: ProductId,
        bytes: Vec<u8>,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        if bytes.len() > PICTURE_MAX_BYTES {
            let max = u32::try_from(PICTURE_MAX_BYTES / (1024 * 1024)).unwrap_or(u32::MAX);
            return Err(EngineError::field("picture", Problem::Megabytes { max }));
        }
        let Some(mime) = kind_of(&bytes) else {
            return Err(EngineError::field("picture", Problem::Picture));
        };
        let door = self.store().tenant(tenant);
        let picture = StoredPicture { mime: mime.to_owned(), bytes };
        let saved = door.save_product_picture(&Actor::from(principal), id, picture).await?;
        self.done(tenant, saved).await
    }

    /// Forgets a product's picture.
    ///
    /// # Errors
    /// When there is none.
    pub async fn remove_product_picture(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: ProductId,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        let door = self.store().tenant(tenant);
        let removed = door.remove_product_picture(&Actor::from(principal), id).await?;
        self.done(tenant, removed).await
    }

    /// Says how orders reach customers from now on.
    ///
    /// # Errors
    /// Names every wrong field at once.
    pub async fn save_delivery(
        &self,
        principal: &Principal,
        tenant: TenantId,
        form: &DeliveryForm,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        let delivery = judge::delivery(form)?;
        let door = self.store().tenant(tenant);
        door.save_delivery(&Actor::from(principal), delivery).await?;
        self.tell_of_orders(tenant).await;
        Ok(())
    }

    async fn done(&self, tenant: TenantId, done: bool) -> Result<(), EngineError> {
        if !done {
            return Err(EngineError::NotFound);
        }
        self.tell_of_orders(tenant).await;
        Ok(())
    }

    /// Tells the pages that what is sold or ordered changed, and what the event log says of it.
    async fn tell_of_orders(&self, tenant: TenantId) {
        self.publish_orders(tenant);
        self.publish_deed(tenant).await;
    }
}

/// The kind of a picture by its first bytes (PNG 3rd edition §5.2, ITU-T T.81 B.1.1, RFC 9649 §2.4).
fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    let [png, jpeg, webp] = KINDS;
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(png)
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Some(jpeg)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(webp)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_their_first_bytes() {
        assert_eq!(kind_of(b"\x89PNG\r\n\x1a\n...."), Some("image/png"));
        assert_eq!(kind_of(&[0xff, 0xd8, 0xff, 0xe0]), Some("image/jpeg"));
        assert_eq!(kind_of(b"RIFF\x10\0\0\0WEBPVP8 "), Some("image/webp"));
        for other in [&b"RIFF\x10\0\0\0WAVE"[..], b"GIF89a", b"<svg>", b"\x89PNG", b""] {
            assert_eq!(kind_of(other), None, "{other:?}");
        }
    }
}
