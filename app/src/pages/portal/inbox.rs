//! The inbox: the conversations, and one of them beside the list or, on a phone, in its place.

mod answer;
mod canned;
mod find;
mod hands;
mod idle;
mod keys;
mod list;
mod notes;
mod pick;
mod replies;
mod rows;
mod said;
mod there;
mod thread;
mod tools;

pub(crate) use replies::Replies;
pub(crate) use thread::Thread;

use domain::RecordId;
use domain::inbox::InboxShow;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Outlet;
use leptos_router::hooks::{use_location, use_query_map};
use uuid::Builder;

use crate::api::inbox::{InboxAsked, read_inbox};
use crate::components::{Any, Data, Icon, dynamic, flag, icon};
use crate::text::{say, use_locale};

/// Where the inbox is.
const HERE: &str = "/app/inbox";

/// The list of the conversations, around what is open of them.
#[component]
pub(crate) fn Inbox() -> impl IntoView {
    let l = use_locale();
    let (query, location) = (use_query_map(), use_location());
    let asked = move || {
        query.with(|query| {
            let field = |name: &str| query.get(name).unwrap_or_default();
            InboxAsked { show: field("show"), before: field("before"), find: field("find") }
        })
    };
    let open = Signal::derive(move || location.pathname.with(|path| conversation_in(path)));
    let key = move || {
        let InboxAsked { show, before, find } = asked();
        [show, before, find].join(" ")
    };
    let data = Data::new(key, move || read_inbox(untrack(asked)));
    let is_open = flag(move || open.with(Option::is_some));
    // On a phone the list is away while a conversation is open, which has a title of its own.
    let title = dynamic(move || match is_open.get() {
        true => view! { <h2>{say!(l, inbox.title)}</h2> }.any(),
        false => view! { <h1>{say!(l, inbox.title)}</h1> }.any(),
    });
    let (keys_open, keys) = keys::keys(l);
    view! {
        <div class="inbox" class:inbox-open=is_open>
            <section class="inbox-list" aria-label=say!(l, inbox.title)>
                <header class="inbox-head">{title} <p class="quiet">{say!(l, inbox.lead)} " " <a href="/app/inbox/replies" data-testid="to-canned">{say!(l, inbox.canned_all)}</a></p> {keys_open}</header>
                {data.page(move |page| list::list(page, untrack(asked), open))}
            </section>
            <div class="inbox-thread"><Outlet/></div>
            {keys}
        </div>
    }
}

/// What stands beside the list while no conversation is open.
#[component]
pub(crate) fn InboxStart() -> impl IntoView {
    let l = use_locale();
    view! {
        <Title text=say!(l, inbox.title)/>
        <p class="inbox-start quiet with-sign">{icon(Icon::Chat)} <span>{say!(l, inbox.choose)}</span></p>
    }
}

/// The conversation that an address opens.
fn conversation_in(path: &str) -> Option<String> {
    let id = path.strip_prefix(HERE)?.trim_matches('/');
    (!id.is_empty()).then(|| id.to_owned())
}

/// An id for what is written next; nothing where the browser knows no chance.
fn new_id<T: RecordId>() -> Option<T> {
    let mut bytes = [0; 16];
    window().crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(T::from_uuid(Builder::from_random_bytes(bytes).into_uuid()))
}

/// The address of a conversation, or of none, beside the list as it is narrowed.
fn place(conversation: Option<&str>, show: InboxShow, before: &str) -> String {
    let mut place = HERE.to_owned();
    if let Some(id) = conversation {
        place += "/";
        place += id;
    }
    let mut mark = "?";
    if show != InboxShow::All {
        place += "?show=";
        place += show.as_str();
        mark = "&";
    }
    // A made-up address stays within its own field.
    let before: String =
        before.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
    if !before.is_empty() {
        place += mark;
        place += "before=";
        place += &before;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_opens_a_conversation_beside_the_list() {
        assert_eq!(conversation_in("/app/inbox"), None);
        assert_eq!(conversation_in("/app/inbox/"), None);
        assert_eq!(conversation_in("/app/inbox/7").as_deref(), Some("7"));
        assert_eq!(place(None, InboxShow::All, ""), "/app/inbox");
        assert_eq!(place(Some("7"), InboxShow::Mine, "a_1"), "/app/inbox/7?show=mine&before=a_1");
        assert_eq!(place(Some("7"), InboxShow::All, "1&show=x"), "/app/inbox/7?before=1showx");
    }
}
