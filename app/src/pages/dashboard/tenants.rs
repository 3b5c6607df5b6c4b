//! Every business, with search and filters that are plain links and forms.

use domain::live::LiveEvent;
use domain::views::{Page, TenantRow};
use domain::{Instant, TenantStatus};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::worker::{heartbeat, stale_badge};
use crate::api::platform::{Timed, read_tenants};
use crate::components::{Any, Badge, Data, Icon, dynamic, empty, flag, icon, more};
use crate::live::{News, refetch, use_live};
use crate::text::{self, say, use_locale};
use crate::time::ticking;

/// What the address asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Wish {
    search: String,
    status: String,
    deleted: bool,
    before: Option<String>,
}

impl Wish {
    /// The address of the next page.
    fn next(&self, cursor: &str) -> String {
        let deleted = if self.deleted { "&deleted=on" } else { "" };
        let search = self
            .search
            .replace('%', "%25")
            .replace('&', "%26")
            .replace('#', "%23")
            .replace('+', "%2B");
        format!("/admin/tenants?search={search}&status={}{deleted}&before={cursor}", self.status)
    }
}

/// The list of tenants.
#[component]
pub(crate) fn Tenants() -> impl IntoView {
    let l = use_locale();
    let query = use_query_map();
    let wish = move || {
        query.with(|query| Wish {
            search: query.get("search").unwrap_or_default(),
            status: query.get("status").unwrap_or_default(),
            deleted: query.get("deleted").is_some(),
            before: query.get("before").filter(|before| !before.is_empty()),
        })
    };
    let data = Data::new(
        move || format!("{:?}", wish()),
        move || {
            let wish = untrack(wish);
            read_tenants(wish.search, wish.status, wish.deleted, wish.before)
        },
    );
    view! {
        <Title text=say!(l, nav.tenants)/>
        <header class="page-head">
            <div><h1>{say!(l, nav.tenants)}</h1></div>
            <a class="btn btn-primary" href="/admin/tenants/new" data-testid="link-new-tenant">
                {icon(Icon::Plus)} <span>{say!(l, tenants.create)}</span>
            </a>
        </header>
        {dynamic(move || filters(&wish()))}
        {data.page(move |timed| list(timed, untrack(wish)))}
    }
}

fn filters(wish: &Wish) -> AnyView {
    let l = use_locale();
    let statuses = TenantStatus::ALL
        .iter()
        .map(|status| {
            let selected = status.as_str() == wish.status;
            view! { <option value=status.as_str() selected=selected>{text::tenant_status(l, *status)}</option> }.any()
        })
        .collect_view();
    view! {
        <form class="filters" method="get" action="/admin/tenants" role="search">
            <label class="unseen" for="search">{say!(l, tenants.search)}</label>
            <input id="search" type="search" name="search" value=wish.search.clone() placeholder=say!(l, tenants.search) data-testid="tenant-search"/>
            <label class="unseen" for="status">{say!(l, tenants.status)}</label>
            <select id="status" name="status" data-testid="tenant-filter">
                <option value="">{say!(l, tenants.any)}</option>
                {statuses}
            </select>
            <label class="check">
                <input type="checkbox" name="deleted" checked=wish.deleted data-testid="tenant-deleted"/>
                <span>{say!(l, tenants.deleted)}</span>
            </label>
            <button class="btn btn-quiet">{say!(l, tenants.find)}</button>
        </form>
    }
    .any()
}

fn list(timed: Timed<Page<TenantRow>>, wish: Wish) -> AnyView {
    let l = use_locale();
    let now = ticking(timed.now);
    let next = RwSignal::new(timed.value.next);
    let rows = RwSignal::new(timed.value.items);
    let asked = wish.clone();
    use_live().listen(move |news| match news {
        News::Event(event) => rows.update(|rows| {
            let row = rows.iter_mut().find(|row| Some(row.tenant.id) == event.tenant_id());
            match (row, event) {
                (Some(row), LiveEvent::Tenant { tenant }) => row.tenant = tenant.clone(),
                (Some(row), LiveEvent::Worker { worker, .. }) => row.worker = worker.clone(),
                (Some(row), LiveEvent::Session { session, .. }) => row.session = session.state,
                _ => {}
            }
        }),
        News::Fresh { .. } => {
            let wish = asked.clone();
            let read = move || {
                let Wish { search, status, deleted, before } = wish.clone();
                read_tenants(search, status, deleted, before)
            };
            refetch(read, move |fresh| {
                rows.try_set(fresh.value.items);
                next.try_set(fresh.value.next);
            });
        }
    });
    let none = flag(move || rows.with(Vec::is_empty));
    let nothing = dynamic(move || match none.get() {
        true => empty(
            say!(l, tenants.none),
            "Asiyekuwepo na lake halipo.",
            "Who is not there has no share.",
        ),
        false => ().into_any(),
    });
    let rows_view = dynamic(move || {
        rows.get().into_iter().map(|tenant| row(tenant, now)).collect_view().into_any()
    });
    view! {
        {nothing}
        <table class="ledger" data-testid="tenants" hidden=none>
            <thead>
                <tr>
                    <th scope="col">{say!(l, tenants.name)}</th>
                    <th scope="col">{say!(l, tenants.status)}</th>
                    <th scope="col">{say!(l, tenants.session)}</th>
                    <th scope="col">{say!(l, worker.title)}</th>
                    <th scope="col">{say!(l, worker.heartbeat)}</th>
                    <th scope="col">{say!(l, overview.messages)}</th>
                </tr>
            </thead>
            <tbody>{rows_view}</tbody>
        </table>
        {dynamic(move || more(next.get().map(|cursor| wish.next(&cursor))).into_any())}
    }
    .any()
}

fn row(row: TenantRow, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let heart = heartbeat(&row.worker, now);
    view! {
        <tr data-testid="tenant-row">
            <th scope="row">
                <a href=format!("/admin/tenants/{}", row.tenant.id)>{row.tenant.name}</a>
                <span class="quiet">{text::template(l, row.template)}</span>
            </th>
            <td data-label=say!(l, tenants.status)>{Badge::tenant(l, row.tenant.status).view("tenant-status")}</td>
            <td data-label=say!(l, tenants.session)>{Badge::session(l, row.session).view("session-state")}</td>
            <td data-label=say!(l, worker.title)>
                <span class="flex flex-wrap items-center gap-2">
                    {Badge::worker(l, row.worker.status).view("worker-status")}
                    {stale_badge(row.worker.stale)}
                </span>
            </td>
            <td data-label=say!(l, worker.heartbeat)>{heart}</td>
            <td class="number" data-label=say!(l, overview.messages)>{row.messages_today.to_string()}</td>
        </tr>
    }
    .any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_keeps_what_was_asked_for() {
        let wish = Wish { search: "a&b".into(), status: "NEW".into(), deleted: true, before: None };
        assert_eq!(wish.next("c"), "/admin/tenants?search=a%26b&status=NEW&deleted=on&before=c");
    }
}
