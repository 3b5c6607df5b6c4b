//! The list of the conversations, kept up to date.

use std::time::Duration;

use domain::inbox::{InboxCounts, InboxRow, InboxShow};
use domain::live::LiveEvent;
use domain::message::Direction;
use domain::presence::{PresentIn, PresentView};
use domain::{ConversationId, Instant, UserId};
use leptos::prelude::*;

use super::rows::Heard;
use super::{find, hands, idle, place, rows, there};
use crate::api::inbox::{InboxAsked, InboxList, InboxPage, read_inbox};
use crate::components::{
    Any, Icon, Item, Tab, dynamic, empty, icon, keyed, message_text, pager, steady, tabs, value,
};
use crate::live::{Live, News, Soon, refetch, use_live};
use crate::text::{self, Locale, fill, say, use_locale};
use crate::time::{ago, ticking_in};

/// What comes together is asked for together.
const GATHER: Duration = Duration::from_millis(300);

/// The list as it is looked at.
#[derive(Clone, Copy)]
struct List {
    shown: RwSignal<InboxList>,
    /// Who has them open.
    there: RwSignal<Vec<PresentIn>>,
    asked: StoredValue<InboxAsked>,
    show: InboxShow,
    me: Option<UserId>,
    /// Whether it begins with the newest, and so takes new ones in.
    is_first: bool,
    /// The conversation that is open beside it.
    open: Signal<Option<String>>,
    now: ReadSignal<Instant>,
}

/// The list with its parts and the way to older conversations.
pub(super) fn list(page: InboxPage, asked: InboxAsked, open: Signal<Option<String>>) -> AnyView {
    let l = use_locale();
    let field = find::field(l, &asked.find);
    if let Some(found) = page.found {
        let now = ticking_in(page.zone, page.now);
        let found = find::found(l, found, &asked.find, page.me, now);
        return view! { {field} {found} }.any();
    }
    let list = List {
        shown: RwSignal::new(page.list),
        there: RwSignal::new(page.there),
        show: asked.show.parse().unwrap_or_default(),
        me: page.me,
        is_first: asked.before.is_empty(),
        asked: StoredValue::new(asked),
        open,
        now: ticking_in(page.zone, page.now),
    };
    list.follow(l);
    let counts = move || list.shown.with(|shown| shown.counts);
    let parts = steady(counts, move |counts| parts(l, list, *counts));
    let lines = keyed(move || {
        let line = |row: &InboxRow| -> Item {
            let id = row.id;
            (id.to_string(), Box::new(move || line(l, list, id)))
        };
        list.shown.with(|shown| shown.rows.iter().map(line).collect())
    });
    let is_empty = Memo::new(move |_| list.shown.with(|shown| shown.rows.is_empty()));
    let nothing = dynamic(move || match is_empty.get() {
        true => nothing(l, list),
        false => ().into_any(),
    });
    let next = move || list.shown.with(|shown| shown.next.clone());
    let pages = steady(next, move |next| {
        let open = open.get();
        let first = (!list.is_first).then(|| place(open.as_deref(), list.show, ""));
        pager(first, next.as_ref().map(|next| place(open.as_deref(), list.show, next)))
    });
    view! {
        {field}
        {parts}
        <ul class="inbox-lines" data-testid="talks" hidden=is_empty>{lines}</ul>
        {nothing}
        {pages}
    }
    .any()
}

impl List {
    fn follow(self, l: Locale) {
        let (live, soon) = (use_live(), Soon::after(GATHER));
        let again = move || soon.run(move || self.ask(live, l));
        live.listen(move |news| match news {
            News::Event(LiveEvent::Conversation { row }) => {
                let whose = (self.show, self.me);
                self.shown.update(|list| {
                    rows::take_in(list, (**row).clone(), whose, self.is_first);
                });
                again();
            }
            News::Event(LiveEvent::Message { message }) => {
                let me = self.me;
                let heard = self.shown.try_update(|list| rows::hear(list, message, me));
                if heard == Some(Heard::Counts) || heard == Some(Heard::Unknown) && self.is_first {
                    again();
                }
            }
            News::Event(LiveEvent::Gone { conversation_id, .. }) => {
                self.shown.update(|list| list.rows.retain(|row| row.id != *conversation_id));
                again();
            }
            News::Event(LiveEvent::Presence { there, .. }) => {
                self.there.update(|all| there::hear(all, there));
            }
            News::Event(LiveEvent::Handoff { .. } | LiveEvent::Consent { .. })
            | News::Fresh { .. } => again(),
            News::Event(_) => {}
        });
    }

