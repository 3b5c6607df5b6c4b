//! The areas of the interface, each of which the browser loads when a page of it is opened.
//!
//! An owner's phone should not carry the operator's dashboard. The build cuts the program at the
//! functions that are marked here, and packs what an area needs beside the main program into one
//! file; what the pages before the sign-in need is in the main program. On the server this is a
//! plain call.
//!
//! Few areas on purpose: what any two of them share becomes a part of its own, which pays for its
//! imports, and lies in the files of both. Only what the frame around a page shares with the page lies in
//! the frame's file alone: `WITHIN` in `xtask/src/frontend.rs` says which areas lie within a frame's.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures::channel::oneshot;
use leptos::prelude::*;
use leptos_router::ChooseView;
use leptos_router::location::RequestUrl;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::pages;

/// What comes when its part of the program is there.
type Coming<T> = Pin<Box<dyn Future<Output = T>>>;
/// Asks for a part of the program, each time anew.
type Ask<T> = Box<dyn Fn() -> Coming<Result<T, SplitLoaderError>>>;

/// A page of an area, for a route: one type for all of them, because the router brings a copy of
/// itself for each type into the browser.
#[derive(Clone, Copy)]
pub(crate) struct Lazy {
    open: fn() -> Coming<AnyView>,
    load: fn() -> Coming<()>,
}

impl ChooseView for Lazy {
    async fn choose(self) -> AnyView {
        (self.open)().await
    }

    async fn preload(&self) {
        (self.load)().await;
    }
}

