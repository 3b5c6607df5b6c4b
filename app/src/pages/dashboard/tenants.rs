//! Every business: searched, filtered, sorted; several can be chosen.

use domain::live::LiveEvent;
use domain::session::SessionStateName;
use domain::views::TenantRow;
use domain::{Instant, TemplateType, TenantStatus};
use leptos::prelude::*;
use leptos_meta::Title;

use super::list::{
    Column, Kind, Picks, Rows, Shape, begin, beyond, filter_bar, nothing_fits, order_kept, pick,
    search_box, select_box, table, tick_box, use_wish,
};
use super::worker::{heartbeat, stale_badge};
use crate::api::platform::{Asked, Listed, Seen, read_tenants};
use crate::components::{
    Any, Badge, Data, Icon, Sorted, dynamic, empty_next, go, page_head, words,
};
use crate::text::{self, say, use_locale};

const PATH: &str = "/admin/tenants";

/// The list of tenants.
#[component]
pub(crate) fn Tenants() -> impl IntoView {
    let l = use_locale();
    let wish = use_wish();
    let data = Data::new(move || wish.get(), move || read_tenants(wish.get_untracked()));
    let create = go(
        "btn btn-primary",
        "/admin/tenants/new",
        Some(Icon::Plus),
        say!(l, tenants.create),
        "link-new-tenant",
    );
    view! {
        <Title text=say!(l, nav.tenants)/>
        {page_head(say!(l, nav.tenants).into_any(), None, Some(create))}
        {data.page(move |seen| list(seen, wish.get_untracked()))}
    }
}

const KIND: Kind<TenantRow> = Kind {
    id: |row| row.tenant.id.to_string(),
    take,
    moves: |event| matches!(event, LiveEvent::Tenant { .. }),
    read: |wish| Box::pin(read_tenants(wish)),
};

fn take(row: &mut TenantRow, event: &LiveEvent) -> bool {
    if event.tenant_id() != Some(row.tenant.id) {
        return false;
    }
    match event {
        LiveEvent::Tenant { tenant } => row.tenant = tenant.clone(),
        LiveEvent::Worker { worker, .. } => row.worker = worker.clone(),
        LiveEvent::Session { session, .. } => row.session = session.state,
        _ => {}
    }
    true
}

fn list(seen: Seen<Listed<TenantRow>>, wish: String) -> AnyView {
    let l = use_locale();
    let (now, Listed { page, asked }) = begin(seen);
    let picked = RwSignal::new(Vec::new());
    let shape = Shape {
        path: PATH,
        testid: "tenants",
        caption: say!(l, nav.tenants),
        columns: vec![
            Column::sorted(say!(l, tenants.name), "name", Sorted::Up),
            Column::sorted(say!(l, tenants.status), "status", Sorted::Up),
            Column::new(say!(l, tenants.session)),
            Column::sorted(say!(l, worker.title), "heartbeat", Sorted::Up),
            Column::sorted(say!(l, overview.messages), "last_message", Sorted::Down),
            Column::sorted(say!(l, tenants.created), "created", Sorted::Down),
        ],
        picks: Some(Picks { picked, deeds: deeds() }),
        empty: |filtered| nothing(filtered),
    };
    let filters = filters(&asked);
    let rows = Rows::follow(page, wish, KIND);
    view! {
        {filters}
        {table(shape, rows, asked, move |item| row(item, now, picked))}
    }
    .any()
}

fn deeds() -> Vec<(&'static str, &'static str, Icon, &'static str)> {
    let l = use_locale();
    let quiet = "btn btn-quiet";
    vec![
        ("start", say!(l, action.start), Icon::Play, quiet),
        ("stop", say!(l, action.stop), Icon::Cross, quiet),
        ("restart", say!(l, action.restart), Icon::Restart, quiet),
        ("pause", say!(l, action.pause), Icon::Pause, quiet),
        ("resume", say!(l, action.resume), Icon::Play, quiet),
        ("delete", say!(l, action.delete), Icon::Trash, "btn btn-danger"),
    ]
}

