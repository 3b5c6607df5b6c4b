//! The frames around the pages of people who are signed in.

use std::time::Duration;

use domain::live::LiveEvent;
use domain::message::Direction;
use domain::{Permission, Role};
use leptos::html;
use leptos::prelude::*;
use leptos_router::components::{A, Outlet};

use super::erased::{Any, effect, flag, words};
use super::icon::{Icon, icon};
use super::language::language_switch;
use super::load::Data;
use super::pindo::{brand, pindo};
use super::post::Post;
use super::theme::theme_switch;
use super::toast::toasts;
use super::viewing::viewing_bar;
use crate::api::account::{SignOut, Who, whoami};
use crate::live::{News, Soon, live_state, notify, refetch, use_live};
use crate::text::{self, say, use_locale};

/// The place whose open orders are counted.
const ORDERS: &str = "/app/orders";
/// The places that not everybody of the business may see.
const TEAM: &str = "/app/team";
const FLOW: &str = "/app/flow";
/// The place whose conversations are counted that ask for the person.
const INBOX: &str = "/app/inbox";
/// The place that says how the phone is.
const WHATSAPP: &str = "/app/whatsapp";
/// What comes together is counted together.
const GATHER: Duration = Duration::from_millis(500);

/// One place of the navigation.
#[derive(Clone, Copy)]
struct Place {
    href: &'static str,
    sign: Icon,
    name: &'static str,
    /// Whether it is the start of its part of the site, and so no parent of the others.
    start: bool,
    /// Whether a phone's bar has no room for it, so that it stands in the drawer there.
    rare: bool,
}

fn place(href: &'static str, sign: Icon, name: &'static str) -> Place {
    Place { href, sign, name, start: href == "/app" || href == "/admin", rare: false }
}

fn rare(place: Place) -> Place {
    Place { rare: true, ..place }
}

/// The owner's frame: a bottom bar on the phone, a quiet rail on a wide screen.
#[component]
pub(crate) fn PortalFrame() -> impl IntoView {
    let l = use_locale();
    let places = vec![
        place("/app", Icon::Home, say!(l, nav.home)),
        place(INBOX, Icon::Inbox, say!(l, nav.inbox)),
        place("/app/appointments", Icon::Calendar, say!(l, nav.calendar)),
        rare(place("/app/messages", Icon::Chat, say!(l, nav.messages))),
        rare(place(ORDERS, Icon::Bag, say!(l, nav.orders))),
        rare(place("/app/products", Icon::Package, say!(l, nav.products))),
        rare(place("/app/customers", Icon::Person, say!(l, customers.title))),
        rare(place("/app/services", Icon::Form, say!(l, nav.services))),
        rare(place(FLOW, Icon::Chat, say!(l, nav.flow))),
        rare(place("/app/answers", Icon::Book, say!(l, nav.answers))),
        rare(place(WHATSAPP, Icon::Phone, say!(l, nav.whatsapp))),
        rare(place("/app/onboarding", Icon::Store, say!(l, nav.setup))),
        rare(place(TEAM, Icon::People, say!(l, team.title))),
        rare(place("/app/settings", Icon::Gear, say!(l, settings.title))),
    ];
    tell_of_alerts();
    frame("frame-portal", "/app", places)
}

/// Lets the browser tell of what is to be seen to, wherever in the portal the person is.
fn tell_of_alerts() {
    let l = use_locale();
    use_live().listen(move |news| {
        let News::Event(LiveEvent::Alert { kind, conversation_id, customer, .. }) = news else {
            return;
        };
        let title = text::alert(l, *kind, customer.as_deref());
        match conversation_id.map(|id| id.to_string()) {
            // Nothing that is less takes the place of an emergency.
            Some(id) if kind.is_urgent() => {
                notify(&title, &format!("urgent {id}"), &format!("{INBOX}/{id}"));
            }
            Some(id) => notify(&title, &id, &format!("{INBOX}/{id}")),
            None => notify(&title, WHATSAPP, WHATSAPP),
        }
    });
}

