//! The head of a tenant's page: who it is and where it stands, and what is wrong in words.

use domain::session::SessionStateName;
use domain::views::TenantDetail;
use domain::{Desired, Instant, TenantStatus, Zone};
use leptos::prelude::*;

use super::super::worker::trouble;
use crate::components::{Any, Badge, Icon, Tone, dynamic, icon, page_head, words};
use crate::text::{self, say, use_locale};
use crate::time::ago;

/// Name, status, number, owner, and what the clocks show there.
pub(super) fn head(
    detail: RwSignal<TenantDetail>,
    zone: Zone,
    now: ReadSignal<Instant>,
) -> AnyView {
    let l = use_locale();
    let title = words(move || detail.with(|detail| detail.tenant.name.clone()));
    let status = dynamic(move || {
        Badge::tenant(l, detail.with(|detail| detail.tenant.status)).view("tenant-status")
    });
    let facts = words(move || {
        detail.with(|detail| {
            let owner = detail.owner.as_ref().map(|owner| owner.name.clone());
            let number = detail.tenant.phone_number.clone();
            let facts = [Some(detail.tenant.slug.clone()), owner, number];
            facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        })
    });
    let place = text::place_of(&zone.name);
    let clock = words(move || {
        let clock = text::clock(zone.local(now.get()));
        text::fill(say!(l, tenants.local_time), &[("time", &clock), ("place", &place)])
    });
    let lead = view! {
        <span class="badges">{status} <span class="quiet number">{clock}</span></span>
        <span class="quiet tenant-facts">{facts}</span>
    };
    page_head(title, Some(lead.any()), None)
}

/// What is wrong, what it means and what to do; nothing while all is well.
pub(super) fn troubles(detail: RwSignal<TenantDetail>, now: ReadSignal<Instant>) -> AnyView {
    dynamic(move || detail.with(|detail| trouble_of(detail, now)))
}

fn trouble_of(detail: &TenantDetail, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    if let Some(at) = detail.tenant.deleted_at {
        return view! {
            <p class="notice tone-bad" data-testid="deleted">
                {icon(Icon::Trash)} <span>{say!(l, tenants.is_deleted)} " " {ago(at, now)}</span>
            </p>
        }
        .any();
    }
    if let Some((what, remedy)) = trouble(&detail.worker, detail.tenant.status) {
        return told(Tone::Bad, what.to_owned(), remedy);
    }
    let session = &detail.session;
    let cut = session.state == SessionStateName::Disconnected
        && detail.worker.desired == Desired::Running;
    match session.reason.filter(|_| cut) {
        Some(reason) => {
            let remedy = text::remedy(l, reason);
            told(Tone::Wait, text::disconnect_reason(l, reason).to_owned(), remedy)
        }
        None if detail.tenant.status == TenantStatus::Pending => {
            told(Tone::Now, say!(l, trouble.pending).to_owned(), say!(l, trouble.pending_remedy))
        }
        None => ().into_any(),
    }
}

fn told(tone: Tone, what: String, remedy: &'static str) -> AnyView {
    view! {
        <div class=format!("notice {}", tone.class()) data-testid="trouble">
            {icon(Icon::Alert)}
            <div class="stack-small"><p class="row-name">{what}</p> <p>{remedy}</p></div>
        </div>
    }
    .any()
}

/// Links to the parts of a long page.
pub(super) fn jumps() -> AnyView {
    let l = use_locale();
    let parts = [
        ("#worker", say!(l, worker.title)),
        ("#whatsapp", say!(l, session.title)),
        ("#messages", say!(l, message.title)),
        ("#requests", say!(l, nav.requests)),
        ("#events", say!(l, nav.events)),
    ];
    let links = parts
        .map(|(href, name)| view! { <a class="chip" href=href rel="external">{name}</a> }.any());
    view! { <nav class="jumps" aria-label=say!(l, tenants.parts)>{links.into_iter().collect_view()}</nav> }
        .any()
}
