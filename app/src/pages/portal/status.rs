//! What the owner sees first: is my assistant working, and does anything wait for me?

mod figures;
mod insights;
mod progress;

pub(super) use progress::way;

use domain::views::TenantDetail;
use domain::{Permission, Role, TenantStatus};
use leptos::prelude::*;
use leptos_meta::Title;

use super::standing::{Standing, lost_when};
use crate::api::portal::{Portal, read_portal};
use crate::api::tenant::{Pause, Resume};
use crate::components::{
    Any, Badge, Data, Icon, Log, Post, Start, card, dynamic, fact, flag, go, icon, message_log,
    pindo, refusal, steady, submit, value, waiting_list, words,
};
use crate::live::{fetch, follow};
use crate::pages::account::unverified;
use crate::text::{say, use_locale};
use crate::time::{PageZone, ago, ticking_in};

/// Messages that the first page shows.
const NEWEST: usize = 5;

/// The portal's first page.
#[component]
pub(crate) fn Status() -> impl IntoView {
    let first = Data::once(|| read_portal(String::new(), None, 10)).page(view);
    view! {
        {first}
        {insights::insights()}
    }
    .any()
}

fn view(portal: Portal) -> AnyView {
    let l = use_locale();
    let now = ticking_in(portal.zone, portal.now);
    let zone = PageZone::of_page();
    let tenant = portal.detail.tenant.id;
    let log = Log::new(tenant, portal.messages, Start::Newest, 10);
    let (role, begun) = (portal.role, portal.begun);
    let detail = follow(portal.detail);
    let standing = move || detail.with(|detail| Standing::of(detail, begun));
    let sentence = words(move || {
        let when = detail.with(|detail| lost_when(l, detail, zone, now.get()));
        standing().sentence(l, &when)
    });
    let class = value(move || Some("card standing ".to_owned() + standing().look().0.class()));
    let status = move || detail.with(|detail| detail.tenant.status);
    // Until the phone was linked nobody could write.
    let never_linked = flag(move || {
        let linked = detail.with(|detail| {
            detail.session.phone.is_some()
                || detail.session.disconnected_at.is_some()
                || matches!(
                    status(),
                    TenantStatus::Active | TenantStatus::Paused | TenantStatus::Error
                )
        });
        !linked && log.is_empty()
    });
    let messages = view! {
        <section class="card" hidden=never_linked>
            <div class="between">
                <h2 class="card-title">{say!(l, message.newest)}</h2>
                <a class="way" href="/app/messages">{say!(l, message.all)}</a>
            </div>
            {message_log(log, now, Some(NEWEST))}
        </section>
    };
    // Before the first connection there is nothing to count.
    let today = portal.today;
    // Only when it changes: figures that are drawn anew ask for everything anew.
    let counted = Memo::new(move |_| {
        use TenantStatus as S;
        today.incoming > 0 || matches!(status(), S::Active | S::Paused | S::Error)
    });
    let figures = dynamic(move || match counted.get() {
        true => figures::figures(tenant, today, detail),
        false => ().into_any(),
    });
    let sandbox = portal.sandbox && role.may(Permission::UseSandbox);
    let aside = view! {
        <div class="stack">
            {progress::progress(detail, now)}
            {phone(detail, now, sandbox)}
        </div>
    };
    view! {
        <Title text=say!(l, nav.home)/>
        {unverified()}
        <section class=class data-testid="standing" aria-labelledby="standing-words">
            {pindo("pindo-card")}
            <span class="standing-sign">{dynamic(move || icon(standing().look().1))}</span>
            <div class="standing-words">
                <p class="standing-name">
                    <span>{words(move || detail.with(|detail| detail.config.business_name.clone()))}</span>
                    {dynamic(move || Badge::tenant(l, status()).view("tenant-status"))}
                </p>
                <h1 id="standing-words" aria-live="polite">{sentence}</h1>
                <p class="lead">{words(move || standing().next(l).to_owned())}</p>
                {act(detail, begun, role)}
            </div>
        </section>
        {figures}
        {waiting_list(detail, now, role.may(Permission::Converse), true)}
        <div class="columns">
            {messages.any()}
            {aside.any()}
        </div>
    }
    .any()
}

