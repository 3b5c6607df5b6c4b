//! Requests of owners, the newest first.

use domain::live::LiveEvent;
use domain::views::{Page, SetupRequestView};
use domain::{Instant, SetupStatus};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::platform::{Timed, read_setup_requests};
use crate::components::{Any, Badge, Data, dynamic, empty, flag, more};
use crate::live::{News, refetch, use_live};
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
        {data.page(move |timed| list(timed, &untrack(status), untrack(before).is_none()))}
    }
}

fn list(timed: Timed<Page<SetupRequestView>>, status: &str, newest: bool) -> AnyView {
    let l = use_locale();
    let now = ticking(timed.now);
    let next = RwSignal::new(timed.value.next);
    let rows = RwSignal::new(timed.value.items);
    let wanted: Option<SetupStatus> = status.parse().ok();
    let status = wanted.map_or("", SetupStatus::as_str);
    use_live().listen(move |news| match news {
        News::Event(LiveEvent::Request { request }) => rows.update(|rows| {
            let fits = wanted.is_none_or(|wanted| wanted == request.status);
            match rows.iter_mut().find(|row| row.id == request.id) {
                Some(row) if fits => *row = request.clone(),
                Some(_) => rows.retain(|row| row.id != request.id),
                None if fits && newest => rows.insert(0, request.clone()),
                None => {}
            }
        }),
        News::Fresh { .. } if newest => refetch(
            move || read_setup_requests(status.to_owned(), None),
            move |fresh| {
                rows.try_set(fresh.value.items);
                next.try_set(fresh.value.next);
            },
        ),
        News::Fresh { .. } | News::Event(_) => {}
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
        {dynamic(move || {
            let cursor = next.get();
            more(cursor.map(|cursor| format!("/admin/setup-requests?status={status}&before={cursor}"))).into_any()
        })}
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
