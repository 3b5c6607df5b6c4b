//! The processes of Flow HQ.

use domain::Instant;
use domain::views::NodeView;
use leptos::prelude::*;
use leptos_meta::Title;

use super::list::{
    Column, Kind, Rows, Shape, begin, beyond, filter_bar, nothing_fits, order_kept, search_box,
    select_box, table, use_wish,
};
use crate::api::platform::{Asked, Listed, Seen, read_nodes};
use crate::components::{Any, Badge, Data, Icon, Sorted, Tone, dynamic, page_head};
use crate::text::{self, say, use_locale};
use crate::time::ago;

const PATH: &str = "/admin/nodes";

/// The list of nodes.
#[component]
pub(crate) fn Nodes() -> impl IntoView {
    let l = use_locale();
    let wish = use_wish();
    let data = Data::new(move || wish.get(), move || read_nodes(wish.get_untracked()));
    view! {
        <Title text=say!(l, nav.nodes)/>
        {page_head(say!(l, nav.nodes).into_any(), Some(say!(l, nodes.lead).into_any()), None)}
        {data.page(move |seen| list(seen, wish.get_untracked()))}
    }
}

const KIND: Kind<NodeView> = Kind {
    id: |node| node.id.to_string(),
    take: |_, _| false,
    moves: |_| false,
    read: |wish| Box::pin(read_nodes(wish)),
};

fn list(seen: Seen<Listed<NodeView>>, wish: String) -> AnyView {
    let l = use_locale();
    let (now, Listed { page, asked }) = begin(seen);
    let shape = Shape {
        path: PATH,
        testid: "nodes",
        caption: say!(l, nav.nodes),
        columns: vec![
            Column::sorted(say!(l, nodes.name), "name", Sorted::Up),
            Column::new(say!(l, worker.status)),
            Column::sorted(say!(l, worker.heartbeat), "heartbeat", Sorted::Down),
            Column::new(say!(l, nav.workers)),
            Column::new(say!(l, nodes.version)),
            Column::new(say!(l, nodes.id)),
        ],
        picks: None,
        empty: |_| nothing_fits(say!(use_locale(), nodes.none), PATH),
    };
    let filters = filters(&asked);
    let rows = Rows::follow(page, wish, KIND);
    view! {
        {filters}
        {table(shape, rows, asked, move |item| row(item, now))}
    }
    .any()
}

fn filters(asked: &Asked) -> AnyView {
    let l = use_locale();
    let values = &asked.values;
    let states = vec![("false", say!(l, nodes.serving)), ("true", say!(l, nodes.draining))];
    let search = view! {
        {search_box("search", say!(l, nodes.search), "node-search", values)}
        {order_kept(asked)}
    };
    let rarer = select_box("draining", say!(l, worker.status), "node-filter", states, values);
    let open = beyond(values, &["search"]);
    filter_bar(PATH, search.any(), rarer, open, !values.is_empty())
}

/// Whether a node takes work.
pub(super) fn node_badge(draining: bool) -> AnyView {
    let l = use_locale();
    let badge = if draining {
        Badge::new(Tone::Wait, Icon::Leave, say!(l, nodes.draining), "draining")
    } else {
        Badge::new(Tone::Good, Icon::Check, say!(l, nodes.serving), "serving")
    };
    badge.view("node-status")
}

fn row(item: RwSignal<NodeView>, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let node = item.get_untracked();
    let id = node.id.to_string();
    let workers = move || text::count(u64::from(item.with(|node| node.workers)));
    let theirs = format!("/admin/workers?node={id}");
    view! {
        <tr data-testid="node-row">
            <th scope="row">{node.name}</th>
            <td data-label=say!(l, worker.status)>{dynamic(move || node_badge(item.with(|node| node.draining)))}</td>
            <td data-label=say!(l, worker.heartbeat)>{dynamic(move || ago(item.with(|node| node.heartbeat_at), now))}</td>
            <td class="number" data-label=say!(l, nav.workers)><a href=theirs>{crate::components::words(workers)}</a></td>
            <td data-label=say!(l, nodes.version)><code>{node.version}</code></td>
            <td data-label=say!(l, nodes.id)><code>{id}</code></td>
        </tr>
    }
    .any()
}
