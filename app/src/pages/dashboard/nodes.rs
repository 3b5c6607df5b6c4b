//! The processes of Flow HQ.

use domain::Instant;
use domain::views::NodeView;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::platform::{Timed, read_nodes};
use crate::components::{Any, Badge, Data, Icon, Tone};
use crate::text::{say, use_locale};
use crate::time::{ago, ticking};

/// The list of nodes.
#[component]
pub(crate) fn Nodes() -> impl IntoView {
    Data::once(read_nodes).page(view)
}

fn view(timed: Timed<Vec<NodeView>>) -> AnyView {
    let l = use_locale();
    let now = ticking(timed.now);
    let rows = timed.value.into_iter().map(|node| row(node, now)).collect_view();
    view! {
        <Title text=say!(l, nav.nodes)/>
        <header class="page-head"><div>
            <h1>{say!(l, nav.nodes)}</h1>
            <p class="lead">{say!(l, nodes.lead)}</p>
        </div></header>
        <table class="ledger" data-testid="nodes">
            <thead>
                <tr>
                    <th scope="col">{say!(l, nodes.name)}</th>
                    <th scope="col">{say!(l, worker.status)}</th>
                    <th scope="col">{say!(l, worker.heartbeat)}</th>
                    <th scope="col">{say!(l, nav.workers)}</th>
                    <th scope="col">{say!(l, nodes.version)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .any()
}

fn row(node: NodeView, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let badge = if node.draining {
        Badge::new(Tone::Wait, Icon::Leave, say!(l, nodes.draining), "draining")
    } else {
        Badge::new(Tone::Good, Icon::Check, say!(l, nodes.serving), "serving")
    };
    view! {
        <tr data-testid="node-row">
            <th scope="row">{node.name} <span class="quiet">{node.id.to_string()}</span></th>
            <td data-label=say!(l, worker.status)>{badge.view("node-status")}</td>
            <td data-label=say!(l, worker.heartbeat)>{ago(node.heartbeat_at, now)}</td>
            <td class="number" data-label=say!(l, nav.workers)>{node.workers.to_string()}</td>
            <td data-label=say!(l, nodes.version)><code>{node.version}</code></td>
        </tr>
    }
    .any()
}
