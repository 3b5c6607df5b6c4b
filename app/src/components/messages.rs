//! The message log: what came, what went, and why.

pub(crate) mod extras;

use domain::live::LiveEvent;
use domain::message::{Direction, MessageShow, MessageStatus};
use domain::views::{MessageView, Page};
use domain::{Decision, Instant, TenantId};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::badge::Badge;
use super::card::empty;
use super::erased::{Any, Item, dynamic, flag, keyed, value, words};
use super::icon::{Icon, icon};
use super::notice::refusal;
use crate::AppError;
use crate::api::Doc;
use crate::api::tenant::read_messages;
use crate::live::{News, use_live};
use crate::text::{self, Locale, fill, say, use_locale};
use crate::time::{PageZone, ago};

/// Messages of one tenant, newest first, kept up to date.
#[derive(Clone, Copy)]
pub(crate) struct Log {
    tenant: TenantId,
    items: RwSignal<Vec<MessageView>>,
    next: RwSignal<Option<String>>,
    error: RwSignal<Option<AppError>>,
    /// Messages to ask for at a time.
    limit: u32,
    /// Which of them.
    show: MessageShow,
}

/// Whether a log begins with the newest message, and so takes new ones in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// It does.
    Newest,
    /// It shows an older page.
    Older,
}

impl Log {
    /// A log of all messages that begins with a page of them.
    pub(crate) fn new(tenant: TenantId, page: Page<MessageView>, from: Start, limit: u32) -> Self {
        Self::of(tenant, page, from, limit, MessageShow::All)
    }

    /// A log of some messages that begins with a page of them.
    pub(crate) fn of(
        tenant: TenantId,
        page: Page<MessageView>,
        from: Start,
        limit: u32,
        show: MessageShow,
    ) -> Self {
        let log = Self {
            tenant,
            items: RwSignal::new(page.items),
            next: RwSignal::new(page.next),
            error: RwSignal::new(None),
            limit,
            show,
        };
        let (live, l) = (use_live(), use_locale());
        live.listen(move |news| match news {
            News::Event(LiveEvent::Message { message }) if message.tenant_id == tenant => {
                let known = log
                    .items
                    .with_untracked(|items| items.iter().any(|item| item.id == message.id));
                if !known && from == Start::Newest {
                    live.announce(fill(
                        say!(l, message.announced),
                        &[("who", &who(l, message)), ("text", &message.text)],
                    ));
                }
                if known || show == MessageShow::All {
                    log.items.update(|items| merge(items, message.clone(), from));
                } else if from == Start::Newest {
                    // Whether it belongs here, the server knows.
                    log.catch_up();
                }
            }
            News::Event(LiveEvent::Handoff { tenant_id })
                if *tenant_id == tenant && show != MessageShow::All && from == Start::Newest =>
            {
                log.catch_up();
            }
            News::Fresh { .. } if from == Start::Newest => log.catch_up(),
            _ => {}
        });
        log
    }

    /// Whether there is no message in it.
    pub(crate) fn is_empty(self) -> bool {
        self.items.with(Vec::is_empty)
    }

    /// Takes in what came while nobody told us.
    fn catch_up(self) {
        spawn_local(async move {
            if let Ok(page) = self.read(None).await {
                let next = page.next.clone();
                let replaced = self.items.try_update(|items| {
                    if self.show == MessageShow::All {
                        return take_newest(items, page.items);
                    }
                    // What is not among them any more may belong to the others now.
                    *items = page.items;
                    true
                });
                if replaced == Some(true) {
                    self.next.try_set(next);
                }
            }
        });
    }

    async fn read(self, before: Option<String>) -> Result<Page<MessageView>, AppError> {
        let show = self.show.name().to_owned();
        read_messages(self.tenant, show, before, self.limit).await.and_then(Doc::read)
    }

