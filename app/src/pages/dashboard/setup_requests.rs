//! Requests of owners, the newest first.

use domain::live::LiveEvent;
use domain::views::{Page, SetupRequestView};
use domain::{Instant, SetupStatus};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::platform::{Timed, setup_requests};
use crate::components::{Badge, empty, loaded};
use crate::live::{Update, use_live};
use crate::text::{self, say, use_locale};
use crate::time::{Ago, ticking};

/// The list of setup requests.
#[component]
pub(crate) fn SetupRequests() -> impl IntoView {
    let l = use_locale();
    let query = use_query_map();
    let status = Memo::new(move |_| query.with(|query| query.get("status")).unwrap_or_default());
    let before = move || query.with(|query| query.get("before")).filter(|before| !before.is_empty());
    let data = Resource::new(move || (status.get(), before()), |(status, before)| setup_requests(status, before));
    let tabs = move || {
        let chosen = status.get();
        let tab = |value: &'static str, word: &'static str| {
            let current = (chosen == value).then_some("true");
            view! { <a href=format!("/admin/setup-requests?status={value}") aria-current=current>{word}</a> }
        };
        let all = SetupStatus::ALL.iter().map(|status| tab(status.as_str(), text::setup_status(l, *status))).collect_view();
        view! { {tab("", say!(l, requests.all))} {all} }
    };
    view! {
        <Title text=say!(l, nav.requests)/>
        <header class="page-head"><div><h1>{say!(l, requests.title)}</h1></div></header>
        <nav class="tabs" aria-label=say!(l, tenants.status)>{tabs}</nav>
        {loaded(data, move |timed| list(timed, status.get_untracked()))}
    }
}

fn list(timed: Timed<Page<SetupRequestView>>, status: String) -> AnyView {
    let l = use_locale();
    let now = ticking(timed.now);
    let next = timed.value.next.map(|cursor| format!("/admin/setup-requests?status={status}&before={cursor}"));
    let rows = RwSignal::new(timed.value.items);
    let wanted: Option<SetupStatus> = status.parse().ok();
    use_live().listen(move |update| match update {
        Update::Event(LiveEvent::Request { request }) => rows.update(|rows| {
            let fits = wanted.is_none_or(|wanted| wanted == request.status);
            match rows.iter_mut().find(|row| row.id == request.id) {
                Some(row) if fits => *row = request.clone(),
                Some(_) => rows.retain(|row| row.id != request.id),
                None if fits => rows.insert(0, request.clone()),
                None => {}
            }
        }),
        Update::Fresh { .. } => {
            let status = wanted.map_or("", SetupStatus::as_str).to_owned();
            spawn_local(async move {
                if let Ok(fresh) = setup_requests(status, None).await {
                    rows.try_update(|rows| {
                        for request in fresh.value.items.into_iter().rev() {
                            match rows.iter_mut().find(|row| row.id == request.id) {
                                Some(row) => *row = request,
                                None => rows.insert(0, request),
                            }
                        }
                    });
                }
            });
        }
        Update::Event(_) => {}
    });
    let nothing = move || {
        let none = rows.with(Vec::is_empty);
        none.then(|| empty(say!(l, requests.none), "Mvumilivu hula mbivu.", "The patient one eats ripe fruit."))
    };
    view! {
        {nothing}
        <ul class="rows card" data-testid="setup-requests" hidden=move || rows.with(Vec::is_empty)>
            {move || rows.get().into_iter().map(|request| row(request, now)).collect_view()}
        </ul>
        {next.map(|next| view! { <p class="more"><a class="btn btn-quiet" href=next>{say!(l, tenants.more)}</a></p> })}
    }
    .into_any()
}

fn row(request: SetupRequestView, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    view! {
        <li class="row" data-testid="setup-request" data-status=request.status.as_str()>
            <div>
                <p class="row-name"><a href=format!("/admin/setup-requests/{}", request.id)>{request.tenant_name}</a></p>
                <p class="quiet">
                    {request.user_name} " · " {text::template(l, request.template)} " · " <Ago at=request.created_at now/>
                </p>
            </div>
            {Badge::request(l, request.status).view("request-status")}
        </li>
    }
    .into_any()
}
