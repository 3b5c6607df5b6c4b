//! What the owner sees first: is my business being answered, and does anything wait for me?

use domain::views::TenantDetail;
use domain::{Permission, SetupStatus, TenantStatus};
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::portal::{Portal, portal};
use crate::api::tenant::{Pause, Resume};
use crate::components::{
    Badge, Icon, Log, Start, card, error_of, icon, loaded, message_log, refusal, stepper, waiting_list,
};
use crate::live::follow;
use crate::text::{self, say, use_locale};
use crate::time::ticking;

/// Messages that the first page shows.
const NEWEST: usize = 5;

/// The portal's first page.
#[component]
pub(crate) fn Status() -> impl IntoView {
    loaded(Resource::new(|| (), |()| portal(None, 10)), view)
}

fn view(portal: Portal) -> AnyView {
    let l = use_locale();
    let now = ticking(portal.now);
    let tenant = portal.detail.tenant.id;
    let log = Log::new(tenant, portal.messages, Start::Newest, 10);
    let detail = follow(portal.detail);
    let status = Memo::new(move |_| detail.with(|detail| detail.tenant.status));
    let request = Memo::new(move |_| detail.with(|detail| detail.request.clone()));
    let may_pause = portal.role.may(Permission::PauseTenant);
    let may_converse = portal.role.may(Permission::Converse);
    let progress = move || {
        request.get().filter(|request| request.status != SetupStatus::Active).map(|request| {
            card(say!(l, request.title), stepper(request))
        })
    };
    view! {
        <Title text=say!(l, nav.home)/>
        <header class="page-head">
            <div>
                <h1>{move || detail.with(|detail| detail.config.business_name.clone())}</h1>
                <p class="lead">{move || text::tenant_sentence(l, status.get())}</p>
            </div>
            {move || Badge::tenant(l, status.get()).view("tenant-status")}
        </header>
        <div class="primary">{primary(detail, status, may_pause)}</div>
        <div class="stack">
            {progress}
            {waiting_list(detail, now, may_converse)}
            <section class="card">
                <h2 class="card-title">{say!(l, message.newest)}</h2>
                {message_log(log, now, Some(NEWEST))}
                <p><a href="/app/messages">{say!(l, message.all)} {icon(Icon::Next)}</a></p>
            </section>
        </div>
    }
    .into_any()
}

/// The one thing to do next.
fn primary(detail: RwSignal<TenantDetail>, status: Memo<TenantStatus>, may_pause: bool) -> AnyView {
    let l = use_locale();
    let tenant = detail.with_untracked(|detail| detail.tenant.id).to_string();
    let pause = ServerAction::<Pause>::new();
    let resume = ServerAction::<Resume>::new();
    let take = move |answer: Option<Result<domain::views::TenantView, _>>| {
        if let Some(Ok(tenant)) = answer {
            detail.update(|detail| detail.tenant = tenant);
        }
    };
    Effect::new(move |_| take(pause.value().get()));
    Effect::new(move |_| take(resume.value().get()));
    let (refused_pause, refused_resume) = (refusal(error_of(pause)), refusal(error_of(resume)));
    let button = move || match status.get() {
        TenantStatus::New => {
            view! { <a class="btn btn-primary" href="/app/onboarding">{say!(l, status.set_up)}</a> }.into_any()
        }
        TenantStatus::QrPending => {
            view! { <a class="btn btn-primary" href="/app/whatsapp">{say!(l, status.link)}</a> }.into_any()
        }
        TenantStatus::Active if may_pause => view! {
            <ActionForm action=pause>
                <input type="hidden" name="tenant" value=tenant.clone()/>
                <button class="btn btn-quiet" data-testid="btn-pause">{icon(Icon::Pause)} <span>{say!(l, status.pause)}</span></button>
            </ActionForm>
        }
        .into_any(),
        TenantStatus::Paused if may_pause => view! {
            <ActionForm action=resume>
                <input type="hidden" name="tenant" value=tenant.clone()/>
                <button class="btn btn-primary" data-testid="btn-resume">{icon(Icon::Play)} <span>{say!(l, status.resume)}</span></button>
            </ActionForm>
        }
        .into_any(),
        _ => ().into_any(),
    };
    view! {
        {refused_pause}
        {refused_resume}
        {button}
    }
    .into_any()
}
