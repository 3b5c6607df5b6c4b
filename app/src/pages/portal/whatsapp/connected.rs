//! A phone that is linked: since when, what keeps its messages back, and how to unlink it.

use domain::session::HoldReason;
use domain::views::{HoldView, TenantDetail};
use leptos::prelude::*;

use super::Ways;
use crate::components::{
    Any, Icon, Post, Tone, ask_of, dynamic, fact, flag, go, icon, notice, refusal, submit,
};
use crate::text::{self, Locale, fill, say};
use crate::time::{PageZone, ago};

/// The card of a phone that is linked.
pub(super) fn connected(
    l: Locale,
    detail: RwSignal<TenantDetail>,
    now: ReadSignal<domain::Instant>,
    ways: &Ways,
) -> AnyView {
    let (phone, since) =
        detail.with_untracked(|detail| (detail.session.phone.clone(), detail.session.connected_at));
    let ways = *ways;
    let hold = Memo::new(move |_| {
        let hold = detail.with(|detail| detail.session.hold);
        hold.filter(|hold| hold.until > now.get())
    });
    let why = dynamic(move || hold.get().map(|hold| held(l, hold, detail, now, &ways)).into_any());
    let unreadable = Memo::new(move |_| detail.with(|detail| detail.session.unreadable));
    let unreadable = dynamic(move || match unreadable.get() {
        0 => ().into_any(),
        count => view! {
            <p class="quiet" data-testid="unreadable">
                {fill(say!(l, whatsapp.unreadable), &[("n", &count.to_string())])}
            </p>
        }
        .any(),
    });
    view! {
        {why}
        <div class="connected">
            <span class="connected-sign">{icon(Icon::Check)}</span>
            <h2>{say!(l, whatsapp.connected)}</h2>
            <p class="lead" hidden=flag(move || hold.get().is_some())>{say!(l, standing.active)}</p>
            <dl class="facts">
                {phone.map(|phone| fact(say!(l, link.phone), view! { <span class="number">{phone}</span> }.any()))}
                {since.map(|at| fact(say!(l, link.since), ago(at, now)))}
            </dl>
            {unreadable}
            {go("btn btn-quiet", "/app", None, say!(l, whatsapp.to_overview), "to-overview")}
            {ways.may_link.then(|| unlink(l, detail, ways.unlink))}
        </div>
    }
    .any()
}

/// Why replies wait, until when, and the button for who knows better.
fn held(
    l: Locale,
    hold: HoldView,
    detail: RwSignal<TenantDetail>,
    now: ReadSignal<domain::Instant>,
    ways: &Ways,
) -> AnyView {
    let why = match hold.reason {
        HoldReason::Strangers => say!(l, whatsapp.held_strangers),
        HoldReason::TooMany => say!(l, whatsapp.held_too_many),
    };
    let zone = PageZone::of_page();
    let when = zone.with(|zone| text::at(l, zone, hold.until, now.get_untracked()));
    let text = fill(why, &[("when", &when)]);
    let now = ways.may_link.then(|| {
        let button = submit(
            "btn btn-quiet",
            Some(Icon::Play),
            say!(l, whatsapp.send_now),
            "send-now",
            ways.send_now.pending(),
        );
        view! {
            {refusal(ways.send_now.error())}
            {ways.send_now.form("form-act", None, view! { {tenant(detail)} {button} }.any())}
        }
        .any()
    });
    view! { <div class="held" data-testid="held">{notice(Tone::Now, Icon::Pause, text)} {now}</div> }.any()
}

/// Asks before the phone is unlinked.
fn unlink(l: Locale, detail: RwSignal<TenantDetail>, post: Post) -> AnyView {
    let button = submit(
        "btn btn-danger",
        Some(Icon::Unlink),
        say!(l, whatsapp.unlink_now),
        "btn-unlink",
        post.pending(),
    );
    let fields = view! {
        <p class="quiet">{say!(l, whatsapp.unlink_lead)}</p>
        {refusal(post.error())}
        {tenant(detail)}
        {button}
    };
    ask_of(
        post,
        "btn btn-bare",
        Some(Icon::Unlink),
        say!(l, whatsapp.unlink),
        "unlink",
        post.form("form", None, fields.any()),
    )
}

fn tenant(detail: RwSignal<TenantDetail>) -> AnyView {
    let tenant = detail.with_untracked(|detail| detail.tenant.id).to_string();
    view! { <input type="hidden" name="tenant" value=tenant/> }.any()
}
