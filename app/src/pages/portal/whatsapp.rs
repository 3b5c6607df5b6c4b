//! The WhatsApp connection: how to make it, what keeps it, and what to do when it is lost.

mod connected;
mod guide;
mod typed;

use domain::Permission;
use domain::session::{DisconnectReason, SessionStateName};
use domain::views::{SessionView, TenantDetail};
use leptos::prelude::*;
use leptos_meta::Title;

use super::standing::lost_when;
use crate::api::portal::{Portal, read_portal};
use crate::api::tenant::{ConnectAgain, LinkByCode, SendNow, Unlink};
use crate::components::{
    Any, Badge, Data, Icon, Post, Tone, card, dynamic, flag, go, icon, notice, pindo, qr_card,
    submit, words,
};
use crate::live::{fetch, follow};
use crate::text::{self, Locale, fill, say, use_locale};
use crate::time::{PageZone, ticking_in};

/// The page of the WhatsApp connection.
#[component]
pub(crate) fn Whatsapp() -> impl IntoView {
    Data::once(|| read_portal(String::new(), None, 1)).page(view)
}

/// What may be done about the connection.
#[derive(Clone, Copy)]
struct Ways {
    may_link: bool,
    again: Post,
    by_code: Post,
    unlink: Post,
    send_now: Post,
}

fn view(portal: Portal) -> AnyView {
    let l = use_locale();
    let now = ticking_in(portal.zone, portal.now);
    let detail = follow(portal.detail);
    let session = Signal::derive(move || detail.with(|detail| detail.session.clone()));
    // A sign of life, or a fresh code, is no reason to draw the card anew: somebody may be typing a number in it.
    let state = Memo::new(move |_| session.with(|session| (session.state, session.qr.is_some())));
    let drawn = Memo::new(move |_| {
        detail.with(|detail| {
            let session = &detail.session;
            let link = (session.phone.clone(), session.connected_at, session.connector.clone());
            (detail.tenant.status, session.reason, session.again_at, link)
        })
    });
    let may_link = portal.role.may(Permission::LinkPhone);
    let may_practise = portal.sandbox && portal.role.may(Permission::UseSandbox);
    let ways = Ways {
        may_link,
        again: Post::to::<ConnectAgain>(),
        by_code: Post::to::<LinkByCode>(),
        unlink: Post::to::<Unlink>(),
        send_now: Post::to::<SendNow>(),
    };
    for post in [ways.again, ways.by_code, ways.unlink, ways.send_now] {
        // The live connection tells it as well; without one this is enough.
        post.after(move || fetch(detail));
    }
    let body = dynamic(move || {
        drawn.track();
        card_of(l, state.get(), session, detail, now, &ways)
    });
    let below = dynamic(move || match state.get() {
        (SessionStateName::QrReady, true) => about(l),
        (SessionStateName::Connected, _) => keeping(l),
        _ => ().into_any(),
    });
    // Before the approval there was no connection that could be broken or tried.
    let asked = move || {
        use domain::TenantStatus as S;
        detail.with(|detail| matches!(detail.tenant.status, S::New | S::Pending))
    };
    let practise = may_practise.then(|| {
        view! {
            <p class="aside" hidden=flag(asked)>
                {say!(l, whatsapp.sandbox_lead)} " "
                <a class="way" href="/sandbox" data-testid="open-sandbox">{say!(l, whatsapp.test)}</a>
            </p>
        }
        .any()
    });
    let badge = dynamic(move || match asked() {
        true => ().into_any(),
        false => Badge::session(l, state.get().0).view("session-state"),
    });
    view! {
        <Title text=say!(l, nav.whatsapp)/>
        <header class="page-head">
            <div>
                <h1>{say!(l, whatsapp.title)}</h1>
                <p class="lead">{say!(l, whatsapp.lead)}</p>
            </div>
            {badge}
        </header>
        <div class="stack">
            <section class="card card-woven">
                {pindo("pindo-card")}
                {body}
            </section>
            {below}
            {practise}
        </div>
    }
    .any()
}

/// The card of a session in a state; whether there is a code stands beside it.
fn card_of(
    l: Locale,
    state: (SessionStateName, bool),
    session: Signal<SessionView>,
    detail: RwSignal<TenantDetail>,
    now: ReadSignal<domain::Instant>,
    ways: &Ways,
) -> AnyView {
    match state {
        (SessionStateName::QrReady, true) => linking(l, session, detail, now, ways),
        (SessionStateName::QrReady, false) if !ways.may_link => said(say!(l, whatsapp.not_you)),
        (SessionStateName::Connecting | SessionStateName::QrReady, _) => waiting(l),
        (SessionStateName::Connected, _) => connected::connected(l, detail, now, ways),
        (SessionStateName::Disconnected, _) => disconnected(l, detail, now, ways),
    }
}

fn said(text: &'static str) -> AnyView {
    view! { <p class="lead" data-testid="session-sentence">{text}</p> }.any()
}