/// The operator's frame: a top bar with everything that runs.
#[component]
pub(crate) fn DashboardFrame() -> impl IntoView {
    let l = use_locale();
    let places = vec![
        place("/admin", Icon::Home, say!(l, nav.overview)),
        place("/admin/setup-requests", Icon::Inbox, say!(l, nav.requests)),
        place("/admin/tenants", Icon::People, say!(l, nav.tenants)),
        place("/admin/workers", Icon::Worker, say!(l, nav.workers)),
        place("/admin/nodes", Icon::Server, say!(l, nav.nodes)),
        place("/admin/events", Icon::History, say!(l, nav.events)),
        place("/admin/leads", Icon::Mail, say!(l, nav.leads)),
    ];
    frame("frame-admin", "/admin", places)
}

fn frame(class: &'static str, home: &'static str, places: Vec<Place>) -> AnyView {
    let l = use_locale();
    let live = use_live();
    let person = Data::once(whoami);
    live.open();
    let waiting = |place: &Place| match place.href {
        "/admin/setup-requests" => Some(pending_badge(person)),
        ORDERS => Some(orders_badge(person, "orders-badge")),
        INBOX => Some(inbox_badge(person)),
        _ => None,
    };
    let shown = |place: &Place| match place.href {
        TEAM => for_who_may(person, Permission::ReadTeam, *place),
        FLOW => for_who_may(person, Permission::ReadFlow, *place),
        _ => link(*place, waiting(place)),
    };
    let links = places.iter().map(shown).collect_view();
    let drawer = places.iter().filter(|place| place.rare);
    let drawer = drawer.map(shown).collect::<Vec<_>>();
    let drawer = (!drawer.is_empty()).then(|| {
        let waiting = (home == "/app").then(|| orders_badge(person, "more-badge"));
        more_places(drawer.collect_view().into_any(), waiting)
    });
    let find = (home == "/admin").then(find);
    view! {
        {person.shown(viewing_bar)}
        <div class=format!("frame {class}")>
            <a class="skip" href="#main" rel="external">{say!(l, nav.skip)}</a>
            {pindo("pindo-frame")}
            <header class="topbar">
                {brand(home)}
                {find}
                <div class="topbar-end">
                    {live_state()}
                    {language_switch()}
                    {person.shown(signed_in)}
                </div>
            </header>
            <nav class="places" aria-label=say!(l, nav.label)>
                <ul>{links} {drawer}</ul>
            </nav>
            <main class="field-calm" id="main" tabindex="-1">
                <Outlet/>
            </main>
            {toasts()}
        </div>
    }
    .any()
}

fn link(place: Place, waiting: Option<AnyView>) -> AnyView {
    view! {
        <li class=place.rare.then_some("place-rare")>
            <A href=place.href exact=place.start>
                {icon(place.sign)}
                <span>{place.name}</span>
                {waiting}
            </A>
        </li>
    }
    .any()
}

/// A place for those alone who may see it.
fn for_who_may(person: Data<Who>, permission: Permission, place: Place) -> AnyView {
    person.shown(move |who| match who {
        Some(who) if who.role.may(permission) => link(place, None),
        _ => ().into_any(),
    })
}

/// The fourth place of a phone's bar: a drawer with all the others.
fn more_places(links: AnyView, waiting: Option<AnyView>) -> AnyView {
    let l = use_locale();
    let drawer = NodeRef::<html::Details>::new();
    let close = move |_| {
        if let Some(drawer) = drawer.get_untracked() {
            drawer.set_open(false);
        }
    };
    view! {
        <li class="place-more">
            <details class="more-places" node_ref=drawer>
                <summary>{icon(Icon::More)} <span>{say!(l, nav.more)}</span> {waiting}</summary>
                <ul on:click=close>{links}</ul>
            </details>
        </li>
    }
    .any()
}

/// The search of all businesses; where there is no room for it, a way to the list that has it.
fn find() -> AnyView {
    let l = use_locale();
    let word = say!(l, nav.search);
    view! {
        <form class="find" method="get" action="/admin/tenants" role="search" aria-label=word>
            {icon(Icon::Search)}
            <input type="search" name="search" aria-label=word placeholder=word data-testid="top-search"/>
        </form>
    }
    .any()
}

