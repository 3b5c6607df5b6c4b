//! The owner's message log.

use domain::Permission;
use domain::live::LiveEvent;
use domain::message::MessageShow;
use domain::views::ConversationView;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::portal::{Portal, read_portal};
use crate::components::{
    Any, Data, Log, Start, Tab, message_log, page_head, tabs, unwanted_list, waiting_list,
};
use crate::live::{News, follow, refetch, use_live};
use crate::text::{say, use_locale};
use crate::time::ticking_in;

/// Messages of one page.
const LIMIT: u32 = 50;

/// The page of all messages.
#[component]
pub(crate) fn Messages() -> impl IntoView {
    let query = use_query_map();
    let asked = move |name: &'static str| query.with(|query| query.get(name)).unwrap_or_default();
    let data = Data::new(
        move || asked("show") + " " + &asked("before"),
        move || {
            let before = Some(untrack(|| asked("before"))).filter(|before| !before.is_empty());
            read_portal(untrack(|| asked("show")), before, LIMIT)
        },
    );
    data.page(move |portal| {
        let start = match untrack(|| asked("before")).is_empty() {
            true => Start::Newest,
            false => Start::Older,
        };
        view(portal, start, MessageShow::from_name(&untrack(|| asked("show"))))
    })
}

fn view(portal: Portal, start: Start, show: MessageShow) -> AnyView {
    let l = use_locale();
    let now = ticking_in(portal.zone, portal.now);
    let log = Log::of(portal.detail.tenant.id, portal.messages, start, LIMIT, show);
    let may_converse = portal.role.may(Permission::Converse);
    let detail = follow(portal.detail);
    let unwanted = who_wants_none(portal.unwanted);
    let newest = (start == Start::Older)
        .then(|| view! { <p><a href=place(show)>{say!(l, message.to_newest)}</a></p> }.any());
    let tab = |of: MessageShow, name| Tab::new(place(of), name, of == show);
    let parts = vec![
        tab(MessageShow::All, say!(l, message.show_all)),
        tab(MessageShow::NotAnswered, say!(l, message.show_not)),
        tab(MessageShow::Waiting, say!(l, message.show_waiting)),
    ];
    view! {
        <Title text=say!(l, nav.messages)/>
        {page_head(say!(l, message.title).into_any(), Some(say!(l, message.lead).into_any()), None)}
        {tabs(say!(l, message.shown), parts)}
        {newest}
        <div class="stack">
            {waiting_list(detail, now, may_converse, true)}
            {message_log(log, now, None)}
            {unwanted_list(unwanted, now)}
        </div>
    }
    .any()
}

/// The customers who want no messages, as they come and go.
fn who_wants_none(unwanted: Vec<ConversationView>) -> RwSignal<Vec<ConversationView>> {
    let unwanted = RwSignal::new(unwanted);
    use_live().listen(move |news| {
        if matches!(news, News::Event(LiveEvent::Consent { .. }) | News::Fresh { .. }) {
            refetch(
                || read_portal(String::new(), None, 1),
                move |fresh: Portal| {
                    // What is the same stays as it is drawn; and by now the page may have been left.
                    let shown = unwanted.try_with_untracked(|shown| *shown != fresh.unwanted);
                    if shown == Some(true) {
                        unwanted.try_set(fresh.unwanted);
                    }
                },
            );
        }
    });
    unwanted
}

fn place(show: MessageShow) -> String {
    match show {
        MessageShow::All => "/app/messages".to_owned(),
        other => "/app/messages?show=".to_owned() + other.name(),
    }
}