    fn load_older(self) {
        let Some(before) = self.next.get_untracked() else { return };
        spawn_local(async move {
            let asked = Some(before.clone());
            match self.read(asked).await {
                // What was asked for twice, or before the log began anew, does not belong at its end.
                Ok(_) if self.next.try_get_untracked().flatten() != Some(before) => {}
                Ok(page) => {
                    self.next.try_set(page.next);
                    self.items.try_update(|items| items.extend(page.items));
                }
                Err(error) => drop(self.error.try_set(Some(error))),
            }
        });
    }
}

/// Puts a message where it belongs: in place of itself, or by its time among the others.
pub(crate) fn merge(items: &mut Vec<MessageView>, message: MessageView, from: Start) {
    if let Some(known) = items.iter_mut().find(|item| item.id == message.id) {
        *known = message;
    } else if from == Start::Newest {
        let place = items
            .partition_point(|item| (item.created_at, item.id) > (message.created_at, message.id));
        items.insert(place, message);
    }
}

/// Takes in the newest messages; tells whether they took the place of the others.
///
/// Where the oldest of them was not known, messages may be missing between them and the known ones:
/// then the log begins anew with them and what came after them, rather than hide a hole.
pub(crate) fn take_newest(items: &mut Vec<MessageView>, newest: Vec<MessageView>) -> bool {
    let Some(oldest) = newest.last().map(|message| message.id) else { return false };
    let replaced = !items.iter().any(|item| item.id == oldest);
    if replaced {
        let first = newest.first().map(|message| (message.created_at, message.id));
        items.retain(|item| Some((item.created_at, item.id)) > first);
    }
    for message in newest {
        merge(items, message, Start::Newest);
    }
    replaced
}

/// What a message says, in words where it has no text.
pub(crate) fn message_text(l: Locale, text: &str, message_type: &str) -> String {
    match (text.is_empty(), message_type) {
        (true, _) => {
            fill(say!(l, message.no_text), &[("type", text::message_type(l, message_type))])
        }
        (false, "reaction") => fill(say!(l, message.reacted), &[("emoji", text)]),
        (false, _) => text.to_owned(),
    }
}

/// The customer's name or number.
fn who(l: Locale, message: &MessageView) -> String {
    message.contact_name.clone().unwrap_or_else(|| match message.direction {
        Direction::In => text::address(l, &message.from),
        Direction::Out => text::address(l, &message.to),
    })
}

/// The log as a list; at most `most` messages, where a page shows but the newest.
pub(crate) fn message_log(log: Log, now: ReadSignal<Instant>, most: Option<usize>) -> AnyView {
    let l = use_locale();
    let shown = keyed(move || {
        log.items.with(|items| {
            let shown = items.iter().take(most.unwrap_or(usize::MAX)).cloned();
            let items = shown.map(|message| (message.created_at, item(message, now)));
            if most.is_none() {
                with_days(items, now)
            } else {
                items.map(|(_, item)| item).collect()
            }
        })
    });
    let none = flag(move || log.items.with(Vec::is_empty));
    let nothing = dynamic(move || match none.get() {
        true => nothing_of(l, log.show),
        false => ().into_any(),
    });
    let older = (most.is_none()).then(|| {
        let more = view! {
            <form
                method="get"
                class="more"
                hidden=flag(move || log.next.with(Option::is_none))
                on:submit=move |event| {
                    event.prevent_default();
                    log.load_older();
                }
            >
                <input type="hidden" name="before" value=value(move || log.next.get())/>
                <button class="btn btn-quiet" data-testid="load-older">{say!(l, message.older)}</button>
            </form>
        };
        more.any()
    });
    view! {
        {nothing}
        <ol class="messages" data-testid="message-log" hidden=none>
            {shown}
        </ol>
        {refusal(log.error.into())}
        {older}
    }
    .any()
}

/// Nothing of a kind: what that means, and a saying.
fn nothing_of(l: Locale, show: MessageShow) -> AnyView {
    match show {
        MessageShow::All => empty(
            say!(l, message.none),
            "Haba na haba hujaza kibaba.",
            "Little by little fills the measure.",
        ),
        MessageShow::NotAnswered => empty(
            say!(l, message.none_not),
            "Jina jema hung'ara gizani.",
            "A good name shines in the dark.",
        ),
        MessageShow::Waiting => empty(
            say!(l, message.none_waiting),
            "Subira huvuta heri.",
            "Patience draws good fortune.",
        ),
    }
}