/// A code is on its way; the place of the code is kept, so that nothing jumps when it comes.
fn waiting(l: Locale) -> AnyView {
    view! {
        <div class="linking">
            <div class="qr-card"><div class="bone qr-place"></div></div>
            {said(say!(l, whatsapp.connecting))}
        </div>
    }
    .any()
}

/// The code, and the steps on the phone beside it.
fn linking(
    l: Locale,
    session: Signal<SessionView>,
    detail: RwSignal<TenantDetail>,
    now: ReadSignal<domain::Instant>,
    ways: &Ways,
) -> AnyView {
    let reason = session.with_untracked(|session| session.reason);
    let why = reason.map(|reason| {
        let zone = PageZone::of_page();
        let when = detail.with_untracked(|d| lost_when(l, d, zone, now.get_untracked()));
        let text = text::disconnected(l, reason, &when) + " " + text::remedy(l, reason);
        notice(Tone::Now, Icon::Unlink, text)
    });
    // The practice phone has nowhere to type one.
    let by_code = session
        .with_untracked(|session| session.connector != "sandbox")
        .then(|| typed::by_code(l, session, detail, now, ways.by_code));
    view! {
        {why}
        {typed::trouble(l, session)}
        <div class="linking">
            <div>
                <h2 class="linking-title">{say!(l, whatsapp.scan_title)}</h2>
                {qr_card(session, now)}
            </div>
            {guide::guide(l)}
        </div>
        {by_code}
    }
    .any()
}

/// Why there is no connection, since when, and what to do about it.
fn disconnected(
    l: Locale,
    detail: RwSignal<TenantDetail>,
    now: ReadSignal<domain::Instant>,
    ways: &Ways,
) -> AnyView {
    use domain::TenantStatus as S;
    let zone = PageZone::of_page();
    let (status, reason) =
        detail.with_untracked(|detail| (detail.tenant.status, detail.session.reason));
    match (status, reason) {
        (S::New, _) => view! {
            {said(say!(l, whatsapp.set_up_first))}
            <p class="form-act">{go("btn btn-primary btn-on", "/app/onboarding", Some(Icon::Right), say!(l, status.set_up), "next-act")}</p>
        }
        .any(),
        (S::Pending, _) => said(say!(l, whatsapp.in_review)),
        (_, None) => said(say!(l, whatsapp.starting)),
        (_, Some(reason)) => {
            let sentence = words(move || {
                let when = detail.with(|detail| lost_when(l, detail, zone, now.get()));
                text::disconnected(l, reason, &when)
            });
            let again_at = detail.with_untracked(|detail| detail.session.again_at);
            let again = again_at.map(|at| {
                let text = words(move || {
                    let when = zone.with(|zone| text::at(l, zone, at, now.get()));
                    fill(say!(l, whatsapp.again_at), &[("when", &when)])
                });
                view! { <p data-testid="again-at">{text}</p> }.any()
            });
            view! {
                <div class="connected">
                    <span class="connected-sign connected-lost">{icon(Icon::Unlink)}</span>
                    <h2 data-testid="session-sentence">{sentence}</h2>
                    <p class="lead">{text::remedy(l, reason)}</p>
                    {again}
                    {(ways.may_link && reason.waits_for_a_person()).then(|| ask_again(l, detail, ways.again, reason))}
                </div>
            }
            .any()
        }
    }
}

/// The button that ends the waiting.
fn ask_again(
    l: Locale,
    detail: RwSignal<TenantDetail>,
    again: Post,
    reason: DisconnectReason,
) -> AnyView {
    let word = match reason {
        DisconnectReason::QrExhausted => say!(l, whatsapp.fresh_code),
        _ => say!(l, standing.reconnect),
    };
    let tenant = detail.with_untracked(|detail| detail.tenant.id).to_string();
    let button =
        submit("btn btn-primary", Some(Icon::Restart), word, "connect-again", again.pending());
    let fields = view! { <input type="hidden" name="tenant" value=tenant/> {button} }.any();
    again.form("form-act", None, fields)
}

/// What happens after the scan, and what stays as it is.
fn about(l: Locale) -> AnyView {
    view! {
        <div class="pair">
            {card(say!(l, whatsapp.next_title), list([
                say!(l, whatsapp.next1),
                say!(l, whatsapp.next2),
                say!(l, whatsapp.next3),
            ]))}
            {card(say!(l, whatsapp.private_title), list([
                say!(l, whatsapp.private1),
                say!(l, whatsapp.private2),
                say!(l, whatsapp.private3),
            ]))}
        </div>
    }
    .any()
}

fn keeping(l: Locale) -> AnyView {
    card(
        say!(l, whatsapp.keep_title),
        list([say!(l, whatsapp.keep1), say!(l, whatsapp.keep2), say!(l, whatsapp.keep3)]),
    )
}

fn list(lines: [&'static str; 3]) -> AnyView {
    let lines = lines.map(|line| view! { <li>{icon(Icon::Check)} <span>{line}</span></li> }.any());
    view! { <ul class="ticked">{lines.into_iter().collect_view()}</ul> }.any()
}
