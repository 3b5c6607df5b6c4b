//! The catalogue: what can be ordered, how it reaches customers, and files of products.

use domain::money::Currency;
use domain::shop::{DeliveryForm, DeliveryView, ImportRow, ImportView, ProductForm, ProductView};
use domain::{FieldProblem, ImportId, Instant, Language, ProductId, Role, Zone};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::api::Doc;

/// Products of one page.
#[cfg(feature = "ssr")]
const PRODUCTS_SHOWN: usize = 50;
/// Rows of a file that are shown before it is taken in.
#[cfg(feature = "ssr")]
const ROWS_SHOWN: usize = 200;

/// What of the catalogue is looked at, as the address has it; what is not understood counts as not said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ProductsQuery {
    /// `low` for what runs out, `off` for what cannot be ordered now; nothing for all.
    pub(crate) show: String,
    /// A part of a name or a code.
    pub(crate) search: String,
    /// How many stand on the pages before.
    pub(crate) from: String,
}

/// What the catalogue shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ProductsPage {
    /// When this was so.
    pub(crate) now: Instant,
    /// The business's time zone.
    pub(crate) zone: Zone,
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// The business's language, in which products are named.
    pub(crate) language: Language,
    /// What prices are in.
    pub(crate) currency: Currency,
    /// The part that changes when something is sold.
    pub(crate) list: ProductList,
    /// How orders reach customers.
    pub(crate) delivery: DeliveryView,
    /// The same as it was typed into a form that was refused.
    pub(crate) delivery_draft: Option<DeliveryForm>,
    /// The last file that was taken in, while that can be undone.
    pub(crate) last_import: Option<ImportView>,
}

/// Some products, in the owner's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ProductList {
    /// The products.
    pub(crate) products: Vec<ProductView>,
    /// How many there are in all.
    pub(crate) all: u32,
    /// How many of them run out.
    pub(crate) low: u32,
    /// How many of them cannot be ordered now.
    pub(crate) off: u32,
    /// Where the next page begins.
    pub(crate) next: Option<u32>,
}

/// What the person's own business sells.
#[server(endpoint = "read_products")]
pub(crate) async fn read_products(query: ProductsQuery) -> Result<Doc<ProductsPage>, AppError> {
    crate::ssr::serve(|cx| async move {
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        let config = engine.tenant_config(by, tenant).await?;
        let catalogue = engine.catalogue(by, tenant).await?;
        crate::ssr::doc(&ProductsPage {
            now: crate::ssr::now(),
            zone: engine.zone(&config.timezone),
            role: by.role,
            language: config.language,
            currency: catalogue.currency,
            list: crate::ssr::shop::listed(catalogue.products, &query, PRODUCTS_SHOWN),
            delivery: catalogue.delivery,
            delivery_draft: crate::ssr::take_draft("delivery"),
            last_import: catalogue.last_import,
        })
    })
    .await
}

/// A product that is looked at or changed, or a new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ProductPage {
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// The business's language, in which products are named.
    pub(crate) language: Language,
    /// What prices are in.
    pub(crate) currency: Currency,
    /// The product; nothing for a new one.
    pub(crate) product: Option<ProductView>,
    /// The product as it would be typed, or was.
    pub(crate) form: ProductForm,
}

/// A product of the person's own business; a new one where no id is said.
#[server(endpoint = "read_product")]
pub(crate) async fn read_product(
    #[server(default)] id: String,
) -> Result<Doc<ProductPage>, AppError> {
    use domain::shop::product_form;
    crate::ssr::serve(|cx| async move {
        let id: Option<ProductId> = match id.as_str() {
            "" => None,
            id => Some(id.parse().map_err(|_| AppError::NotFound)?),
        };
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        let product = match id {
            Some(id) => Some(engine.product(by, tenant, id).await.map_err(AppError::from)?),
            None => None,
        };
        let config = engine.tenant_config(by, tenant).await?;
        let begun = || match &product {
            Some(product) => product_form(product),
            None => ProductForm { active: "on".to_owned(), ..ProductForm::default() },
        };
        let form = crate::ssr::take_draft("product").unwrap_or_else(begun);
        let (role, language, currency) = (by.role, config.language, config.currency);
        crate::ssr::doc(&ProductPage { role, language, currency, product, form })
    })
    .await
}

