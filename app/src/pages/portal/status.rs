//! What the owner sees first: is my business being answered, and does anything wait for me?

use domain::views::TenantDetail;
use domain::{Permission, SetupStatus, TenantStatus};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::portal::{Portal, read_portal};
use crate::api::tenant::{Pause, Resume};
use crate::components::{
    Any, Badge, Data, Icon, Log, Post, Start, card, dynamic, icon, message_log, refusal, stepper,
    waiting_list, words,
};
use crate::live::{fetch, follow};
use crate::text::{self, say, use_locale};
use crate::time::ticking;

/// Messages that the first page shows.
const NEWEST: usize = 5;

/// The portal's first page.
#[component]
pub(crate) fn Status() -> impl IntoView {
    Data::once(|| read_portal(None, 10)).page(view)
}

fn view(portal: Portal) -> AnyView {
    let l = use_locale();
    let now = ticking(portal.now);
    let tenant = portal.detail.tenant.id;
    let log = Log::new(tenant, portal.messages, Start::Newest, 10);
    let detail = follow(portal.detail);
    let status = move || detail.with(|detail| detail.tenant.status);
    let may_converse = portal.role.may(Permission::Converse);
    let progress = dynamic(move || {
        let request = detail.with(|detail| detail.request.clone());
        match request.filter(|request| request.status != SetupStatus::Active) {
            Some(request) => card(say!(l, request.title), stepper(request)),
            None => ().into_any(),
        }
    });
    view! {
        <Title text=say!(l, nav.home)/>
        <header class="page-head">
            <div>
                <h1>{words(move || detail.with(|detail| detail.config.business_name.clone()))}</h1>
                <p class="lead">{words(move || text::tenant_sentence(l, status()).to_owned())}</p>
            </div>
            {dynamic(move || Badge::tenant(l, status()).view("tenant-status"))}
        </header>
        <div class="primary">{primary(detail, portal.role.may(Permission::PauseTenant))}</div>
        <div class="grid gap-6 min-w-0">
            {progress}
            {waiting_list(detail, now, may_converse)}
            <section class="card">
                <h2 class="card-title">{say!(l, message.newest)}</h2>
                {message_log(log, now, Some(NEWEST))}
                <p><a href="/app/messages">{say!(l, message.all)}</a></p>
            </section>
        </div>
    }
    .any()
}

/// The one thing to do next.
fn primary(detail: RwSignal<TenantDetail>, may_pause: bool) -> AnyView {
    let l = use_locale();
    let (pause, resume) = (Post::to::<Pause>(), Post::to::<Resume>());
    // The live connection tells it as well; without one this is enough.
    pause.after(move || fetch(detail));
    resume.after(move || fetch(detail));
    let go = |href: &'static str, word: &'static str| {
        view! { <a class="btn btn-primary" href=href>{word}</a> }.any()
    };
    let send = move |post: Post,
                     class: &'static str,
                     testid: &'static str,
                     sign: Icon,
                     word: &'static str| {
        let tenant = detail.with_untracked(|detail| detail.tenant.id).to_string();
        let fields = view! {
            <input type="hidden" name="tenant" value=tenant/>
            <button class=class data-testid=testid>{icon(sign)} <span>{word}</span></button>
        };
        post.form("", None, fields.any())
    };
    let button = dynamic(move || match detail.with(|detail| detail.tenant.status) {
        TenantStatus::New => go("/app/onboarding", say!(l, status.set_up)),
        TenantStatus::QrPending => go("/app/whatsapp", say!(l, status.link)),
        TenantStatus::Active if may_pause => {
            send(pause, "btn btn-quiet", "btn-pause", Icon::Pause, say!(l, status.pause))
        }
        TenantStatus::Paused if may_pause => {
            send(resume, "btn btn-primary", "btn-resume", Icon::Play, say!(l, status.resume))
        }
        _ => ().into_any(),
    });
    view! {
        {refusal(pause.error())}
        {refusal(resume.error())}
        {button}
    }
    .any()
}