/// How many requests wait for a decision.
fn pending_badge(person: Data<Who>) -> AnyView {
    let l = use_locale();
    let live = use_live();
    person.shown(move |who| {
        let figures = who.and_then(|who| who.overview).unwrap_or_default();
        let count = RwSignal::new(figures.pending_requests);
        live.listen(move |news| match news {
            News::Event(LiveEvent::Overview { overview }) | News::Fresh { overview: Some(overview), .. } => {
                count.set(overview.pending_requests);
            }
            _ => {}
        });
        view! {
            <span class="count" data-testid="pending-badge" title=say!(l, nav.pending) hidden=flag(move || count.get() == 0)>
                {words(move || count.get().to_string())}
            </span>
        }
        .any()
    })
}

/// How many orders of the person's business are open, kept up to date.
fn orders_badge(person: Data<Who>, testid: &'static str) -> AnyView {
    let l = use_locale();
    let live = use_live();
    // The signal is made where it is shown: what the server draws later than the frame may not read the frame's own.
    person.shown(move |who| {
        let count = RwSignal::new(who.map_or(0, |who| who.open_orders));
        live.listen(move |news| {
            if matches!(news, News::Event(LiveEvent::Orders { .. }) | News::Fresh { .. }) {
                refetch(whoami, move |who: Who| {
                    count.try_set(who.open_orders);
                });
            }
        });
        view! {
            <span class="count" data-testid=testid title=say!(l, nav.open_orders) hidden=flag(move || count.get() == 0)>
                {words(move || count.get().to_string())}
            </span>
        }
        .any()
    })
}

/// How many conversations ask for the person, kept up to date.
fn inbox_badge(person: Data<Who>) -> AnyView {
    let l = use_locale();
    let live = use_live();
    person.shown(move |who| {
        let count = RwSignal::new(who.map_or(0, |who| who.inbox));
        let soon = Soon::after(GATHER);
        live.listen(move |news| {
            let counts = match news {
                News::Event(LiveEvent::Message { message }) => message.direction == Direction::In,
                News::Event(
                    LiveEvent::Conversation { .. }
                    | LiveEvent::Gone { .. }
                    | LiveEvent::Handoff { .. },
                )
                | News::Fresh { .. } => true,
                News::Event(_) => false,
            };
            if counts {
                soon.run(move || {
                    refetch(whoami, move |who: Who| {
                        count.try_set(who.inbox);
                    });
                });
            }
        });
        effect(move || live.asking(count.get()));
        on_cleanup(move || live.asking(0));
        view! {
            <span class="count" data-testid="inbox-badge" title=say!(l, nav.ask_for_you) hidden=flag(move || count.get() == 0)>
                {words(move || count.get().to_string())}
            </span>
        }
        .any()
    })
}

fn signed_in(who: Option<Who>) -> AnyView {
    let Some(who) = who else { return ().into_any() };
    let l = use_locale();
    let own = if who.role == Role::Admin { "/admin/account" } else { "/app/account" };
    // Whoever sees a business in place of their own has no account at hand.
    let own = who.viewing.is_none().then(|| {
        view! {
            <a class="btn btn-quiet btn-wide" href=own data-testid="link-account">{icon(Icon::Person)} <span>{say!(l, own.title)}</span></a>
        }
        .any()
    });
    let leave = view! {
        <button class="btn btn-quiet btn-wide" data-testid="btn-signout">
            {icon(Icon::Leave)}
            <span>{say!(l, account.sign_out)}</span>
        </button>
    };
    view! {
        <details class="person">
            <summary class="btn btn-bare">
                {icon(Icon::Person)}
                <span class="person-name">{who.name.clone()}</span>
            </summary>
            <div class="person-card">
                <div>
                    <p class="row-name">{who.name}</p>
                    <p class="quiet">{text::role(l, who.role)}</p>
                </div>
                {own}
                {theme_switch()}
                {Post::to::<SignOut>().form("", None, leave.any())}
            </div>
        </details>
    }
    .any()
}
