//! How far the setup request has come.

use domain::views::{SetupRequestView, TenantDetail};
use domain::{Instant, SetupStatus};
use leptos::prelude::*;

use crate::components::{Any, Badge, Icon, Moment, Tone, card, go, steady, timeline};
use crate::text::{Locale, say, use_locale};
use crate::time::ago;

/// The request on its way; nothing where there is none, or it has arrived.
pub(super) fn progress(detail: RwSignal<TenantDetail>, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    // What we write to the owner comes with the state.
    let known = move || {
        detail.with(|detail| detail.request.as_ref().map(|request| (request.id, request.status)))
    };
    steady(known, move |known| match known {
        None | Some((_, SetupStatus::Active)) => ().into_any(),
        Some(_) => {
            let request = detail.with_untracked(|detail| detail.request.clone());
            request.map(|request| card(say!(l, request.title), way(l, request, now))).into_any()
        }
    })
}

/// The request's way as a timeline, with what we wrote to the owner.
pub(crate) fn way(l: Locale, request: SetupRequestView, now: ReadSignal<Instant>) -> AnyView {
    let badge = Badge::request(l, request.status).view("request-status");
    let rejected = request.status == SetupStatus::Rejected;
    let notes = request.notes.clone().filter(|notes| !notes.is_empty()).map(|notes| {
        let lead = if rejected { say!(l, request.rejected_lead) } else { say!(l, request.note) };
        view! {
            <p class="quiet">{lead}</p>
            <blockquote class="note" data-testid="request-notes">{notes}</blockquote>
        }
        .any()
    });
    let again = rejected.then(|| {
        go("btn btn-quiet", "/app/onboarding", None, say!(l, request.again), "submit-again")
    });
    view! {
        <div class="request">
            <p>{badge}</p>
            {timeline(moments(l, &request, now))}
            {notes}
            {again}
        </div>
    }
    .any()
}

fn moments(l: Locale, request: &SetupRequestView, now: ReadSignal<Instant>) -> Vec<Moment> {
    use SetupStatus as S;
    let done = |title: &'static str, at: Option<Instant>| {
        let when = at.map(|at| ago(at, now)).into_any();
        Moment::new(Tone::Good, Icon::Check, title.into_any(), when)
    };
    let current = |title: &'static str| {
        Moment::new(Tone::Wait, Icon::Clock, title.into_any(), say!(l, progress.now).into_any())
    };
    let later = |title: &'static str| {
        Moment::new(Tone::Calm, Icon::Dot, title.into_any(), say!(l, progress.later).into_any())
    };
    let (sent, changed) = (Some(request.created_at), Some(request.updated_at));
    let mut way = vec![done(say!(l, progress.sent), sent)];
    match request.status {
        S::Submitted | S::Reviewing => {
            way.push(current(say!(l, progress.review)));
            way.push(later(say!(l, progress.approve)));
            way.push(later(say!(l, progress.link)));
        }
        S::Approved => {
            way.push(done(say!(l, progress.approved), changed));
            way.push(current(say!(l, progress.link)));
        }
        S::Active => {
            way.push(done(say!(l, progress.approved), None));
            way.push(done(say!(l, progress.live), changed));
            return way;
        }
        S::Rejected => {
            let when = ago(request.updated_at, now);
            way.push(Moment::new(
                Tone::Bad,
                Icon::Cross,
                say!(l, progress.rejected).into_any(),
                when,
            ));
            return way;
        }
    }
    way.push(later(say!(l, progress.live)));
    way
}