/// The number, the phone, and since when it is connected.
fn phone(
    detail: RwSignal<TenantDetail>,
    now: ReadSignal<domain::Instant>,
    sandbox: bool,
) -> AnyView {
    let l = use_locale();
    let known = move || {
        detail.with(|TenantDetail { tenant, session, .. }| {
            // Before the approval there was no connection that could be broken, managed or tried.
            let approved = !matches!(tenant.status, TenantStatus::New | TenantStatus::Pending);
            let number = session.phone.as_ref().or(tenant.phone_number.as_ref());
            (
                number.cloned(),
                approved,
                session.state,
                session.connected_at,
                session.disconnected_at,
            )
        })
    };
    steady(known, move |(number, approved, state, connected_at, disconnected_at)| {
        let badge = approved
            .then(|| fact(say!(l, session.title), Badge::session(l, *state).view("session-state")));
        let ways = approved.then(|| {
            let practise = sandbox.then(|| view! { <a class="way" href="/sandbox" data-testid="open-sandbox">{say!(l, whatsapp.test)}</a> }.any());
            view! {
                <p class="ways">
                    <a class="way" href="/app/whatsapp">{say!(l, link.manage)}</a>
                    {practise}
                </p>
            }
            .any()
        });
        let Some(number) = number.clone() else { return ().into_any() };
        let since = match (connected_at, disconnected_at) {
            (Some(at), _) => Some(fact(say!(l, link.since), ago(*at, now))),
            (None, Some(at)) => Some(fact(say!(l, link.lost), ago(*at, now))),
            (None, None) => None,
        };
        let body = view! {
            <dl class="facts">
                {fact(say!(l, link.number), view! { <span class="number">{number}</span> }.any())}
                {badge}
                {since}
            </dl>
            {ways}
        };
        card(say!(l, link.title), body.any())
    })
}

/// The one thing to do next.
fn act(detail: RwSignal<TenantDetail>, begun: bool, role: Role) -> AnyView {
    let l = use_locale();
    let (pause, resume) = (Post::to::<Pause>(), Post::to::<Resume>());
    // The live connection tells it as well; without one this is enough.
    pause.after(move || fetch(detail));
    resume.after(move || fetch(detail));
    let (may_pause, may_set_up, may_link) = (
        role.may(Permission::PauseTenant),
        role.may(Permission::SubmitSetup),
        role.may(Permission::LinkPhone),
    );
    let send = move |post: Post, button: AnyView| {
        let tenant = detail.with_untracked(|detail| detail.tenant.id).to_string();
        post.form(
            "",
            None,
            view! { <input type="hidden" name="tenant" value=tenant/> {button} }.any(),
        )
    };
    let primary = move |href: &'static str, word: &'static str| {
        go("btn btn-primary btn-on", href, Some(Icon::Right), word, "next-act")
    };
    let standing = move || detail.with(|detail| Standing::of(detail, begun));
    let button = steady(standing, move |standing| match standing {
        Standing::Fresh { begun: false } if may_set_up => {
            primary("/app/onboarding", say!(l, status.set_up))
        }
        Standing::Fresh { begun: true } if may_set_up => {
            primary("/app/onboarding", say!(l, standing.go_on))
        }
        Standing::Rejected if may_set_up => primary("/app/onboarding", say!(l, standing.change)),
        Standing::Link if may_link => primary("/app/whatsapp", say!(l, status.link)),
        Standing::Lost(reason)
            if may_link && (reason.wants_a_scan() || reason.waits_for_a_person()) =>
        {
            primary("/app/whatsapp", say!(l, standing.reconnect))
        }
        Standing::Active if may_pause => send(
            pause,
            submit(
                "btn btn-quiet",
                Some(Icon::Pause),
                say!(l, status.pause),
                "btn-pause",
                pause.pending(),
            ),
        ),
        Standing::Paused if may_pause => send(
            resume,
            submit(
                "btn btn-primary",
                Some(Icon::Play),
                say!(l, status.resume),
                "btn-resume",
                resume.pending(),
            ),
        ),
        _ => ().into_any(),
    });
    view! {
        <div class="standing-act">
            {refusal(pause.error())}
            {refusal(resume.error())}
            {button}
        </div>
    }
    .any()
}
