//! One business: where it stands, its worker, its code, its messages and what was done to it.

use domain::Instant;
use domain::views::{EventView, TenantDetail};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::events::event_row;
use super::tenant_actions::actions;
use super::worker::worker_card;
use crate::api::platform::{TenantPage, Timed, tenant};
use crate::components::{
    Badge, Log, Start, business_facts, card, fact, loaded, message_log, pindo, qr_card, stepper, waiting_list,
};
use crate::live::{Update, follow, use_live};
use crate::text::{self, say, use_locale};
use crate::time::{Ago, ticking};

use domain::live::LiveEvent;

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
    let before = move || query.with(|query| query.get("before")).filter(|before| !before.is_empty());
    let data = Resource::new(move || (id(), before()), |(id, before)| tenant(id, before));
    loaded(data, move |timed| {
        let start = if untrack(before).is_some() { Start::Older } else { Start::Newest };
        view(timed, start)
    })
}

fn view(timed: Timed<TenantPage>, start: Start) -> AnyView {
    let l = use_locale();
    let now = ticking(timed.now);
    let page = timed.value;
    let id = page.detail.tenant.id;
    let log = Log::new(id, page.messages, start, LIMIT);
    let events = follow_events(page.detail.tenant.id, page.events);
    let detail = follow(page.detail);
    let status = Memo::new(move |_| detail.with(|detail| detail.tenant.status));
    let deleted = Memo::new(move |_| detail.with(|detail| detail.tenant.deleted_at));
    let config = Memo::new(move |_| detail.with(|detail| (detail.config.clone(), detail.tenant.phone_number.clone())));
    let request = Memo::new(move |_| detail.with(|detail| detail.request.clone()));
    let name = Memo::new(move |_| detail.with(|detail| detail.tenant.name.clone()));
    let gone = move || {
        deleted.get().map(|at| view! {
            <p class="notice tone-bad" data-testid="deleted">{say!(l, tenants.is_deleted)} " " <Ago at now/></p>
        })
    };
    let phone = page.sandbox.then(|| view! {
        <a class="btn btn-quiet" data-testid="open-sandbox" href=format!("/sandbox?tenant={id}")>{say!(l, whatsapp.sandbox)}</a>
    });
    view! {
        <Title text=move || name.get()/>
        <header class="page-head">
            <div>
                <h1>{move || name.get()}</h1>
                <p class="quiet">{move || detail.with(|detail| detail.tenant.slug.clone())}</p>
            </div>
            {move || Badge::tenant(l, status.get()).view("tenant-status")}
        </header>
        {gone}
        {actions(detail)}
        <div class="columns">
            <div class="stack">
                {worker_card(detail, now)}
                {session_card(detail, now)}
                {phone}
                {move || request.get().map(|request| {
                    let link = format!("/admin/setup-requests/{}", request.id);
                    card(say!(l, requests.one), view! {
                        {stepper_for_admin(request)}
                        <p><a href=link>{say!(l, requests.look)}</a></p>
                    }.into_any())
                })}
                {card(say!(l, setup.facts), (move || {
                    let (config, number) = config.get();
                    business_facts(&config, number)
                }).into_any())}
                {owner_card(detail, now)}
            </div>
            <div class="stack">
                {waiting_list(detail, now, true)}
                {card(say!(l, message.title), message_log(log, now, None))}
                {card(say!(l, nav.events), (move || {
                    let rows = events.get().into_iter().map(|event| event_row(event, now)).collect_view();
                    view! { <ul class="rows" data-testid="event-log">{rows}</ul> }
                }).into_any())}
            </div>
        </div>
    }
    .into_any()
}

fn stepper_for_admin(request: domain::views::SetupRequestView) -> AnyView {
    let l = use_locale();
    if request.status == domain::SetupStatus::Rejected {
        let badge = Badge::request(l, request.status).view("request-status");
        return view! { <p>{badge}</p> <blockquote class="note">{request.notes}</blockquote> }.into_any();
    }
    stepper(request)
}

fn follow_events(tenant: domain::TenantId, events: Vec<EventView>) -> RwSignal<Vec<EventView>> {
    let events = RwSignal::new(events);
    use_live().listen(move |update| {
        if let Update::Event(LiveEvent::Log { event }) = update
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

fn session_card(detail: RwSignal<TenantDetail>, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let session = Memo::new(move |_| detail.with(|detail| detail.session.clone()));
    let qr = Memo::new(move |_| session.with(|session| session.qr.clone()));
    let has_qr = Memo::new(move |_| qr.with(Option::is_some));
    let facts = move || {
        let session = session.get();
        view! {
            {fact(say!(l, tenants.session), Badge::session(l, session.state).view("session-state"))}
            {session.reason.map(|reason| fact(say!(l, session.reason), text::disconnect_reason(l, reason)))}
            {session.phone.map(|phone| fact(say!(l, session.phone), phone))}
            {session.connected_at.map(|at| fact(say!(l, session.connected), view! { <Ago at now/> }))}
            {session.last_seen_at.map(|at| fact(say!(l, session.last_seen), view! { <Ago at now/> }))}
            {fact(say!(l, session.connector), view! { <code>{session.connector}</code> })}
        }
    };
    view! {
        <section class="card card-woven">
            {pindo()}
            <h2 class="card-title">{say!(l, session.title)}</h2>
            {move || has_qr.get().then(|| qr_card(qr, now))}
            <dl class="facts">{facts}</dl>
        </section>
    }
    .into_any()
}

fn owner_card(detail: RwSignal<TenantDetail>, now: ReadSignal<Instant>) -> Option<AnyView> {
    let l = use_locale();
    let owner = detail.with_untracked(|detail| detail.owner.clone())?;
    let facts = view! {
        <dl class="facts">
            {fact(say!(l, owner.name), owner.name)}
            {fact(say!(l, account.email), owner.email)}
            {fact(say!(l, owner.since), view! { <Ago at=owner.created_at now/> })}
            {owner.last_login_at.map(|at| fact(say!(l, owner.last_login), view! { <Ago at now/> }))}
        </dl>
    };
    Some(card(say!(l, role.owner), facts.into_any()))
}
