//! Orders: the list, one of them, and what becomes of it.

use domain::shop::OrderView;
use domain::{Instant, OrderId, Role, Zone};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::api::Doc;

/// Which orders are looked at, as the address has it; what is not understood counts as not said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct OrdersQuery {
    /// A [`domain::shop::OrderFilter`]; nothing for those for which something is still to be done.
    pub(crate) show: String,
    /// The cursor of the page before.
    pub(crate) before: String,
}

/// What the list shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OrdersPage {
    /// When this was so.
    pub(crate) now: Instant,
    /// The business's time zone.
    pub(crate) zone: Zone,
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// The part that changes when something is ordered.
    pub(crate) list: OrderList,
}

/// Some orders, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OrderList {
    /// The orders.
    pub(crate) orders: Vec<OrderView>,
    /// Where older ones begin.
    pub(crate) next: Option<String>,
    /// How many are open.
    pub(crate) open: u64,
    /// Whether there is anything that customers could order.
    pub(crate) sells: bool,
}

/// Orders of the person's own business.
#[server(endpoint = "read_orders")]
pub(crate) async fn read_orders(query: OrdersQuery) -> Result<Doc<OrdersPage>, AppError> {
    use domain::shop::OrderFilter;
    crate::ssr::serve(|cx| async move {
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        let config = engine.tenant_config(by, tenant).await?;
        let filter = query.show.parse().unwrap_or(OrderFilter::Open);
        let before = Some(query.before.as_str()).filter(|before| !before.is_empty());
        let page = engine.orders(by, tenant, filter, before).await?;
        let open = engine.open_orders(by, tenant).await?;
        let sells = match page.items.is_empty() {
            true => {
                engine.catalogue(by, tenant).await?.products.iter().any(|product| product.active)
            }
            false => true,
        };
        let list = OrderList { orders: page.items, next: page.next, open, sells };
        let zone = engine.zone(&config.timezone);
        let (now, role) = (crate::ssr::now(), by.role);
        crate::ssr::doc(&OrdersPage { now, zone, role, list })
    })
    .await
}

/// An order with what can become of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OrderPage {
    /// When this was so.
    pub(crate) now: Instant,
    /// The business's time zone.
    pub(crate) zone: Zone,
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// The order.
    pub(crate) order: OrderView,
    /// The note as it would be typed, or was.
    pub(crate) note: String,
}

/// An order of the person's own business.
#[server(endpoint = "read_order")]
pub(crate) async fn read_order(id: String) -> Result<Doc<OrderPage>, AppError> {
    crate::ssr::serve(|cx| async move {
        let id = id.parse().map_err(|_| AppError::NotFound)?;
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        let order = engine.order(by, tenant, id).await.map_err(AppError::from)?;
        let config = engine.tenant_config(by, tenant).await?;
        let zone = engine.zone(&config.timezone);
        let kept = || order.note.clone().unwrap_or_default();
        let note = crate::ssr::take_draft("note").unwrap_or_else(kept);
        let (now, role) = (crate::ssr::now(), by.role);
        crate::ssr::doc(&OrderPage { now, zone, role, order, note })
    })
    .await
}

/// Says what became of an order; `act` is a [`domain::order::OrderAct`].
#[server(endpoint = "change_order")]
pub(crate) async fn change_order(id: OrderId, act: String) -> Result<(), AppError> {
    use domain::order::OrderAct;
    let act: OrderAct = act.parse().map_err(|_| crate::ssr::refuse(AppError::Malformed))?;
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let changed = cx.engine.change_order(&cx.principal, tenant, id, act).await;
        changed.map(drop).map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect(&format!("/app/orders/{id}"));
    Ok(())
}

/// Keeps what the business notes about an order; an empty note forgets the one before.
#[server(endpoint = "note_order")]
pub(crate) async fn note_order(
    id: OrderId,
    #[server(default)] note: String,
) -> Result<(), AppError> {
    let kept = note.clone();
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let noted = cx.engine.note_order(&cx.principal, tenant, id, &note).await;
        noted.map(drop).map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft("note", &kept))?;
    leptos_axum::redirect(&format!("/app/orders/{id}?saved=note"));
    Ok(())
}
