//! A worker as admins see it.

use domain::views::{TenantDetail, WorkerView};
use domain::{Desired, Instant, TenantStatus, WorkerStatus};
use leptos::prelude::*;

use crate::components::{Any, Badge, Icon, Tone, card, dynamic, fact};
use crate::text::{say, use_locale};
use crate::time::ago;

/// The age of the last sign of life.
pub(super) fn heartbeat(worker: &WorkerView, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    match worker.heartbeat_at {
        Some(at) => view! { <span data-testid="heartbeat-age">{ago(at, now)}</span> }.any(),
        None => view! { <span data-testid="heartbeat-age">{say!(l, worker.never)}</span> }.any(),
    }
}

/// STALE, for a worker that should run and was silent for too long.
pub(super) fn stale_badge(stale: bool) -> Option<AnyView> {
    let l = use_locale();
    stale.then(|| {
        Badge::new(Tone::Bad, Icon::Clock, say!(l, worker.stale), "STALE").view("stale-badge")
    })
}

/// What is wrong with a worker, and what to do about it.
pub(super) fn trouble(
    worker: &WorkerView,
    status: TenantStatus,
) -> Option<(&'static str, &'static str)> {
    let l = use_locale();
    let failed = worker.status == WorkerStatus::Error;
    if worker.stale || (failed && worker.desired == Desired::Running && silent(worker)) {
        return Some((say!(l, trouble.silent), say!(l, trouble.silent_remedy)));
    }
    if failed {
        return Some((say!(l, trouble.failed), say!(l, trouble.failed_remedy)));
    }
    (status == TenantStatus::Error).then(|| (say!(l, trouble.error), say!(l, trouble.error_remedy)))
}

/// Whether its last error is that it was not heard; such errors are noted by the watch over workers.
fn silent(worker: &WorkerView) -> bool {
    worker.last_error.as_deref().is_some_and(|error| error.starts_with("no heartbeat"))
}

/// Everything about a tenant's worker.
pub(super) fn worker_card(detail: RwSignal<TenantDetail>, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let facts = dynamic(move || {
        let worker = detail.with(|detail| detail.worker.clone());
        let status = view! {
            <span class="badges">
                {Badge::worker(l, worker.status).view("worker-status")}
                {stale_badge(worker.stale)}
            </span>
        };
        let error = worker.last_error.clone().unwrap_or_else(|| "–".to_owned());
        let node = worker.node.map_or_else(|| "–".to_owned(), |node| node.to_string());
        view! {
            {fact(say!(l, worker.status), status)}
            {fact(say!(l, worker.heartbeat), heartbeat(&worker, now))}
            {fact(say!(l, worker.restarts), view! { <span class="number" data-testid="restarts">{worker.restarts.to_string()}</span> })}
            {fact(say!(l, worker.last_error), view! { <span data-testid="last-error">{error}</span> })}
            {fact(say!(l, worker.name), view! { <code>{worker.process_name}</code> })}
            {fact(say!(l, worker.node), view! { <code>{node}</code> })}
        }
        .any()
    });
    card(say!(l, worker.title), view! { <dl class="facts">{facts}</dl> }.any())
}