macro_rules! area {
    ($(#[$doc:meta])* $area:ident ($preload:ident): $($page:ident),+ $(,)?) => {
        $(#[$doc])*
        pub(crate) mod $area {
            use super::{
                AnyView, Coming, IntoAny, Lazy, SplitLoaderError, pages, until_it_comes, view,
                wasm_split,
            };

            #[derive(Clone, Copy)]
            enum Page { $($page),+ }

            #[wasm_split($area, preload($preload), fallible)]
            fn open(page: Page) -> Result<AnyView, SplitLoaderError> {
                Ok(match page { $(Page::$page => view! { <pages::$page/> }.into_any()),+ })
            }

            fn opened(page: Page) -> Coming<AnyView> {
                until_it_comes(Box::new(move || Box::pin(open(page))))
            }

            fn loaded() -> Coming<()> {
                until_it_comes(Box::new(|| Box::pin($preload())))
            }

            $(
                pub(crate) struct $page;

                impl $page {
                    pub(crate) fn lazy() -> Lazy {
                        Lazy { open: || opened(Page::$page), load: loaded }
                    }
                }
            )+
        }
    };
}

area! {
    /// What is around the owner's pages, and the first of them.
    portal(load_portal): PortalFrame, Status,
}

area! {
    /// The owner's business: how it is set up, connected and answered for.
    business(load_business): Onboarding, Whatsapp, Messages, Answers, Settings,
}

area! {
    /// The owner's calendar, and what can be booked.
    bookings(load_bookings): Appointments, Booking, CalendarFeed, NewBooking, Services,
}

area! {
    /// What the owner sells, and what customers ordered.
    orders(load_orders): Orders, Order, Products, Product, ImportProducts,
}

area! {
    /// The customers of the business.
    customers(load_customers): Customers, Customer, ImportCustomers, MergeCustomer,
}

area! {
    /// The people of the business.
    team(load_team): Team,
}

area! {
    /// What customers write, and where people answer.
    inbox(load_inbox): Inbox, InboxStart, Thread, Replies,
}

area! {
    /// The conversation, as the owner changes it.
    editor(load_editor): Flow, FlowHistory,
}

area! {
    /// What is around the operator's pages, and those about businesses.
    dashboard(load_dashboard): DashboardFrame, Overview, Tenants, NewTenant, Tenant, SetupRequests,
        SetupRequest,
}

area! {
    /// What runs, and what happened.
    operations(load_operations): Workers, Nodes, Events, Leads, Bulk, BulkDone,
}

area! {
    /// The own account, and where mailed links lead.
    account(load_account): Account, SecondStep, RecoveryCodes, FirstSecondStep, Verify, Reset,
        SignInCode, Invited,
}

area! {
    /// What there is to start from, each tried out on the page.
    templates(load_templates): Templates,
}

area! {
    /// The practice phone.
    practice(load_practice): Sandbox,
}

/// The first wait before a part is asked for again.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// The longest wait before a part is asked for again.
const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// Asks for a part of the program until it is there: a phone loses its connection, a server is started anew.
/// Meanwhile the page stays as the server drew it, with its links and forms.
///
/// Boxed, because the browser would carry a copy of this for each area.
fn until_it_comes<T: 'static>(ask: Ask<T>) -> Coming<T> {
    Box::pin(async move {
        let mut wait = FIRST_WAIT;
        loop {
            if let Ok(come) = ask().await {
                return come;
            }
            let (running, over) = oneshot::channel::<()>();
            set_timeout(move || drop(running), wait);
            let _dropped = over.await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    })
}

/// The files of each area, as the build lists them; the server provides it as context.
#[derive(Debug, Clone, Default)]
pub struct AreaFiles(pub Arc<BTreeMap<String, Vec<String>>>);

/// Lets the browser fetch the files of the page's areas beside the main program, not after it.
pub(crate) fn preload_links() -> Vec<AnyView> {
    let (Some(AreaFiles(areas)), Some(url)) = (use_context(), use_context::<RequestUrl>()) else {
        return Vec::new();
    };
    let names = areas_of(url.as_ref());
    let files: BTreeSet<_> = names.iter().filter_map(|name| areas.get(*name)).flatten().collect();
    let link = |file: &String| {
        // `fetch` asks for them in this mode; another one would load them twice.
        view! { <link rel="preload" r#as="fetch" crossorigin="anonymous" href=format!("/pkg/{file}")/> }
            .into_any()
    };
    files.into_iter().map(link).collect()
}

/// The areas that the page of an address needs; none for what the main program holds.
fn areas_of(url: &str) -> Vec<&'static str> {
    let address = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let steps: Vec<_> = path.split('/').skip(1).filter(|step| !step.is_empty()).collect();
    match steps[..] {
        ["app", "account", ..] => vec!["portal", "account"],
        ["app", "appointments" | "services", ..] => vec!["portal", "bookings"],
        ["app", "inbox", ..] => vec!["portal", "inbox"],
        ["app", "customers", ..] => vec!["portal", "customers"],
        ["app", "orders" | "products", ..] => vec!["portal", "orders"],
        ["app", "team", ..] => vec!["portal", "team"],
        ["app", "flow", ..] => vec!["portal", "editor"],
        ["app", "onboarding" | "whatsapp" | "messages" | "answers" | "settings"] => {
            vec!["portal", "business"]
        }
        ["app", ..] => vec!["portal"],
        ["admin", "account", ..] => vec!["dashboard", "account"],
        ["admin", "workers" | "nodes" | "events" | "leads" | "bulk", ..] => {
            vec!["dashboard", "operations"]
        }
        ["admin", ..] => vec!["dashboard"],
        ["signin", _] | ["second-factor" | "verify" | "reset" | "invited"] => vec!["account"],
        ["sandbox"] => vec!["practice"],
        ["templates"] => vec!["templates"],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_areas() {
        for (url, areas) in [
            ("http://flowhq.example/app", vec!["portal"]),
            ("http://flowhq.example/app/messages?before=1", vec!["portal", "business"]),
            ("http://flowhq.example/app/account", vec!["portal", "account"]),
            ("http://flowhq.example/app/appointments/new?date=1", vec!["portal", "bookings"]),
            ("http://flowhq.example/app/inbox?show=mine", vec!["portal", "inbox"]),
            ("http://flowhq.example/app/inbox/1", vec!["portal", "inbox"]),
            ("http://flowhq.example/app/services", vec!["portal", "bookings"]),
            ("http://flowhq.example/app/customers/1", vec!["portal", "customers"]),
            ("http://flowhq.example/app/orders?show=all", vec!["portal", "orders"]),
            ("http://flowhq.example/app/team?done=role", vec!["portal", "team"]),
            ("http://flowhq.example/invited?token=x", vec!["account"]),
            ("http://flowhq.example/app/products/import", vec!["portal", "orders"]),
            ("http://flowhq.example/app/flow?step=menu", vec!["portal", "editor"]),
            ("http://flowhq.example/admin?x", vec!["dashboard"]),
            ("http://flowhq.example/admin/bulk/1", vec!["dashboard", "operations"]),
            ("http://flowhq.example/admin/tenants?search=a/b", vec!["dashboard"]),
            ("/sandbox", vec!["practice"]),
            ("/templates?try=1", vec!["templates"]),
            ("/signin?next=/app", vec![]),
            ("/signin/code", vec!["account"]),
            ("http://flowhq.example/", vec![]),
            ("http://flowhq.example/appointments", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(areas_of(url), areas, "{url}");
        }
    }
}
