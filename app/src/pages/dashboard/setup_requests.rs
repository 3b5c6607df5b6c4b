//! Requests of owners, the newest first.

use domain::live::LiveEvent;
use domain::views::{Page, SetupRequestView};
use domain::{Instant, SetupStatus};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::Doc;
use crate::api::platform::{Timed, read_setup_requests};
use crate::components::{Any, Badge, Data, dynamic, empty, flag, more};
use crate::live::{News, use_live};
use crate::text::{self, say, use_locale};
use crate::time::{ago, ticking};

/// The list of setup requests.
#[component]
pub(crate) fn SetupRequests() -> impl IntoView {
    let l = use_locale();
    let query = use_query_map();
    let status = move || query.with(|query| query.get("status")).unwrap_or_default();
    let before =
        move || query.with(|query| query.get("before")).filter(|before| !before.is_empty());
    let data = Data::new(
        move || format!("{} {}", status(), before().unwrap_or_default()),
        move || read_setup_requests(untrack(status), untrack(before)),
    );
    let tabs = dynamic(move || {
        let chosen = status();
        let tab = |value: &'static str, word: &'static str| {
            let current = (chosen == value).then_some("true");
            view! { <a href=format!("/admin/setup-requests?status={value}") aria-current=current>{word}</a> }.any()
        };
        let all = SetupStatus::ALL
            .iter()
            .map(|status| tab(status.as_str(), text::setup_status(l, *status)))
            .collect_view();
        view! { {tab("", say!(l, requests.all))} {all} }.any()
    });
    view! {
        <Title text=say!(l, nav.requests)/>
        <header class="page-head"><div><h1>{say!(l, requests.title)}</h1></div></header>
        <nav class="tabs" aria-label=say!(l, tenants.status)>{tabs}</nav>
        {data.page(move |timed| list(timed, &untrack(status)))}
    }
}

fn list(timed: Timed<Page<SetupRequestView>>, status: &str) -> AnyView {
    let l = use_locale();
    let now = ticking(timed.now);
    let next = timed
        .value
        .next
        .map(|cursor| format!("/admin/setup-requests?status={status}&before={cursor}"));
    let rows = RwSignal::new(timed.value.items);
    let wanted: Option<SetupStatus> = status.parse().ok();
    use_live().listen(move |news| match news {
        News::Event(LiveEvent::Request { request }) => rows.update(|rows| {
            let fits = wanted.is_none_or(|wanted| wanted == request.status);
            match rows.iter_mut().find(|row| row.id == request.id) {
                Some(row) if fits => *row = request.clone(),
                Some(_) => rows.retain(|row| row.id != request.id),
                None if fits => rows.insert(0, request.clone()),
                None => {}
            }
        }),
        News::Fresh { .. } => {
            let status = wanted.map_or("", SetupStatus::as_str).to_owned();
            spawn_local(async move {
                if let Ok(fresh) = read_setup_requests(status, None).await.and_then(Doc::read) {
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
        News::Event(_) => {}
    });
    let none = flag(move || rows.with(Vec::is_empty));
    let nothing = dynamic(move || match none.get() {
        true => empty(
            say!(l, requests.none),
            "Mvumilivu hula mbivu.",
            "The patient one eats ripe fruit.",
        ),
        false => ().into_any(),
    });
    let shown = dynamic(move || {
        rows.get().into_iter().map(|request| row(request, now)).collect_view().into_any()
    });
    view! {
        {nothing}
        <ul class="rows card" data-testid="setup-requests" hidden=none>{shown}</ul>
        {more(next)}
    }
    .any()
}

fn row(request: SetupRequestView, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    view! {
        <li class="row" data-testid="setup-request" data-status=request.status.as_str()>
            <div>
                <p class="row-name"><a href=format!("/admin/setup-requests/{}", request.id)>{request.tenant_name}</a></p>
                <p class="quiet">
                    {request.user_name} " · " {text::template(l, request.template)} " · " {ago(request.created_at, now)}
                </p>
            </div>
            {Badge::request(l, request.status).view("request-status")}
        </li>
    }
    .any()
}