/// Keeps a product, a new one where no id is said, and leads to it: a new one still lacks its picture. Where a card of
/// the conversation is said, the form stood on it, and it leads back there.
#[server(endpoint = "save_product")]
pub(crate) async fn save_product(
    #[server(default)] id: String,
    #[server(default)] card: String,
    form: ProductForm,
) -> Result<(), AppError> {
    let id: Option<ProductId> = crate::ssr::calendar::id_or_new(&id)?;
    let kept = form.clone();
    let saved = crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine.save_product(&cx.principal, tenant, id, &form).await.map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft("product", &kept))?;
    let what = if id.is_some() { "product" } else { "new" };
    let back = crate::api::editor::at_card(&card, "product");
    let back = back.unwrap_or_else(|| format!("/app/products/{saved}?saved={what}"));
    leptos_axum::redirect(&back);
    Ok(())
}

/// Takes a product out of the catalogue.
#[server(endpoint = "remove_product")]
pub(crate) async fn remove_product(id: ProductId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine.remove_product(&cx.principal, tenant, id).await.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect("/app/products?saved=removed");
    Ok(())
}

/// Forgets the picture of a product.
#[server(endpoint = "remove_product_picture")]
pub(crate) async fn remove_product_picture(id: ProductId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine.remove_product_picture(&cx.principal, tenant, id).await.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect(&format!("/app/products/{id}?saved=no-picture"));
    Ok(())
}

/// Says how orders reach customers.
#[server(endpoint = "save_delivery")]
pub(crate) async fn save_delivery(#[server(default)] form: DeliveryForm) -> Result<(), AppError> {
    let kept = form.clone();
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine.save_delivery(&cx.principal, tenant, &form).await.map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft("delivery", &kept))?;
    leptos_axum::redirect("/app/products?saved=delivery");
    Ok(())
}

/// Where a file of products is handed in, and what the one that was just handed in would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ImportPage {
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// What prices are in.
    pub(crate) currency: Currency,
    /// The file that was just handed in.
    pub(crate) file: Option<ImportFile>,
    /// Why nothing of it can be read.
    pub(crate) problems: Vec<FieldProblem>,
}

/// A file of products that is looked at before it is taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ImportFile {
    /// Its name.
    pub(crate) name: String,
    /// All of it in base64: it is sent again when it is taken in, since nothing was kept.
    pub(crate) content: String,
    /// How many products it would add.
    pub(crate) added: u32,
    /// How many it would change.
    pub(crate) changed: u32,
    /// How many rows say what is known.
    pub(crate) same: u32,
    /// How many rows are wrong.
    pub(crate) wrong: u32,
    /// Its rows, as many as are shown; the wrong ones first.
    pub(crate) rows: Vec<ImportRow>,
}

/// What the page for files of products shows; a file comes with the request for the page alone.
#[server(endpoint = "read_import")]
pub(crate) async fn read_import() -> Result<Doc<ImportPage>, AppError> {
    use domain::Permission;
    use engine::EngineError;
    crate::ssr::serve(|cx| async move {
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        if !by.role.may(Permission::ChangeBusiness) {
            return Err(AppError::Forbidden);
        }
        let currency = engine.tenant_config(by, tenant).await?.currency;
        let (mut file, mut problems) = (None, Vec::new());
        if let Some(handed_in) = crate::ssr::shop::handed_in() {
            match engine.preview_products(by, tenant, &handed_in.bytes).await {
                Ok(preview) => {
                    file = Some(crate::ssr::shop::looked_at(&handed_in, preview, ROWS_SHOWN));
                }
                Err(EngineError::Invalid(found)) => problems = found,
                Err(error) => return Err(error.into()),
            }
        }
        crate::ssr::doc(&ImportPage { role: by.role, currency, file, problems })
    })
    .await
}

/// Takes back what a file of products did.
#[server(endpoint = "undo_import")]
pub(crate) async fn undo_import(id: ImportId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine.undo_import(&cx.principal, tenant, id).await.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect("/app/products?saved=undone");
    Ok(())
}
