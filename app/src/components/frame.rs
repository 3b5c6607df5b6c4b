//! The frames around the pages of people who are signed in.

use domain::live::LiveEvent;
use leptos::prelude::*;
use leptos_router::components::{A, Outlet};

use super::erased::{Any, flag, words};
use super::icon::{Icon, icon};
use super::language::language_switch;
use super::load::Data;
use super::pindo::{brand, pindo};
use super::post::Post;
use crate::api::account::{SignOut, Who, whoami};
use crate::live::{News, live_state, use_live};
use crate::text::{self, say, use_locale};

/// One place of the navigation.
struct Place {
    href: &'static str,
    sign: Icon,
    name: &'static str,
    /// Whether it is the start of its part of the site, and so no parent of the others.
    start: bool,
}

fn place(href: &'static str, sign: Icon, name: &'static str, start: bool) -> Place {
    Place { href, sign, name, start }
}

/// The owner's frame: a bottom bar on the phone, a quiet rail on a wide screen.
#[component]
pub(crate) fn PortalFrame() -> impl IntoView {
    let l = use_locale();
    let places = vec![
        place("/app", Icon::Home, say!(l, nav.home), true),
        place("/app/whatsapp", Icon::Phone, say!(l, nav.whatsapp), false),
        place("/app/messages", Icon::Chat, say!(l, nav.messages), false),
        place("/app/onboarding", Icon::Form, say!(l, nav.setup), false),
    ];
    frame("frame-portal", "/app", places)
}

/// The operator's frame: a top bar with everything that runs.
#[component]
pub(crate) fn DashboardFrame() -> impl IntoView {
    let l = use_locale();
    let places = vec![
        place("/admin", Icon::Home, say!(l, nav.overview), true),
        place("/admin/setup-requests", Icon::Inbox, say!(l, nav.requests), false),
        place("/admin/tenants", Icon::People, say!(l, nav.tenants), false),
        place("/admin/workers", Icon::Gear, say!(l, nav.workers), false),
        place("/admin/nodes", Icon::Server, say!(l, nav.nodes), false),
        place("/admin/events", Icon::Clock, say!(l, nav.events), false),
    ];
    frame("frame-admin", "/admin", places)
}

fn frame(class: &'static str, home: &'static str, places: Vec<Place>) -> AnyView {
    let l = use_locale();
    let live = use_live();
    let person = Data::once(whoami);
    live.open();
    let links = places
        .into_iter()
        .map(|place| {
            let waiting = (place.href == "/admin/setup-requests").then(|| pending_badge(person));
            view! {
                <li>
                    <A href=place.href exact=place.start>
                        {icon(place.sign)}
                        <span>{place.name}</span>
                        {waiting}
                    </A>
                </li>
            }
            .any()
        })
        .collect_view();
    view! {
        <div class=format!("frame {class}")>
            <a class="skip" href="#main" rel="external">{say!(l, nav.skip)}</a>
            {pindo("pindo-frame")}
            <header class="topbar">
                {brand(home)}
                <div class="flex items-center gap-2">
                    {live_state()}
                    {language_switch()}
                    {person.shown(signed_in)}
                </div>
            </header>
            <nav class="places" aria-label=say!(l, nav.label)>
                <ul>{links}</ul>
            </nav>
            <main class="field-calm" id="main" tabindex="-1">
                <Outlet/>
            </main>
        </div>
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

fn signed_in(who: Option<Who>) -> AnyView {
    let Some(who) = who else { return ().into_any() };
    let l = use_locale();
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
                <p>{who.name}</p>
                <p class="quiet">{text::role(l, who.role)}</p>
                {Post::to::<SignOut>().form("", None, leave.any())}
            </div>
        </details>
    }
    .any()
}
