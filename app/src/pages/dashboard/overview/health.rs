//! How workers and nodes are.

use domain::Instant;
use domain::lists::Health;
use domain::views::NodeView;
use leptos::prelude::*;

use super::super::nodes::node_badge;
use crate::components::{Any, fact};
use crate::text::{self, say, use_locale};
use crate::time::ago;

/// Workers by state, connected pages, and every node.
pub(super) fn view(health: Health, nodes: &[NodeView], now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let count =
        |count: u32| view! { <span class="number">{text::count(u64::from(count))}</span> }.any();
    let nodes = nodes.iter().map(|node| row(node, now)).collect_view();
    view! {
        <dl class="facts facts-row" data-testid="health">
            {fact(say!(l, health.running), count(health.running))}
            {fact(say!(l, health.starting), count(health.starting))}
            {fact(say!(l, health.stopped), count(health.stopped))}
            {fact(say!(l, health.failed), count(health.failed))}
            {fact(say!(l, health.sockets), count(health.sockets))}
        </dl>
        <ul class="rows">{nodes}</ul>
    }
    .any()
}

fn row(node: &NodeView, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let workers = text::fill(say!(l, health.workers), &[("count", &node.workers.to_string())]);
    view! {
        <li class="row">
            <div>
                <p class="row-name"><a href="/admin/nodes">{node.name.clone()}</a></p>
                <p class="quiet">{workers} " · " {node.version.clone()} " · " {ago(node.heartbeat_at, now)}</p>
            </div>
            {node_badge(node.draining)}
        </li>
    }
    .any()
}
