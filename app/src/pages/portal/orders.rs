//! What customers ordered.

use domain::live::LiveEvent;
use domain::money::Money;
use domain::order::Fulfilment;
use domain::shop::{OrderFilter, OrderView};
use domain::{Instant, Permission, Role};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::orders::{OrderList, OrdersPage, OrdersQuery, read_orders};
use crate::components::{
    Any, Badge, Data, Icon, Tab, dynamic, empty, empty_next, go, icon, page_head, pager, tabs,
};
use crate::live::{News, refetch, use_live};
use crate::text::{self, Locale, fill, say, use_locale};
use crate::time::{ago, ticking_in};

/// Products of an order that its line in the list names.
const NAMED: usize = 3;

/// The page of the orders.
#[component]
pub(crate) fn Orders() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        query.with(|query| {
            let field = |name: &str| query.get(name).unwrap_or_default();
            OrdersQuery { show: field("show"), before: field("before") }
        })
    };
    let key = move || {
        let OrdersQuery { show, before } = asked();
        show + " " + &before
    };
    let data = Data::new(key, move || read_orders(untrack(asked)));
    data.page(move |page| view(page, untrack(asked)))
}

fn view(page: OrdersPage, asked: OrdersQuery) -> AnyView {
    let l = use_locale();
    let now = ticking_in(page.zone, page.now);
    let role = page.role;
    let looked = Looked {
        filter: asked.show.parse().unwrap_or(OrderFilter::Open),
        older: !asked.before.is_empty(),
    };
    let list = RwSignal::new(page.list);
    let live = use_live();
    live.listen(move |news| {
        if matches!(news, News::Event(LiveEvent::Orders { .. }) | News::Fresh { .. }) {
            let asked = asked.clone();
            // What is the same stays as it is drawn, with the focus in it.
            refetch(
                move || read_orders(asked.clone()),
                move |fresh: OrdersPage| {
                    let fresh = fresh.list;
                    // By now the page may have been left.
                    let Some(before) = list.try_with_untracked(Clone::clone) else { return };
                    if before != fresh {
                        if before.open < fresh.open {
                            live.announce(say!(l, orders.came).to_owned());
                        }
                        list.try_set(fresh);
                    }
                },
            );
        }
    });
    let body = dynamic(move || list.with(|list| body(l, list, looked, role, now)));
    view! {
        <Title text=say!(l, orders.title)/>
        {page_head(say!(l, orders.title).into_any(), Some(say!(l, orders.lead).into_any()), None)}
        {body}
        <p class="below"><a class="way" href="/app/products" data-testid="to-products">{say!(l, product.to_products)}</a></p>
    }
    .any()
}

/// What of the orders is looked at.
#[derive(Debug, Clone, Copy)]
struct Looked {
    filter: OrderFilter,
    older: bool,
}

fn body(
    l: Locale,
    list: &OrderList,
    looked: Looked,
    role: Role,
    now: ReadSignal<Instant>,
) -> AnyView {
    let Looked { filter, older } = looked;
    let parts = OrderFilter::ALL.iter().map(|of| {
        let tab = Tab::new(place(*of), filter_word(l, *of), *of == filter && !older);
        match (of, u32::try_from(list.open)) {
            (OrderFilter::Open, Ok(open @ 1..)) => tab.count(open),
            _ => tab,
        }
    });
    let parts = tabs(say!(l, orders.shown), parts.collect());
    let lines = match list.orders.is_empty() {
        true => none(l, list, filter, role),
        false => {
            let lines = list.orders.iter().map(|order| line(l, order, now));
            let lines = lines.collect_view();
            view! { <ul class="orders" data-testid="orders">{lines}</ul> }.any()
        }
    };
    let first = older.then(|| place(filter));
    let next = list.next.as_ref().map(|next| {
        let place = place(filter);
        let mark = if place.contains('?') { '&' } else { '?' };
        format!("{place}{mark}before={next}")
    });
    view! { {parts} {lines} {pager(first, next)} }.any()
}

fn place(filter: OrderFilter) -> String {
    match filter {
        OrderFilter::Open => "/app/orders".to_owned(),
        other => "/app/orders?show=".to_owned() + other.as_str(),
    }
}