    /// Asks for the whole list anew.
    fn ask(self, live: Live, l: Locale) {
        refetch(
            move || read_inbox(self.asked.try_get_value().unwrap_or_default()),
            move |fresh: InboxPage| {
                let Some(before) = self.shown.try_with_untracked(Clone::clone) else { return };
                if before.counts.waiting < fresh.list.counts.waiting {
                    live.announce(say!(l, inbox.now_waiting).to_owned());
                }
                self.there.try_set(fresh.there);
                if before != fresh.list {
                    self.shown.try_set(fresh.list);
                }
            },
        );
    }
}

fn parts(l: Locale, list: List, counts: InboxCounts) -> AnyView {
    let open = list.open.get();
    let parts = InboxShow::ALL.iter().map(|of| {
        let word = match of {
            InboxShow::All => say!(l, inbox.all),
            InboxShow::Waiting => say!(l, inbox.waiting),
            InboxShow::Mine => say!(l, inbox.mine),
            InboxShow::Unassigned => say!(l, inbox.unassigned),
            InboxShow::Assistant => say!(l, inbox.assistant),
            InboxShow::Snoozed => say!(l, inbox.snoozed),
            InboxShow::Closed => say!(l, inbox.closed),
        };
        let is_current = *of == list.show && list.is_first;
        let tab = Tab::new(place(open.as_deref(), *of, ""), word, is_current);
        match (of, counts.waiting, counts.mine_unread) {
            (InboxShow::Waiting, count @ 1.., _) | (InboxShow::Mine, _, count @ 1..) => {
                tab.count(count)
            }
            _ => tab,
        }
    });
    tabs(say!(l, inbox.shown), parts.collect())
}

/// Nothing of a kind: what that means, and a saying.
fn nothing(l: Locale, list: List) -> AnyView {
    let lead = match list.show {
        InboxShow::All if list.is_first => say!(l, inbox.none),
        _ => say!(l, inbox.none_such),
    };
    let body = empty(lead, say!(l, inbox.saying), say!(l, inbox.meaning));
    view! { <div data-testid="no-talks">{body}</div> }.any()
}

/// One conversation; what stands in it changes in place, so that the focus stays.
fn line(l: Locale, list: List, id: ConversationId) -> AnyView {
    let row = Memo::new(move |_| {
        list.shown.with(|shown| shown.rows.iter().find(|row| row.id == id).cloned())
    });
    let before = list.asked.with_value(|asked| asked.before.clone());
    let href = place(Some(&id.to_string()), list.show, &before);
    let current = value(move || {
        let is_open = list.open.with(|open| *open == Some(id.to_string()));
        is_open.then(|| "true".to_owned())
    });
    let people = Memo::new(move |_| {
        list.there.with(|all| {
            let here = all.iter().find(|there| there.conversation_id == id);
            here.map(|there| there.people.clone()).unwrap_or_default()
        })
    });
    let inside = dynamic(move || {
        row.with(|row| {
            row.as_ref().map_or_else(|| ().into_any(), |row| inside(l, list, row, people))
        })
    });
    view! {
        <li>
            <a class="inbox-line" href=href aria-current=current data-testid="talk">{inside}</a>
        </li>
    }
    .any()
}

fn inside(l: Locale, list: List, row: &InboxRow, people: Memo<Vec<PresentView>>) -> AnyView {
    let name = row.name.clone().unwrap_or_else(|| text::address(l, &row.address));
    let said_at =
        row.last_at.map(|at| view! { <span class="quiet">{ago(at, list.now)}</span> }.any());
    let words = row.last.as_ref().map_or_else(
        || say!(l, inbox.nothing_said).into_any(),
        |last| {
            let ours = (last.direction == Direction::Out).then(|| {
                view! { {icon(Icon::Send)} <span class="unseen">{say!(l, message.outgoing)} ": "</span> }
                    .any()
            });
            let text = message_text(l, &last.text, &last.message_type);
            view! { {ours} <span>{text}</span> }.any()
        },
    );
    let unread = (row.unread > 0).then(|| {
        let count = fill(say!(l, inbox.unread), &[("count", &row.unread.to_string())]);
        view! {
            <span class="count" data-testid="unread">
                <span aria-hidden="true">{row.unread.to_string()}</span>
                <span class="unseen">{count}</span>
            </span>
        }
        .any()
    });
    let silent = row.opted_out.then(|| {
        view! { <span class="quiet with-sign">{icon(Icon::Ban)} <span>{say!(l, inbox.opted_out)}</span></span> }
            .any()
    });
    let idle = idle::sign(l, row);
    let there = dynamic(move || people.with(|people| there::faces(l, people, list.me, "unseen")));
    view! {
        <span class="inbox-line-head"><span class="row-name">{name}</span> {said_at}</span>
        <span class="inbox-line-said"><span class="inbox-line-last">{words}</span> {unread}</span>
        <span class="inbox-line-state">{hands::badge(l, row, list.me)} {idle} {silent} {there}</span>
    }
    .any()
}