fn filters(asked: &Asked) -> AnyView {
    let l = use_locale();
    let values = &asked.values;
    let statuses = TenantStatus::ALL.iter();
    let statuses = statuses.map(|status| (status.as_str(), text::tenant_status(l, *status)));
    let states = SessionStateName::ALL.iter();
    let states = states.map(|state| (state.as_str(), text::session_state(l, *state)));
    let templates = TemplateType::ALL.iter();
    let templates = templates.map(|template| (template.as_str(), text::template(l, *template)));
    let search = view! {
        {search_box("search", say!(l, tenants.search), "tenant-search", values)}
        {order_kept(asked)}
    };
    let rarer = view! {
        {select_box("status", say!(l, tenants.status), "tenant-filter", statuses.collect(), values)}
        {select_box("session", say!(l, tenants.session), "tenant-session", states.collect(), values)}
        {select_box("template", say!(l, setup.template), "tenant-template", templates.collect(), values)}
        {tick_box("stale", say!(l, tenants.stale_only), "tenant-stale", values)}
        {tick_box("deleted", say!(l, tenants.deleted), "tenant-deleted", values)}
    };
    let open = beyond(values, &["search"]);
    filter_bar(PATH, search.any(), rarer.any(), open, !values.is_empty())
}

fn nothing(filtered: bool) -> AnyView {
    let l = use_locale();
    if filtered {
        return nothing_fits(say!(l, tenants.none), PATH);
    }
    let create = go(
        "btn btn-quiet",
        "/admin/tenants/new",
        Some(Icon::Plus),
        say!(l, tenants.create),
        "empty-new-tenant",
    );
    empty_next(say!(l, tenants.none_yet), "Mwanzo ni mgumu.", "Every beginning is hard.", create)
}

fn row(
    item: RwSignal<TenantRow>,
    now: ReadSignal<Instant>,
    picked: RwSignal<Vec<String>>,
) -> AnyView {
    let l = use_locale();
    let (id, name, created, template) = item.with_untracked(|row| {
        (row.tenant.id, row.tenant.name.clone(), row.tenant.created_at, row.template)
    });
    let label = text::fill(say!(l, list.choose_one), &[("name", &name)]);
    let worker = dynamic(move || {
        item.with(|row| {
            view! {
                <span class="badges">
                    {Badge::worker(l, row.worker.status).view("worker-status")}
                    {stale_badge(row.worker.stale)}
                </span>
                <span class="quiet">{heartbeat(&row.worker, now)}</span>
            }
            .any()
        })
    });
    view! {
        <tr data-testid="tenant-row">
            {pick(id.to_string(), label, picked)}
            <th scope="row">
                <a href=format!("/admin/tenants/{id}")>{words(move || item.with(|row| row.tenant.name.clone()))}</a>
                <span class="quiet">{text::template(l, template)}</span>
            </th>
            <td data-label=say!(l, tenants.status)>
                {dynamic(move || Badge::tenant(l, item.with(|row| row.tenant.status)).view("tenant-status"))}
            </td>
            <td data-label=say!(l, tenants.session)>
                {dynamic(move || item.with(|row| match row.tenant.status {
                    // Before the approval there is no connection that could be broken.
                    TenantStatus::New | TenantStatus::Pending => "–".into_any(),
                    _ => Badge::session(l, row.session).view("session-state"),
                }))}
            </td>
            <td data-label=say!(l, worker.title)><div>{worker}</div></td>
            <td class="number" data-label=say!(l, overview.messages)>
                {words(move || text::count(u64::from(item.with(|row| row.messages_today))))}
            </td>
            <td data-label=say!(l, tenants.created)>{crate::time::ago(created, now)}</td>
        </tr>
    }
    .any()
}