/// The same items, with the day above the first of each day.
pub(crate) fn with_days(
    items: impl Iterator<Item = (Instant, Item)>,
    now: ReadSignal<Instant>,
) -> Vec<Item> {
    let zone = PageZone::of_page();
    let mut listed = Vec::new();
    let mut last = None;
    for (at, item) in items {
        let date = zone.with(|zone| zone.local(at).date);
        if last.replace(date) != Some(date) {
            let mark: Item =
                ("day ".to_owned() + &date.to_string(), Box::new(move || day(at, now)));
            listed.push(mark);
        }
        listed.push(item);
    }
    listed
}

fn day(at: Instant, now: ReadSignal<Instant>) -> AnyView {
    let (l, zone) = (use_locale(), PageZone::of_page());
    let name = words(move || zone.with(|zone| text::day_heading(l, zone, at, now.get())));
    view! { <li class="day-mark" data-testid="day"><span>{name}</span></li> }.any()
}

/// A message is drawn anew when its status or decision changes.
fn item(message: MessageView, now: ReadSignal<Instant>) -> Item {
    let waits = matches!(message.decision, Some(Decision::Waiting { .. }));
    let decided = message.decision.is_some();
    let file = message.extras.file.as_ref().map_or("", |file| file.state.as_str());
    let key = format!("{} {} {decided} {waits} {file}", message.id, message.status);
    (key, Box::new(move || row(message, now)))
}

fn row(message: MessageView, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let who = who(l, &message);
    let (sign, way) = match message.direction {
        Direction::In => (Icon::Person, say!(l, message.incoming)),
        Direction::Out => (Icon::Send, say!(l, message.outgoing)),
    };
    let who = match message.direction {
        Direction::In => who,
        Direction::Out => fill(say!(l, message.to_whom), &[("who", &who)]),
    };
    let extras = extras::extras(l, &message);
    let text = message_text(l, &message.text, &message.message_type);
    let decision = message.decision.map(|decision| {
        let (class, sign) = match &decision {
            Decision::Answered { .. } | Decision::Joined {} => ("decision decision-good", Icon::Check),
            Decision::HandedOver { .. } => ("decision decision-now", Icon::Person),
            Decision::Waiting { .. } => ("decision decision-wait", Icon::Clock),
            Decision::NotAnswered { .. } => ("decision decision-not", Icon::Ban),
            Decision::Reply { .. }
            | Decision::Notice { .. }
            | Decision::Reminder { .. }
            | Decision::FollowUp { .. }
            | Decision::OrderNews { .. }
            | Decision::Offer {} => ("decision", Icon::Chat),
            Decision::Person { .. } => ("decision", Icon::Person),
        };
        view! {
            <p class=class>{icon(sign)} <span data-testid="decision">{text::decision(l, &decision)}</span></p>
        }
        .any()
    });
    let failed =
        message.error.map(|error| view! { <p class="decision decision-bad">{error}</p> }.any());
    // An incoming message's decision says already that it was handled.
    let status = (message.status != MessageStatus::Handled || decision.is_none())
        .then(|| Badge::message(l, message.status).view("message-status"));
    view! {
        <li
            class="message"
            data-testid="message"
            data-direction=message.direction.as_str()
            data-status=message.status.as_str()
        >
            <div class="message-head">
                <span class="message-who" title=way>{icon(sign)} <span class="unseen">{way} ": "</span> <span>{who}</span></span>
                <span class="quiet">{ago(message.created_at, now)}</span>
            </div>
            <p class="message-text">{text}</p>
            {extras}
            <div class="message-foot">
                {decision}
                {failed}
                {status}
            </div>
        </li>
    }
    .any()
}