fn filter_word(l: Locale, filter: OrderFilter) -> &'static str {
    match filter {
        OrderFilter::Open => say!(l, orders.open),
        OrderFilter::Completed => say!(l, orders.completed),
        OrderFilter::Cancelled => say!(l, orders.cancelled),
        OrderFilter::All => say!(l, orders.all),
    }
}

/// Why the list is empty, and what leads on: without products there are no orders.
fn none(l: Locale, list: &OrderList, filter: OrderFilter, role: Role) -> AnyView {
    let begins = matches!(filter, OrderFilter::Open | OrderFilter::All) && list.open == 0;
    let may = role.may(Permission::ChangeBusiness);
    let body = match (begins, list.sells) {
        (true, false) => {
            let next = match may {
                true => go(
                    "btn btn-primary btn-on",
                    "/app/products",
                    Some(Icon::Right),
                    say!(l, orders.say_what_you_sell),
                    "to-catalogue",
                ),
                false => view! { <p class="quiet">{say!(l, orders.ask_owner)}</p> }.any(),
            };
            empty_next(
                say!(l, orders.nothing_to_sell),
                say!(l, orders.nothing_to_sell_saying),
                say!(l, orders.nothing_to_sell_meaning),
                next,
            )
        }
        (true, true) => empty_next(
            say!(l, orders.none),
            say!(l, orders.none_saying),
            say!(l, orders.none_meaning),
            view! { <p class="quiet">{say!(l, orders.how)}</p> }.any(),
        ),
        (false, _) => empty(
            say!(l, orders.none_such),
            say!(l, orders.none_saying),
            say!(l, orders.none_meaning),
        ),
    };
    view! { <section class="card" data-testid="no-orders">{body}</section> }.any()
}

fn line(l: Locale, order: &OrderView, now: ReadSignal<Instant>) -> AnyView {
    let href = format!("/app/orders/{}", order.id);
    let number = fill(say!(l, orders.number), &[("n", &order.number.to_string())]);
    let total = Money { minor: order.total_minor, currency: order.currency }.text();
    let (sign, how) = fulfilment(l, order.fulfilment);
    view! {
        <li>
            <a class="order" href=href data-status=order.status.as_str() data-testid="order-line">
                <span class="order-number">
                    <span class="row-name number">{number}</span>
                    <span class="quiet">{ago(order.created_at, now)}</span>
                </span>
                <span class="order-words">
                    <span class="row-name">{customer(l, order)}</span>
                    <span class="quiet">{what(l, order)}</span>
                </span>
                <span class="order-sum">
                    <span class="row-name number">{total}</span>
                    <span class="quiet with-sign">{icon(sign)} <span>{how}</span></span>
                </span>
                <span class="order-state">{Badge::order(l, order.status).view("order-badge")}</span>
            </a>
        </li>
    }
    .any()
}

/// Who ordered: by name, or else by number.
pub(super) fn customer(l: Locale, order: &OrderView) -> String {
    let phone = || order.phone.as_deref().map(|phone| text::address(l, phone));
    let nobody = || say!(l, calendar.nobody).to_owned();
    order.customer.clone().or_else(phone).unwrap_or_else(nobody)
}

/// How an order reaches the customer.
pub(super) fn fulfilment(l: Locale, fulfilment: Fulfilment) -> (Icon, &'static str) {
    match fulfilment {
        Fulfilment::Delivery => (Icon::Truck, say!(l, order.delivery)),
        Fulfilment::Pickup => (Icon::Store, say!(l, order.pickup)),
    }
}

/// The first things that were ordered: `2 × Sukari, 1 × Mkate and 3 more`.
fn what(l: Locale, order: &OrderView) -> String {
    let named = order.lines.iter().take(NAMED);
    let named = named.map(|line| format!("{} × {}", line.quantity, line.name));
    let named = named.collect::<Vec<_>>().join(", ");
    match order.lines.len().saturating_sub(NAMED) {
        0 => named,
        more => {
            let more = fill(say!(l, orders.and_more), &[("n", &more.to_string())]);
            named + " " + &more
        }
    }
}
