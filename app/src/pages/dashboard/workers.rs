//! Every worker at a glance.

use domain::Instant;
use domain::live::LiveEvent;
use domain::views::{TenantView, WorkerView};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;

use super::worker::{heartbeat, stale_badge};
use crate::api::Doc;
use crate::api::platform::{Timed, read_workers};
use crate::components::{Any, Badge, Data, dynamic, empty, flag};
use crate::live::{News, use_live};
use crate::text::{say, use_locale};
use crate::time::ticking;

/// The list of workers.
#[component]
pub(crate) fn Workers() -> impl IntoView {
    Data::once(read_workers).page(view)
}

fn view(timed: Timed<Vec<(TenantView, WorkerView)>>) -> AnyView {
    let l = use_locale();
    let now = ticking(timed.now);
    let rows = RwSignal::new(timed.value);
    use_live().listen(move |news| match news {
        News::Event(LiveEvent::Worker { tenant_id, worker }) => rows.update(|rows| {
            if let Some((_, known)) = rows.iter_mut().find(|(tenant, _)| tenant.id == *tenant_id) {
                *known = worker.clone();
            }
        }),
        News::Fresh { .. } => spawn_local(async move {
            if let Ok(fresh) = read_workers().await.and_then(Doc::read) {
                rows.try_set(fresh.value);
            }
        }),
        News::Event(_) => {}
    });
    let none = flag(move || rows.with(Vec::is_empty));
    let nothing = dynamic(move || match none.get() {
        true => empty(say!(l, worker.none), "Mwanzo ni mgumu.", "Every beginning is hard."),
        false => ().into_any(),
    });
    let shown = dynamic(move || {
        rows.get().into_iter().map(|worker| row(worker, now)).collect_view().into_any()
    });
    view! {
        <Title text=say!(l, nav.workers)/>
        <header class="page-head"><div><h1>{say!(l, nav.workers)}</h1></div></header>
        {nothing}
        <table class="ledger" data-testid="workers" hidden=none>
            <thead>
                <tr>
                    <th scope="col">{say!(l, tenants.name)}</th>
                    <th scope="col">{say!(l, worker.status)}</th>
                    <th scope="col">{say!(l, worker.heartbeat)}</th>
                    <th scope="col">{say!(l, worker.restarts)}</th>
                    <th scope="col">{say!(l, worker.last_error)}</th>
                </tr>
            </thead>
            <tbody>{shown}</tbody>
        </table>
    }
    .any()
}

fn row((tenant, worker): (TenantView, WorkerView), now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let heart = heartbeat(&worker, now);
    view! {
        <tr data-testid="worker-row">
            <th scope="row">
                <a href=format!("/admin/tenants/{}", tenant.id)>{tenant.name}</a>
                <span class="quiet">{worker.process_name}</span>
            </th>
            <td data-label=say!(l, worker.status)>
                <span class="flex flex-wrap items-center gap-2">
                    {Badge::worker(l, worker.status).view("worker-status")}
                    {stale_badge(worker.stale)}
                </span>
            </td>
            <td data-label=say!(l, worker.heartbeat)>{heart}</td>
            <td class="number" data-label=say!(l, worker.restarts)><span data-testid="restarts">{worker.restarts.to_string()}</span></td>
            <td data-label=say!(l, worker.last_error)><span data-testid="last-error">{worker.last_error.unwrap_or_else(|| "–".to_owned())}</span></td>
        </tr>
    }
    .any()
}
