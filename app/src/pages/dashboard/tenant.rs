//! One business: where it stands, its worker, its code, its messages and what was done to it.

mod head;
mod session;
mod view_as;

use domain::Instant;
use domain::live::LiveEvent;
use domain::views::{EventView, SetupRequestView, TenantDetail};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::events::event_row;
use super::list::begin;
use super::setup_request::history;
use super::tenant_actions::actions;
use super::worker::worker_card;
use crate::api::platform::{Seen, TenantPage, read_tenant};
use crate::components::{
    Any, Badge, Data, Item, Log, Start, business_facts, card, fact, keyed, message_log, steady,
    stepper, waiting_list,
};
use crate::live::{News, follow, use_live};
use crate::text::{say, use_locale};
use crate::time::ago;

/// Messages of one page.
const LIMIT: u32 = 30;
/// Events that the page keeps.
const EVENTS: usize = 20;

/// One tenant's page.
#[component]
pub(crate) fn Tenant() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    let before =
        move || query.with(|query| query.get("before")).filter(|before| !before.is_empty());
    let data = Data::new(
        move || format!("{} {}", id(), before().unwrap_or_default()),
        move || read_tenant(untrack(id), untrack(before)),
    );
    data.page(move |seen| {
        let start = if untrack(before).is_some() { Start::Older } else { Start::Newest };
        view(seen, start)
    })
}

fn view(seen: Seen<TenantPage>, start: Start) -> AnyView {
    let l = use_locale();
    let zone = seen.1.clone();
    let (now, page) = begin(seen);
    let id = page.detail.tenant.id;
    let log = Log::new(id, page.messages, start, LIMIT);
    let events = follow_events(id, page.events);
    let earlier = page.requests.into_iter().skip(1).collect();
    // The server draws the head last, when what the page follows may be gone on a busy machine.
    let name = page.detail.tenant.name.clone();
    let detail = follow(page.detail);
    let title = move || {
        detail.try_with(|detail| detail.tenant.name.clone()).unwrap_or_else(|| name.clone())
    };
    let request = steady(
        move || detail.with(|detail| detail.request.clone()),
        |request| request.clone().map(request_card).into_any(),
    );
    let business = steady(
        move || detail.with(|detail| (detail.config.clone(), detail.tenant.phone_number.clone())),
        |(config, number)| business_facts(config, number.clone()),
    );
    let rows = keyed(move || {
        let events = events.get().into_iter();
        events
            .map(|event| -> Item {
                (event.id.to_string(), Box::new(move || event_row(event, now)))
            })
            .collect()
    });
    let log_link = format!("/admin/events?tenant={id}");
    let events = view! {
        <ul class="rows" data-testid="event-log">{rows}</ul>
        <p><a href=log_link>{say!(l, events.all_of_tenant)}</a></p>
    };
    view! {
        <Title text=title/>
        {head::head(detail, zone, now)}
        {head::troubles(detail, now)}
        {actions(detail)}
        {view_as::view_as(id, page.reason)}
        {head::jumps()}
        <div class="columns columns-even">
            <div class="stack">
                <div id="worker">{worker_card(detail, now)}</div>
                <div id="whatsapp">{session::card(detail, now, page.sandbox)}</div>
                {card(say!(l, setup.facts), business)}
                {owner_card(detail, now)}
            </div>
            <div class="stack">
                {waiting_list(detail, now, true, false)}
                <div id="messages">{card(say!(l, message.title), message_log(log, now, None))}</div>
                <div id="requests" class="stack">{request} {history(earlier, now)}</div>
                <div id="events">{card(say!(l, nav.events), events.any())}</div>
            </div>
        </div>
    }
    .any()
}

fn request_card(request: SetupRequestView) -> AnyView {
    let l = use_locale();
    let link = format!("/admin/setup-requests/{}", request.id);
    let body = view! {
        {stepper_for_admin(request)}
        <p><a href=link>{say!(l, requests.look)}</a></p>
    };
    card(say!(l, requests.one), body.any())
}

fn stepper_for_admin(request: SetupRequestView) -> AnyView {
    let l = use_locale();
    if request.status == domain::SetupStatus::Rejected {
        let badge = Badge::request(l, request.status).view("request-status");
        return view! { <p>{badge}</p> <blockquote class="note">{request.notes}</blockquote> }
            .any();
    }
    stepper(request)
}

fn follow_events(tenant: domain::TenantId, events: Vec<EventView>) -> RwSignal<Vec<EventView>> {
    let events = RwSignal::new(events);
    use_live().listen(move |news| {
        if let News::Event(LiveEvent::Log { event }) = news
            && event.tenant_id == Some(tenant)
        {
            events.update(|events| {
                events.retain(|known| known.id != event.id);
                events.insert(0, event.clone());
                events.truncate(EVENTS);
            });
        }
    });
    events
}

fn owner_card(detail: RwSignal<TenantDetail>, now: ReadSignal<Instant>) -> Option<AnyView> {
    let l = use_locale();
    let owner = detail.with_untracked(|detail| detail.owner.clone())?;
    let mail = format!("mailto:{}", owner.email);
    let facts = view! {
        <dl class="facts">
            {fact(say!(l, owner.name), owner.name)}
            {fact(say!(l, account.email), view! { <a href=mail>{owner.email}</a> })}
            {fact(say!(l, owner.since), ago(owner.created_at, now))}
            {owner.last_login_at.map(|at| fact(say!(l, owner.last_login), ago(at, now)))}
        </dl>
    };
    Some(card(say!(l, role.owner), facts.any()))
}
