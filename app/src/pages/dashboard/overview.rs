//! The figures, and what needs a person now.

use domain::live::LiveEvent;
use domain::views::{self, SetupRequestView, TenantView, WorkerView};
use domain::{Instant, TenantStatus, WorkerStatus};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;

use super::worker::{heartbeat, stale_badge};
use crate::api::Doc;
use crate::api::platform::{Dashboard, Timed, read_dashboard};
use crate::components::{Any, Badge, Data, card, dynamic, empty, words};
use crate::live::{News, use_live};
use crate::text::{say, use_locale};
use crate::time::{ago, ticking};

/// The dashboard's first page.
#[component]
pub(crate) fn Overview() -> impl IntoView {
    Data::once(read_dashboard).page(view)
}

fn view(timed: Timed<Dashboard>) -> AnyView {
    let l = use_locale();
    let now = ticking(timed.now);
    let data = follow(timed.value);
    let calm = dynamic(move || {
        match data.with(|data| data.requests.is_empty() && data.troubled.is_empty()) {
            true => empty(say!(l, overview.calm), "Kawia ufike.", "Take your time and arrive."),
            false => ().into_any(),
        }
    });
    let rows = dynamic(move || {
        let data = data.get();
        let requests = data.requests.into_iter().map(|request| request_row(request, now));
        requests
            .chain(data.troubled.into_iter().map(|worker| trouble_row(worker, now)))
            .collect_view()
            .into_any()
    });
    view! {
        <Title text=say!(l, nav.overview)/>
        <header class="page-head"><div><h1>{say!(l, nav.overview)}</h1></div></header>
        <div class="grid gap-6 min-w-0">
            {figures(data)}
            {card(say!(l, overview.now), view! { {calm} <ul class="rows">{rows}</ul> }.any())}
        </div>
    }
    .any()
}

fn follow(data: Dashboard) -> RwSignal<Dashboard> {
    let data = RwSignal::new(data);
    use_live().listen(move |news| match news {
        News::Event(LiveEvent::Overview { overview }) => {
            data.update(|data| data.overview = overview.clone());
        }
        News::Event(LiveEvent::Request { request }) => data.update(|data| {
            data.requests.retain(|known| known.id != request.id);
            if request.status.is_open() {
                data.requests.insert(0, request.clone());
            }
        }),
        News::Event(LiveEvent::Worker { tenant_id, worker }) => {
            let trouble = worker.stale || worker.status == WorkerStatus::Error;
            let known = data.with_untracked(|data| {
                data.troubled.iter().any(|(tenant, _)| tenant.id == *tenant_id)
            });
            if trouble != known {
                fetch(data);
            }
        }
        News::Event(LiveEvent::Tenant { tenant }) if tenant.status == TenantStatus::Error => {
            fetch(data);
        }
        News::Fresh { .. } => fetch(data),
        News::Event(_) => {}
    });
    data
}

fn fetch(data: RwSignal<Dashboard>) {
    spawn_local(async move {
        if let Ok(fresh) = read_dashboard().await.and_then(Doc::read) {
            data.try_set(fresh.value);
        }
    });
}

fn figures(data: RwSignal<Dashboard>) -> AnyView {
    let l = use_locale();
    let figure = move |name: &'static str,
                       testid: &'static str,
                       of: fn(&views::Overview) -> u32| {
        view! {
            <div class="figure" data-testid=testid>
                <dt>{name}</dt>
                <dd class="number">{words(move || data.with(|data| of(&data.overview)).to_string())}</dd>
            </div>
        }
        .any()
    };
    view! {
        <dl class="figures">
            {figure(say!(l, overview.tenants), "figure-tenants", |figures| figures.tenants)}
            {figure(say!(l, overview.active), "figure-active", |figures| figures.active)}
            {figure(say!(l, overview.pending), "figure-pending", |figures| figures.pending_requests)}
            {figure(say!(l, overview.qr_waiting), "figure-qr", |figures| figures.qr_waiting)}
            {figure(say!(l, overview.errors), "figure-errors", |figures| figures.errors)}
            {figure(say!(l, overview.stale), "figure-stale", |figures| figures.stale)}
            {figure(say!(l, overview.running), "figure-running", |figures| figures.running)}
            {figure(say!(l, overview.messages), "figure-messages", |figures| figures.messages_today)}
        </dl>
    }
    .any()
}

fn request_row(request: SetupRequestView, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    view! {
        <li class="row">
            <div>
                <p class="row-name"><a href=format!("/admin/setup-requests/{}", request.id)>{request.tenant_name}</a></p>
                <p class="quiet">{request.user_name} " · " {ago(request.created_at, now)}</p>
            </div>
            {Badge::request(l, request.status).view("request-status")}
        </li>
    }
    .any()
}

fn trouble_row((tenant, worker): (TenantView, WorkerView), now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    view! {
        <li class="row">
            <div>
                <p class="row-name"><a href=format!("/admin/tenants/{}", tenant.id)>{tenant.name}</a></p>
                <p class="quiet">{worker.last_error.clone().map(|error| format!("{error} · "))} {heartbeat(&worker, now)}</p>
            </div>
            <div class="flex flex-wrap items-center gap-2">
                {stale_badge(worker.stale)}
                {Badge::tenant(l, tenant.status).view("tenant-status")}
            </div>
        </li>
    }
    .any()
}
