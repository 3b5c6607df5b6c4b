//! Requests of owners: searched, filtered, sorted; several can be approved.

use domain::live::LiveEvent;
use domain::views::SetupRequestView;
use domain::{Instant, SetupStatus, TemplateType};
use leptos::prelude::*;
use leptos_meta::Title;

use super::list::{
    Column, Kind, Picks, Rows, Shape, begin, beyond, filter_bar, joined, nothing_fits, order_kept,
    pick, search_box, select_box, table, use_wish,
};
use crate::api::platform::{Asked, Listed, Seen, read_setup_requests};
use crate::components::{Any, Badge, Data, Icon, Sorted, Tab, dynamic, empty, page_head, tabs};
use crate::text::{self, say, use_locale};
use crate::time::ago;

const PATH: &str = "/admin/setup-requests";
/// What the address calls all that wait for a decision.
const OPEN: &str = "open";

/// The list of setup requests.
#[component]
pub(crate) fn SetupRequests() -> impl IntoView {
    let l = use_locale();
    let wish = use_wish();
    let data = Data::new(move || wish.get(), move || read_setup_requests(wish.get_untracked()));
    view! {
        <Title text=say!(l, nav.requests)/>
        {page_head(say!(l, requests.title).into_any(), None, None)}
        {data.page(move |seen| list(seen, wish.get_untracked()))}
    }
}

const KIND: Kind<SetupRequestView> = Kind {
    id: |request| request.id.to_string(),
    take: |known, event| match event {
        LiveEvent::Request { request } if request.id == known.id => {
            *known = request.clone();
            true
        }
        _ => false,
    },
    moves: |event| matches!(event, LiveEvent::Request { .. }),
    read: |wish| Box::pin(read_setup_requests(wish)),
};

fn list(seen: Seen<Listed<SetupRequestView>>, wish: String) -> AnyView {
    let l = use_locale();
    let (now, Listed { page, asked }) = begin(seen);
    let picked = RwSignal::new(Vec::new());
    let shape = Shape {
        path: PATH,
        testid: "setup-requests",
        caption: say!(l, requests.title),
        columns: vec![
            Column::sorted(say!(l, tenants.name), "name", Sorted::Up),
            Column::sorted(say!(l, tenants.status), "status", Sorted::Up),
            Column::new(say!(l, requests.sender)),
            Column::new(say!(l, requests.template)),
            Column::new(say!(l, setup.number)),
            Column::sorted(say!(l, requests.sent), "created", Sorted::Down),
        ],
        picks: Some(Picks {
            picked,
            deeds: vec![("approve", say!(l, requests.approve_do), Icon::Check, "btn btn-primary")],
        }),
        empty: |filtered| {
            let l = use_locale();
            if filtered {
                return nothing_fits(say!(l, requests.none_fits), PATH);
            }
            let meaning = "The patient one eats ripe fruit.";
            empty(say!(l, requests.none), "Mvumilivu hula mbivu.", meaning)
        },
    };
    let (tabs, filters) = (status_tabs(&asked), filters(&asked));
    let rows = Rows::follow(page, wish, KIND);
    view! {
        {tabs}
        {filters}
        {table(shape, rows, asked, move |item| row(item, now, picked))}
    }
    .any()
}

fn status_tabs(asked: &Asked) -> AnyView {
    let l = use_locale();
    let chosen = asked.values.iter().find(|(name, _)| name == "status");
    let chosen = chosen.map_or("", |(_, value)| value.as_str());
    let tab = |value: &'static str, word| {
        let href = if value.is_empty() { String::new() } else { format!("status={value}") };
        Tab::new(joined(PATH, "", &href), word, chosen == value)
    };
    let mut all = vec![tab("", say!(l, requests.all)), tab(OPEN, say!(l, requests.open))];
    all.extend(
        SetupStatus::ALL
            .iter()
            .filter(|status| !status.is_open())
            .map(|status| tab(status.as_str(), text::setup_status(l, *status))),
    );
    tabs(say!(l, tenants.status), all)
}

fn filters(asked: &Asked) -> AnyView {
    let l = use_locale();
    let values = &asked.values;
    let templates = TemplateType::ALL.iter();
    let templates = templates.map(|template| (template.as_str(), text::template(l, *template)));
    let status = values.iter().find(|(name, _)| name == "status");
    let status = status
        .map(|(_, value)| view! { <input type="hidden" name="status" value=value.clone()/> }.any());
    let search = view! {
        {status}
        {search_box("search", say!(l, requests.search), "request-search", values)}
        {order_kept(asked)}
    };
    let rarer = select_box(
        "template",
        say!(l, setup.template),
        "request-template",
        templates.collect(),
        values,
    );
    let open = beyond(values, &["search", "status", "tenant"]);
    filter_bar(PATH, search.any(), rarer, open, beyond(values, &["status"]))
}

fn row(
    item: RwSignal<SetupRequestView>,
    now: ReadSignal<Instant>,
    picked: RwSignal<Vec<String>>,
) -> AnyView {
    let l = use_locale();
    let request = item.get_untracked();
    let label = text::fill(say!(l, list.choose_one), &[("name", &request.tenant_name)]);
    let status = Signal::derive(move || item.with(|request| request.status));
    view! {
        <tr data-testid="setup-request" data-status=move || status.get().as_str()>
            {pick(request.id.to_string(), label, picked)}
            <th scope="row"><a href=format!("/admin/setup-requests/{}", request.id)>{request.tenant_name}</a></th>
            <td data-label=say!(l, tenants.status)>{dynamic(move || Badge::request(l, status.get()).view("request-status"))}</td>
            <td data-label=say!(l, requests.sender)><div>{request.user_name} <span class="quiet">{request.user_email}</span></div></td>
            <td data-label=say!(l, requests.template)>{text::template(l, request.template)}</td>
            <td class="number" data-label=say!(l, setup.number)>{request.whatsapp_number}</td>
            <td data-label=say!(l, requests.sent)>{ago(request.created_at, now)}</td>
        </tr>
    }
    .any()
}
