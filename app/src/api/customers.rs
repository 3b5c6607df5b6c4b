//! Customers: the list, one of them, and what becomes of what is written down.

use domain::customer::{CustomerForm, CustomerHistory, CustomerRow, CustomerView};
use domain::money::Currency;
use domain::shop::ImportView;
use domain::{ContactId, Instant, Role, Zone};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::api::Doc;

/// So many customers are offered to choose from.
#[cfg(feature = "ssr")]
const MERGE_SHOWN: usize = 20;

/// Which customers are looked at, as the address has it; what is not understood counts as not said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct CustomersQuery {
    /// A part of a name or an address.
    pub(crate) find: String,
    /// A [`domain::customer::ContactStatus`]; nothing for all.
    pub(crate) status: String,
    /// A tag; nothing for all.
    pub(crate) tag: String,
    /// Something for those alone who want no messages.
    pub(crate) out: String,
    /// The cursor of the page before.
    pub(crate) before: String,
}

/// What the list shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CustomersPage {
    /// When this was so.
    pub(crate) now: Instant,
    /// The business's time zone.
    pub(crate) zone: Zone,
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// Whether the person may take nothing out, whatever their part.
    pub(crate) viewing: bool,
    /// The customers.
    pub(crate) customers: Vec<CustomerRow>,
    /// Where further ones begin.
    pub(crate) next: Option<String>,
    /// Every tag that some customer has.
    pub(crate) tags: Vec<String>,
    /// The file of customers that can still be undone.
    pub(crate) last_import: Option<ImportView>,
}

/// Customers of the person's own business.
#[server(endpoint = "read_customers")]
pub(crate) async fn read_customers(query: CustomersQuery) -> Result<Doc<CustomersPage>, AppError> {
    use domain::customer::CustomerFilter;
    crate::ssr::serve(|cx| async move {
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        let config = engine.tenant_config(by, tenant).await?;
        let zone = engine.zone(&config.timezone);
        let filter = CustomerFilter {
            find: query.find,
            status: query.status.parse().ok(),
            tag: query.tag,
            opted_out: !query.out.is_empty(),
        };
        let before = Some(query.before.as_str()).filter(|before| !before.is_empty());
        let page = engine.customers(by, tenant, filter, before).await?;
        let tags = engine.customer_tags(by, tenant).await?;
        let (now, role, viewing) = (crate::ssr::now(), by.role, by.viewing);
        let (customers, next) = (page.items, page.next);
        let last_import = engine.last_customer_import(by, tenant).await?;
        let page = CustomersPage { now, zone, role, viewing, customers, next, tags, last_import };
        crate::ssr::doc(&page)
    })
    .await
}

/// A customer with all that belongs to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CustomerPage {
    /// When this was so.
    pub(crate) now: Instant,
    /// The business's time zone.
    pub(crate) zone: Zone,
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// What prices are in.
    pub(crate) currency: Currency,
    /// What is written down of the customer.
    pub(crate) customer: CustomerView,
    /// What customer and business had to do with each other.
    pub(crate) history: CustomerHistory,
    /// The form as it would be filled in, or was.
    pub(crate) form: CustomerForm,
}

/// A customer of the person's own business.
#[server(endpoint = "read_customer")]
pub(crate) async fn read_customer(id: String) -> Result<Doc<CustomerPage>, AppError> {
    crate::ssr::serve(|cx| async move {
        let id = id.parse().map_err(|_| AppError::NotFound)?;
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        let found = engine.customer(by, tenant, id).await.map_err(AppError::from)?;
        let config = engine.tenant_config(by, tenant).await?;
        let (zone, currency) = (engine.zone(&config.timezone), config.currency);
        let (customer, history) = (found.view, found.history);
        let kept = || CustomerForm::from(&customer);
        let form = crate::ssr::take_draft("customer").unwrap_or_else(kept);
        let (now, role) = (crate::ssr::now(), by.role);
        crate::ssr::doc(&CustomerPage { now, zone, role, currency, customer, history, form })
    })
    .await
}

/// Keeps what is written down of a customer.
#[server(endpoint = "change_customer")]
pub(crate) async fn change_customer(id: ContactId, form: CustomerForm) -> Result<(), AppError> {
    let kept = form.clone();
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let changed = cx.engine.change_customer(&cx.principal, tenant, id, &form).await;
        changed.map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft("customer", &kept))?;
    leptos_axum::redirect(&format!("/app/customers/{id}?done=saved"));
    Ok(())
}

/// Notes that a customer wants no messages.
#[server(endpoint = "opt_out_customer")]
pub(crate) async fn opt_out_customer(id: ContactId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let noted = cx.engine.opt_out_customer(&cx.principal, tenant, id).await;
        noted.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect(&format!("/app/customers/{id}?done=out"));
    Ok(())
}

/// Two customers who may be one, or those to choose the second from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MergePage {
    /// When this was so.
    pub(crate) now: Instant,
    /// The business's time zone.
    pub(crate) zone: Zone,
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// The customer who stays.
    pub(crate) stays: CustomerView,
    /// The customer who becomes the other one, once chosen.
    pub(crate) gone: Option<CustomerView>,
    /// Who may be chosen.
    pub(crate) found: Vec<CustomerRow>,
}

/// What the page shows on which two customers are made one: those whom `find` finds, or the one chosen.
#[server(endpoint = "read_merge")]
pub(crate) async fn read_merge(
    id: String,
    #[server(default)] find: String,
    #[server(default)] with: String,
) -> Result<Doc<MergePage>, AppError> {
    use domain::customer::CustomerFilter;
    crate::ssr::serve(|cx| async move {
        let id: ContactId = id.parse().map_err(|_| AppError::NotFound)?;
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        let stays = engine.customer(by, tenant, id).await.map_err(AppError::from)?.view;
        let zone = engine.zone(&engine.tenant_config(by, tenant).await?.timezone);
        let (mut gone, mut found) = (None, Vec::new());
        match with.parse::<ContactId>() {
            Ok(other) if other != id => {
                gone = Some(engine.customer(by, tenant, other).await?.view);
            }
            _ => {
                let filter = CustomerFilter { find, ..CustomerFilter::default() };
                found = engine.customers(by, tenant, filter, None).await?.items;
                found.retain(|row| row.id != id);
                found.truncate(MERGE_SHOWN);
            }
        }
        let (now, role) = (crate::ssr::now(), by.role);
        crate::ssr::doc(&MergePage { now, zone, role, stays, gone, found })
    })
    .await
}

/// Makes one customer of two; `name` says whose name stays, `gone` or `stays`.
#[server(endpoint = "merge_customers")]
pub(crate) async fn merge_customers(
    id: ContactId,
    with: ContactId,
    #[server(default)] name: String,
) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let merged =
            cx.engine.merge_customers(&cx.principal, tenant, (id, with), name == "gone").await;
        merged.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect(&format!("/app/customers/{id}?done=merged"));
    Ok(())
}

/// Erases a customer; `typed` is what they are called.
#[server(endpoint = "erase_customer")]
pub(crate) async fn erase_customer(
    id: ContactId,
    #[server(default)] typed: String,
) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let erased = cx.engine.erase_customer(&cx.principal, tenant, id, &typed).await;
        erased.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect("/app/customers?done=erased");
    Ok(())
}
