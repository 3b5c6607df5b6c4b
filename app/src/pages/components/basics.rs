//! Colours, sizes, buttons, badges and notices.

use domain::message::MessageStatus;
use domain::session::SessionStateName;
use domain::{SetupStatus, TenantStatus, WorkerStatus};
use leptos::prelude::*;

use super::{Half, section};
use crate::components::{
    Any, Badge, Icon, Tone, banner, go, icon, menu, notice, page_head, submit,
};
use crate::text::use_locale;

const COLOURS: [&str; 21] = [
    "paper",
    "surface",
    "sunken",
    "edge",
    "edge-strong",
    "ink",
    "ink-quiet",
    "lake",
    "lake-strong",
    "lake-tint",
    "on-lake",
    "ember",
    "ember-tint",
    "leaf",
    "leaf-tint",
    "amber",
    "amber-tint",
    "brick",
    "brick-tint",
    "weave-ground",
    "weave-thread",
];

pub(super) fn colours() -> AnyView {
    let swatches = COLOURS.map(|name| {
        view! {
            <li>
                <svg viewBox="0 0 48 48" aria-hidden="true"><rect width="48" height="48" rx="8" fill=format!("var(--{name})") stroke="var(--edge)"></rect></svg>
                <span class="quiet">{name}</span>
            </li>
        }
        .any()
    });
    section(
        "Colours",
        view! { <ul class="gallery-swatches">{swatches.into_iter().collect_view()}</ul> }.any(),
    )
}

pub(super) fn type_scale(_: Half) -> AnyView {
    let body = view! {
        <p class="gallery-hero">"Msaidizi wako"</p>
        <h1>"Your assistant is answering customers"</h1>
        <h2>"Newest messages: TSh 45,000 · 0123456789"</h2>
        <h3>"Opening hours"</h3>
        <p class="lead">"WhatsApp was disconnected on the phone at 14:05."</p>
        <p>"Scan the code again to reconnect. "<a href="#main">"A link in a sentence"</a>". "<code>"flowhq-mama-salon"</code></p>
        <p class="quiet">"Small: 25 minutes ago · +255 712 345 678"</p>
    };
    section("Type", view! { <div class="stack-small">{body}</div> }.any())
}

pub(super) fn buttons(_: Half) -> AnyView {
    let (still, busy) = (Signal::stored(false), Signal::stored(true));
    let kinds = ["btn btn-primary", "btn btn-quiet", "btn btn-danger", "btn btn-link"];
    let rows = kinds.map(|class| {
        view! {
            <div class="gallery-line">
                {submit(class, None, "Save", "sample", still)}
                {submit(class, Some(Icon::Plus), "Add", "sample", still)}
                {submit(class, Some(Icon::Send), "Sending", "sample", busy)}
                <button class=class disabled>"Disabled"</button>
            </div>
        }
        .any()
    });
    let items = view! {
        <li><a class="menu-item" href="#main">{icon(Icon::Edit)} "Change"</a></li>
        <li><button type="button" class="menu-item menu-danger">{icon(Icon::Trash)} "Delete"</button></li>
    };
    section(
        "Buttons",
        view! {
            {page_head(
                "A page's head".into_any(),
                Some("With the one thing to do at its end.".into_any()),
                None,
            )}
            <div class="stack-small">
                {rows.into_iter().collect_view()}
                <div class="gallery-line">
                    {go("btn btn-primary btn-small", "#main", Some(Icon::Right), "Small", "sample")}
                    {go("btn btn-bare", "#main", Some(Icon::Help), "Bare", "sample")}
                    {menu("More", Icon::More, items.any())}
                </div>
                {submit("btn btn-primary btn-wide", Some(Icon::Check), "Wide", "sample", still)}
            </div>
        }
        .any(),
    )
}

pub(super) fn badges(_: Half) -> AnyView {
    let l = use_locale();
    let line = |name: &'static str, badges: Vec<Badge>| {
        let badges = badges.into_iter().map(|badge| badge.view("sample")).collect_view();
        view! { <p class="quiet">{name}</p> <div class="gallery-line">{badges}</div> }.any()
    };
    let parts = [
        line("Tenant", TenantStatus::ALL.iter().map(|one| Badge::tenant(l, *one)).collect()),
        line("Request", SetupStatus::ALL.iter().map(|one| Badge::request(l, *one)).collect()),
        line("Session", SessionStateName::ALL.iter().map(|one| Badge::session(l, *one)).collect()),
        line("Worker", WorkerStatus::ALL.iter().map(|one| Badge::worker(l, *one)).collect()),
        line("Message", MessageStatus::ALL.iter().map(|one| Badge::message(l, *one)).collect()),
    ];
    section(
        "Badges",
        view! { <div class="stack-small">{parts.into_iter().collect_view()}</div> }.any(),
    )
}

pub(super) fn notices(_: Half) -> AnyView {
    let act = go("btn btn-quiet", "#main", None, "Reconnect", "sample");
    let toast = view! {
        <div class="toast tone-good">
            {icon(Icon::Check)} <p>"The changes are kept."</p>
            <button type="button" class="btn btn-bare" aria-label="Close">{icon(Icon::Cross)}</button>
        </div>
    };
    section(
        "Notices, banner, toast",
        view! {
            {notice(Tone::Good, Icon::Check, "Your assistant is answering customers.".into())}
            {notice(Tone::Wait, Icon::Clock, "The request is being looked at; that takes a day at most.".into())}
            {notice(Tone::Bad, Icon::Alert, "Some values are wrong. They are marked below.".into())}
            {notice(Tone::Now, Icon::Bell, "Three customers wait for a person.".into())}
            {notice(Tone::Calm, Icon::Info, "Times are those of Dar es Salaam.".into())}
            {banner(Tone::Now, Icon::Unlink, "WhatsApp was disconnected on the phone at 14:05. Scan the code again to reconnect.".into(), Some(act))}
            {toast.any()}
        }
        .any(),
    )
}
