//! Every worker at a glance: searched, filtered, sorted; several can be told what to do.

use domain::lists::WorkerRow;
use domain::live::LiveEvent;
use domain::{Instant, WorkerStatus};
use leptos::prelude::*;
use leptos_meta::Title;

use super::list::{
    Column, Kind, Picks, Rows, Shape, begin, beyond, filter_bar, nothing_fits, order_kept, pick,
    search_box, select_box, table, tick_box, use_wish,
};
use super::worker::{heartbeat, stale_badge};
use crate::api::platform::{Asked, Listed, Seen, read_workers};
use crate::components::{Any, Badge, Data, Icon, Sorted, dynamic, empty, page_head};
use crate::text::{self, say, use_locale};

const PATH: &str = "/admin/workers";

/// The list of workers.
#[component]
pub(crate) fn Workers() -> impl IntoView {
    let l = use_locale();
    let wish = use_wish();
    let data = Data::new(move || wish.get(), move || read_workers(wish.get_untracked()));
    view! {
        <Title text=say!(l, nav.workers)/>
        {page_head(say!(l, nav.workers).into_any(), Some(say!(l, worker.lead).into_any()), None)}
        {data.page(move |seen| list(seen, wish.get_untracked()))}
    }
}

const KIND: Kind<WorkerRow> = Kind {
    id: |row| row.tenant.id.to_string(),
    take,
    moves: |event| matches!(event, LiveEvent::Tenant { .. }),
    read: |wish| Box::pin(read_workers(wish)),
};

fn take(row: &mut WorkerRow, event: &LiveEvent) -> bool {
    match event {
        LiveEvent::Tenant { tenant } if tenant.id == row.tenant.id => row.tenant = tenant.clone(),
        LiveEvent::Worker { tenant_id, worker } if *tenant_id == row.tenant.id => {
            row.worker = worker.clone();
        }
        _ => return false,
    }
    true
}

fn list(seen: Seen<Listed<WorkerRow>>, wish: String) -> AnyView {
    let l = use_locale();
    let (now, Listed { page, asked }) = begin(seen);
    let picked = RwSignal::new(Vec::new());
    let quiet = "btn btn-quiet";
    let deeds = vec![
        ("start", say!(l, action.start), Icon::Play, quiet),
        ("stop", say!(l, action.stop), Icon::Cross, quiet),
        ("restart", say!(l, action.restart), Icon::Restart, quiet),
    ];
    let shape = Shape {
        path: PATH,
        testid: "workers",
        caption: say!(l, nav.workers),
        columns: vec![
            Column::sorted(say!(l, tenants.name), "name", Sorted::Up),
            Column::sorted(say!(l, worker.status), "status", Sorted::Up),
            Column::sorted(say!(l, worker.heartbeat), "heartbeat", Sorted::Up),
            Column::sorted(say!(l, worker.restarts), "restarts", Sorted::Down),
            Column::new(say!(l, worker.last_error)),
        ],
        picks: Some(Picks { picked, deeds }),
        empty: |filtered| {
            let l = use_locale();
            if filtered {
                return nothing_fits(say!(l, worker.none_fits), PATH);
            }
            empty(say!(l, worker.none), "Mwanzo ni mgumu.", "Every beginning is hard.")
        },
    };
    let filters = filters(&asked);
    let rows = Rows::follow(page, wish, KIND);
    view! {
        {filters}
        {table(shape, rows, asked, move |item| row(item, now, picked))}
    }
    .any()
}

fn filters(asked: &Asked) -> AnyView {
    let l = use_locale();
    let values = &asked.values;
    let statuses = WorkerStatus::ALL.iter();
    let statuses = statuses.map(|status| (status.as_str(), text::worker_status(l, *status)));
    // The node comes from the list of nodes and has no box of its own.
    let node = values.iter().find(|(name, _)| name == "node");
    let node =
        node.map(|(_, node)| view! { <input type="hidden" name="node" value=node.clone()/> }.any());
    let search = view! {
        {node}
        {search_box("search", say!(l, worker.search), "worker-search", values)}
        {order_kept(asked)}
    };
    let rarer = view! {
        {select_box("status", say!(l, worker.status), "worker-filter", statuses.collect(), values)}
        {tick_box("stale", say!(l, worker.stale_only), "worker-stale", values)}
    };
    let open = beyond(values, &["search", "node"]);
    filter_bar(PATH, search.any(), rarer.any(), open, !values.is_empty())
}

fn row(
    item: RwSignal<WorkerRow>,
    now: ReadSignal<Instant>,
    picked: RwSignal<Vec<String>>,
) -> AnyView {
    let l = use_locale();
    let (tenant, process) =
        item.with_untracked(|row| (row.tenant.clone(), row.worker.process_name.clone()));
    let label = text::fill(say!(l, list.choose_one), &[("name", &tenant.name)]);
    let cell = move |of: fn(&WorkerRow, ReadSignal<Instant>) -> AnyView| {
        dynamic(move || item.with(|row| of(row, now)))
    };
    view! {
        <tr data-testid="worker-row">
            {pick(tenant.id.to_string(), label, picked)}
            <th scope="row">
                <a href=format!("/admin/tenants/{}", tenant.id)>{tenant.name}</a>
                <span class="quiet">{process}</span>
            </th>
            <td data-label=say!(l, worker.status)>{cell(|row, _| status(row))}</td>
            <td data-label=say!(l, worker.heartbeat)>{cell(|row, now| heartbeat(&row.worker, now))}</td>
            <td class="number" data-label=say!(l, worker.restarts)>{cell(|row, _| restarts(row))}</td>
            <td data-label=say!(l, worker.last_error)>{cell(|row, _| last_error(row))}</td>
        </tr>
    }
    .any()
}

fn status(row: &WorkerRow) -> AnyView {
    let l = use_locale();
    view! {
        <span class="badges">
            {Badge::worker(l, row.worker.status).view("worker-status")}
            {stale_badge(row.worker.stale)}
        </span>
    }
    .any()
}

fn restarts(row: &WorkerRow) -> AnyView {
    view! { <span data-testid="restarts">{row.worker.restarts.to_string()}</span> }.any()
}

fn last_error(row: &WorkerRow) -> AnyView {
    let error = row.worker.last_error.clone().unwrap_or_else(|| "–".to_owned());
    view! { <span class="error-words" data-testid="last-error">{error}</span> }.any()
}
