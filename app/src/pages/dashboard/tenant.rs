//! One business: where it stands, its worker, its code, its messages and what was done to it.

use domain::Instant;
use domain::live::LiveEvent;
use domain::views::{EventView, SetupRequestView, TenantDetail};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::events::event_row;
use super::tenant_actions::actions;
use super::worker::worker_card;
use crate::api::platform::{TenantPage, Timed, read_tenant};
use crate::components::{
    Any, Badge, Data, Log, Start, business_facts, card, dynamic, fact, message_log, pindo, qr_card,
    stepper, waiting_list, words,
};
use crate::live::{News, follow, use_live};
use crate::text::{self, say, use_locale};
use crate::time::{ago, ticking};

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
    data.page(move |timed| {
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
    let name = move || detail.with(|detail| detail.tenant.name.clone());
    let gone = dynamic(move || {
        match detail.with(|detail| detail.tenant.deleted_at) {
        Some(at) => view! {
            <p class="notice tone-bad" data-testid="deleted">{say!(l, tenants.is_deleted)} " " {ago(at, now)}</p>
        }
        .any(),
        None => ().into_any(),
    }
    });
    let phone = page.sandbox.then(|| view! {
        <a class="btn btn-quiet" data-testid="open-sandbox" href=format!("/sandbox?tenant={id}")>{say!(l, whatsapp.sandbox)}</a>
    }.any());
    let request = dynamic(move || match detail.with(|detail| detail.request.clone()) {
        Some(request) => request_card(request),
        None => ().into_any(),
    });
    let business = dynamic(move || {
        detail.with(|detail| business_facts(&detail.config, detail.tenant.phone_number.clone()))
    });
    let rows = dynamic(move || {
        events.get().into_iter().map(|event| event_row(event, now)).collect_view().into_any()
    });
    view! {
        <Title text=name/>
        <header class="page-head">
            <div>
                <h1>{words(name)}</h1>
                <p class="quiet">{words(move || detail.with(|detail| detail.tenant.slug.clone()))}</p>
            </div>
            {dynamic(move || Badge::tenant(l, detail.with(|detail| detail.tenant.status)).view("tenant-status"))}
        </header>
        {gone}
        {actions(detail)}
        <div class="grid gap-6 items-start lg:grid-cols-2">
            <div class="grid gap-6 min-w-0">
                {worker_card(detail, now)}
                {session_card(detail, now)}
                {phone}
                {request}
                {card(say!(l, setup.facts), business)}
                {owner_card(detail, now)}
            </div>
            <div class="grid gap-6 min-w-0">
                {waiting_list(detail, now, true)}
                {card(say!(l, message.title), message_log(log, now, None))}
                {card(say!(l, nav.events), view! { <ul class="rows" data-testid="event-log">{rows}</ul> }.any())}
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

fn session_card(detail: RwSignal<TenantDetail>, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let session = Signal::derive(move || detail.with(|detail| detail.session.clone()));
    let code = dynamic(move || match session.with(|session| session.qr.is_some()) {
        true => qr_card(session, now),
        false => ().into_any(),
    });
    let facts = dynamic(move || {
        let session = session.get();
        view! {
            {fact(say!(l, tenants.session), Badge::session(l, session.state).view("session-state"))}
            {session.reason.map(|reason| fact(say!(l, session.reason), text::disconnect_reason(l, reason)))}
            {session.phone.map(|phone| fact(say!(l, session.phone), phone))}
            {session.connected_at.map(|at| fact(say!(l, session.connected), ago(at, now)))}
            {session.last_seen_at.map(|at| fact(say!(l, session.last_seen), ago(at, now)))}
            {fact(say!(l, session.connector), view! { <code>{session.connector}</code> })}
        }
        .any()
    });
    view! {
        <section class="card card-woven">
            {pindo("pindo-card")}
            <h2 class="card-title">{say!(l, session.title)}</h2>
            {code}
            <dl class="facts">{facts}</dl>
        </section>
    }
    .any()
}

fn owner_card(detail: RwSignal<TenantDetail>, now: ReadSignal<Instant>) -> Option<AnyView> {
    let l = use_locale();
    let owner = detail.with_untracked(|detail| detail.owner.clone())?;
    let facts = view! {
        <dl class="facts">
            {fact(say!(l, owner.name), owner.name)}
            {fact(say!(l, account.email), owner.email)}
            {fact(say!(l, owner.since), ago(owner.created_at, now))}
            {owner.last_login_at.map(|at| fact(say!(l, owner.last_login), ago(at, now)))}
        </dl>
    };
    Some(card(say!(l, role.owner), facts.any()))
}
