//! One tenant, kept up to date.

use domain::live::LiveEvent;
use domain::views::TenantDetail;
use leptos::prelude::*;

use super::{News, refetch, use_live};
use crate::api::tenant::read_tenant_detail;
use crate::text::{self, use_locale};

/// A tenant's details that follow what the live connection tells about it.
pub(crate) fn follow(detail: TenantDetail) -> RwSignal<TenantDetail> {
    let id = detail.tenant.id;
    let detail = RwSignal::new(detail);
    let (live, l) = (use_live(), use_locale());
    live.listen(move |news| match news {
        News::Fresh { tenant: Some(fresh), .. } if fresh.tenant.id == id => {
            detail.set((**fresh).clone());
        }
        // An admin's snapshot holds no tenant.
        News::Fresh { .. } => fetch(detail),
        News::Event(event) if event.tenant_id() == Some(id) => {
            if let LiveEvent::Session { session, .. } = event {
                let before = detail.with_untracked(|detail| detail.session.state);
                if before != session.state {
                    live.announce(text::session_state(l, session.state).to_owned());
                }
            }
            if let LiveEvent::Handoff { .. } = event {
                fetch(detail);
            }
            detail.update(|detail| patch(detail, event));
        }
        News::Event(_) => {}
    });
    detail
}

/// Fetches the whole tenant.
pub(crate) fn fetch(detail: RwSignal<TenantDetail>) {
    let id = detail.with_untracked(|detail| detail.tenant.id);
    refetch(move || read_tenant_detail(id), move |fresh| drop(detail.try_set(fresh)));
}

fn patch(detail: &mut TenantDetail, event: &LiveEvent) {
    match event {
        LiveEvent::Session { session, .. } => detail.session = session.clone(),
        LiveEvent::Worker { worker, .. } => detail.worker = worker.clone(),
        LiveEvent::Tenant { tenant } => detail.tenant = tenant.clone(),
        LiveEvent::Request { request } => detail.request = Some(request.clone()),
        _ => {}
    }
}
