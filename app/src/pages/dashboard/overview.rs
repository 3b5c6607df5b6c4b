//! What needs a person now, then the figures, then how everything that runs is.

mod attention;
mod health;

use domain::live::LiveEvent;
use domain::message::MessageStatus;
use domain::views;
use domain::{TenantStatus, WorkerStatus};
use leptos::prelude::*;
use leptos_meta::Title;

use super::list::{GATHER, begin};
use crate::api::platform::{Dashboard, Seen, read_dashboard};
use crate::components::{Any, Data, Tone, card, dynamic, page_head, steady, tile, words};
use crate::live::{News, Soon, refetch, use_live};
use crate::text::{self, say, use_locale};

/// The dashboard's first page.
#[component]
pub(crate) fn Overview() -> impl IntoView {
    Data::once(read_dashboard).page(view)
}

fn view(seen: Seen<Dashboard>) -> AnyView {
    let l = use_locale();
    let (now, dashboard) = begin(seen);
    let data = follow(dashboard);
    let attention = steady(
        move || {
            data.with(|data| (data.attention.clone(), data.leads, data.overview.pending_requests))
        },
        move |(attention, leads, pending)| attention::rows(attention, *leads, *pending, now),
    );
    let health = steady(
        move || data.with(|data| (data.health, data.nodes.clone())),
        move |(health, nodes)| health::view(*health, nodes, now),
    );
    view! {
        <Title text=say!(l, nav.overview)/>
        {page_head(say!(l, nav.overview).into_any(), None, None)}
        <div class="stack">
            <section class="card card-attention" aria-labelledby="now">
                <h2 class="card-title" id="now">{say!(l, overview.now)}</h2>
                {attention}
            </section>
            {figures(data)}
            {card(say!(l, overview.health), health)}
        </div>
    }
    .any()
}

fn follow(data: Dashboard) -> RwSignal<Dashboard> {
    let data = RwSignal::new(data);
    let soon = Soon::after(GATHER);
    use_live().listen(move |news| match news {
        News::Event(LiveEvent::Overview { overview }) => {
            data.update(|data| data.overview = overview.clone());
        }
        News::Event(event) if concerns(data, event) => soon.run(move || fetch(data)),
        News::Fresh { .. } => fetch(data),
        News::Event(_) => {}
    });
    data
}

/// Whether an event may change what needs a person.
fn concerns(data: RwSignal<Dashboard>, event: &LiveEvent) -> bool {
    match event {
        LiveEvent::Request { .. } | LiveEvent::Session { .. } => true,
        LiveEvent::Tenant { tenant } => tenant.status == TenantStatus::Error || named(data, event),
        LiveEvent::Worker { worker, .. } => {
            let trouble = worker.stale || worker.status == WorkerStatus::Error;
            trouble != named(data, event)
        }
        LiveEvent::Message { message } => {
            matches!(message.status, MessageStatus::Failed | MessageStatus::Unknown)
        }
        _ => false,
    }
}

/// Whether the tenant of an event is named as troubled.
fn named(data: RwSignal<Dashboard>, event: &LiveEvent) -> bool {
    data.with_untracked(|data| {
        data.attention.troubled.iter().any(|row| Some(row.tenant.id) == event.tenant_id())
    })
}

fn fetch(data: RwSignal<Dashboard>) {
    refetch(read_dashboard, move |(_, _, fresh): Seen<Dashboard>| drop(data.try_set(fresh)));
}

fn figures(data: RwSignal<Dashboard>) -> AnyView {
    let l = use_locale();
    let figure = move |name: &'static str,
                       testid: &'static str,
                       href: &'static str,
                       of: fn(&views::Overview) -> u32| {
        let value = words(move || text::count(u64::from(data.with(|data| of(&data.overview)))));
        tile(name, value, testid, Some(href.to_owned()), None)
    };
    // A figure that wants something is coloured while there is something.
    let alarm = move |name: &'static str,
                      testid: &'static str,
                      href: &'static str,
                      tone: Tone,
                      of: fn(&views::Overview) -> u32| {
        let count = Memo::new(move |_| data.with(|data| of(&data.overview)));
        dynamic(move || {
            let count = count.get();
            let value = text::count(u64::from(count)).into_any();
            tile(name, value, testid, Some(href.to_owned()), (count > 0).then_some(tone))
        })
    };
    view! {
        <dl class="figures">
            {figure(say!(l, overview.tenants), "figure-tenants", "/admin/tenants", |of| of.tenants)}
            {figure(say!(l, overview.active), "figure-active", "/admin/tenants?status=ACTIVE", |of| of.active)}
            {figure(say!(l, overview.running), "figure-running", "/admin/workers?status=RUNNING", |of| of.running)}
            {figure(say!(l, overview.messages), "figure-messages", "/admin/tenants?sort=last_message", |of| of.messages_today)}
            {alarm(say!(l, overview.pending), "figure-pending", "/admin/setup-requests?status=open", Tone::Now, |of| of.pending_requests)}
            {alarm(say!(l, overview.qr_waiting), "figure-qr", "/admin/tenants?session=QR_READY", Tone::Now, |of| of.qr_waiting)}
            {alarm(say!(l, overview.errors), "figure-errors", "/admin/tenants?status=ERROR", Tone::Bad, |of| of.errors)}
            {alarm(say!(l, overview.stale), "figure-stale", "/admin/workers?stale=on", Tone::Bad, |of| of.stale)}
        </dl>
    }
    .any()
}
