//! The owner's message log.

use domain::Permission;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::portal::{Portal, read_portal};
use crate::components::{Any, Data, Log, Start, message_log, waiting_list};
use crate::live::follow;
use crate::text::{say, use_locale};
use crate::time::ticking;

/// Messages of one page.
const LIMIT: u32 = 50;

/// The page of all messages.
#[component]
pub(crate) fn Messages() -> impl IntoView {
    let query = use_query_map();
    let before =
        move || query.with(|query| query.get("before")).filter(|before| !before.is_empty());
    let data = Data::new(
        move || before().unwrap_or_default(),
        move || read_portal(untrack(before), LIMIT),
    );
    data.page(move |portal| {
        let start = if untrack(before).is_some() { Start::Older } else { Start::Newest };
        view(portal, start)
    })
}

fn view(portal: Portal, start: Start) -> AnyView {
    let l = use_locale();
    let now = ticking(portal.now);
    let log = Log::new(portal.detail.tenant.id, portal.messages, start, LIMIT);
    let may_converse = portal.role.may(Permission::Converse);
    let detail = follow(portal.detail);
    let newest = (start == Start::Older)
        .then(|| view! { <p><a href="/app/messages">{say!(l, message.to_newest)}</a></p> }.any());
    view! {
        <Title text=say!(l, nav.messages)/>
        <header class="page-head"><div>
            <h1>{say!(l, message.title)}</h1>
            <p class="lead">{say!(l, message.lead)}</p>
        </div></header>
        {newest}
        <div class="grid gap-6 min-w-0">
            {waiting_list(detail, now, may_converse)}
            {message_log(log, now, None)}
        </div>
    }
    .any()
}
