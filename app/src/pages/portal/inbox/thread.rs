//! One conversation: what was said in it, who has it, and the form to answer.

use std::time::Duration;

use domain::inbox::{CannedReply, Colleague, InboxRow, NoteView};
use domain::live::LiveEvent;
use domain::message::Direction;
use domain::session::SessionStateName;
use domain::views::MessageView;
use domain::{ConversationId, Instant, Language, Permission, UserId};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::answer::{self, AnswerForm};
use super::notes::{self, NoteForm, Span};
use super::there::There;
use super::tools::{self, Tools};
use super::{hands, idle, place, said};
use crate::AppError;
use crate::api::Doc;
use crate::api::inbox::tools::{SendAgain, read_notes};
use crate::api::inbox::{BegunSnooze, HandBack, ThreadPage, mark_seen, read_thread};
use crate::components::{
    Any, Data, Icon, Post, Start, Tone, ask_of, check, dynamic, effect, flag, icon, keyed, merge,
    notice, refusal, steady, submit, take_newest, value, with_days, words,
};
use crate::live::{News, Soon, refetch, use_live};
use crate::text::{self, Locale, fill, say, use_locale};
use crate::time::ticking_in;

/// What comes together is asked for together.
const GATHER: Duration = Duration::from_millis(300);
/// So far from its end in pixels, somebody reads what was said before.
const READS_ABOVE: i32 = -80;

/// The page of one conversation.
#[component]
pub(crate) fn Thread() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    let older = move || query.with(|query| query.get("older")).unwrap_or_default();
    let show = move || query.with(|query| query.get("show")).unwrap_or_default();
    let data = Data::new(
        move || id() + " " + &older(),
        move || read_thread(untrack(id), Some(untrack(older))),
    );
    data.page(move |page| {
        let start = match untrack(older).is_empty() {
            true => Start::Newest,
            false => Start::Older,
        };
        view(page, start, untrack(show))
    })
}

/// A conversation as it goes on.
#[derive(Clone, Copy)]
pub(super) struct Talk {
    /// Which.
    pub(super) id: ConversationId,
    /// Who looks.
    pub(super) me: Option<UserId>,
    /// Whether the person may answer.
    pub(super) may: bool,
    /// The conversation with who has it.
    pub(super) row: RwSignal<InboxRow>,
    /// What was said, newest first.
    pub(super) said: RwSignal<Vec<MessageView>>,
    next: RwSignal<Option<String>>,
    error: RwSignal<Option<AppError>>,
    /// What the customer said about messages.
    pub(super) consent: RwSignal<Option<domain::consent::ConsentRecord>>,
    connected: RwSignal<bool>,
    start: Start,
    /// Whether something is there that the person has not seen.
    unseen: RwSignal<bool>,
    /// Whether something came while the person read what was said before.
    below: RwSignal<bool>,
    end: NodeRef<html::Div>,
    /// What the team noted, oldest first.
    notes: RwSignal<Vec<NoteView>>,
    /// What the person has at hand.
    pub(super) hand: StoredValue<Hand>,
    /// What the customer reads, as far as we know.
    pub(super) language: Language,
    /// Who has it open.
    there: StoredValue<There>,
    /// The page's clock.
    pub(super) now: ReadSignal<Instant>,
}

/// What a person works with beside what is said.
pub(super) struct Hand {
    /// Whom the person may give the conversation to.
    pub(super) people: Vec<Colleague>,
    /// What can be said with one press.
    pub(super) canned: Vec<CannedReply>,
    /// A wish to put the conversation aside that was refused.
    pub(super) snooze: BegunSnooze,
}

fn view(page: ThreadPage, start: Start, show: String) -> AnyView {
    let l = use_locale();
    let row = page.thread.row;
    let name = row.name.clone().unwrap_or_else(|| text::address(l, &row.address));
    let unseen = row.unread > 0;
    let talk = Talk {
        there: StoredValue::new(There::new(row.id, page.me, page.there)),
        id: row.id,
        me: page.me,
        may: page.role.may(Permission::Converse),
        now: ticking_in(page.zone, page.now),
        row: RwSignal::new(row),
        said: RwSignal::new(page.thread.messages.items),
        next: RwSignal::new(page.thread.messages.next),
        error: RwSignal::new(None),
        consent: RwSignal::new(page.thread.consent),
        connected: RwSignal::new(page.connected),
        start,
        unseen: RwSignal::new(unseen),
        below: RwSignal::new(false),
        end: NodeRef::new(),
        language: page.thread.language.unwrap_or(Language::Sw),
        notes: RwSignal::new(page.aside.notes),
        hand: StoredValue::new(Hand {
            people: page.aside.people,
            canned: page.aside.canned,
            snooze: page.aside.snooze,
        }),
    };
    talk.follow(l);
    talk.there().follow();
    let language = page.thread.language.map(text::language);
    let offline = dynamic(move || match talk.connected.get() || !talk.may {
        true => ().into_any(),
        false => notice(Tone::Wait, Icon::Unlink, say!(l, inbox.offline).to_owned()),
    });
    let (form, note) = (AnswerForm::new(page.answer), NoteForm::new(page.aside.note));
    let tools = Tools::new();
    tools.follow(talk);
    view! {
        <Title text=name.clone()/>
        <article class="thread" data-testid="thread">
            {head(l, talk, tools, name, language, &show)}
            {what_was_said(l, talk, show)}
            <div class="thread-foot">{offline} {idle::idle(l, talk)} {talk.there().writing(l)} {answer::answer(l, talk, form, tools)} {notes::form(l, talk, note)}</div>
        </article>
    }
    .any()
}

impl Talk {
    /// Who has it open.
    pub(super) fn there(self) -> There {
        self.there.get_value()
    }

    fn follow(self, l: Locale) {
        let (live, soon, noted) = (use_live(), Soon::after(GATHER), Soon::after(GATHER));
        live.listen(move |news| match news {
            News::Event(LiveEvent::Message { message }) if message.conversation_id == self.id => {
                self.hear(message.clone());
                if message.direction == Direction::In && self.unseen.get_untracked() {
                    let text = fill(
                        say!(l, message.announced),
                        &[("who", &self.name(l)), ("text", &message.text)],
                    );
                    if message.decision.is_none() {
                        live.announce(text);
                    }
                    self.see();
                }
            }
            News::Event(LiveEvent::Conversation { row }) if row.id == self.id => {
                self.row.set((**row).clone());
                self.there().gone.set(false);
                noted.run(move || self.renew_notes());
            }
            News::Event(LiveEvent::Gone { conversation_id, .. }) if *conversation_id == self.id => {
                self.there().gone.set(true);
            }
            News::Event(LiveEvent::Session { session, .. }) => {
                self.connected.set(session.state == SessionStateName::Connected);
            }
            News::Event(LiveEvent::Handoff { .. } | LiveEvent::Consent { .. })
            | News::Fresh { .. } => soon.run(move || self.again()),
            News::Event(_) => {}
        });
        effect(move || self.see());
        let comes_back = window_event_listener_untyped("visibilitychange", move |_| self.see());
        on_cleanup(move || comes_back.remove());
    }

    /// The customer's name or number.
    fn name(self, l: Locale) -> String {
        let known =
            |row: &InboxRow| row.name.clone().unwrap_or_else(|| text::address(l, &row.address));
        self.row.with_untracked(known)
    }

    /// Takes in a message that is new or came further.
    fn hear(self, message: MessageView) {
        let is_known =
            self.said.with_untracked(|said| said.iter().any(|known| known.id == message.id));
        if !is_known && self.start == Start::Newest {
            if message.direction == Direction::In {
                self.unseen.set(true);
            }
            let top = self.end.get_untracked().map_or(0, |end| end.scroll_top());
            if top < READS_ABOVE {
                self.below.set(true);
            }
        }
        self.said.update(|said| merge(said, message, self.start));
    }

    /// Notes that the person has seen what is there, if they can see it at all.
    fn see(self) {
        if !self.may || !self.unseen.get_untracked() || document().hidden() {
            return;
        }
        self.unseen.set(false);
        spawn_local(async move {
            // Whoever cannot be told now is told with the next message.
            drop(mark_seen(self.id).await);
        });
    }

    /// Asks anew for how the conversation stands.
    pub(super) fn again(self) {
        refetch(
            move || read_thread(self.id.to_string(), None),
            move |fresh: ThreadPage| {
                let thread = fresh.thread;
                // By now the page may have been left.
                if self.row.try_with_untracked(|row| *row != thread.row) == Some(true) {
                    self.row.try_set(thread.row);
                }
                self.consent.try_set(thread.consent);
                self.connected.try_set(fresh.connected);
                self.take_notes(fresh.aside.notes);
                if self.start == Start::Newest {
                    let (items, next) = (thread.messages.items, thread.messages.next);
                    let is_erased = items.is_empty();
                    let anew = self.said.try_update(|said| match is_erased {
                        true => said.drain(..).count() > 0,
                        false => take_newest(said, items),
                    });
                    if anew == Some(true) {
                        self.next.try_set(next);
                    }
                }
            },
        );
    }

    /// Asks anew for what the team noted.
    pub(super) fn renew_notes(self) {
        refetch(move || read_notes(self.id), move |notes| self.take_notes(notes));
    }

    fn take_notes(self, notes: Vec<NoteView>) {
        if self.notes.try_with_untracked(|known| *known != notes) == Some(true) {
            self.notes.try_set(notes);
        }
    }

    /// The part of the conversation that is shown.
    fn span(self) -> Span {
        self.said.with(|said| {
            let is_whole = self.next.with(Option::is_none);
            let from = said.last().filter(|_| !is_whole).map(|one| one.created_at);
            let to = said.first().filter(|_| self.start == Start::Older).map(|one| one.created_at);
            Span { from, to }
        })
    }

    fn load_older(self) {
        let Some(before) = self.next.get_untracked() else { return };
        spawn_local(async move {
            let asked = read_thread(self.id.to_string(), Some(before.clone())).await;
            match asked.and_then(Doc::read) {
                // What was asked for twice, or before it began anew, does not belong here.
                Ok(_) if self.next.try_get_untracked().flatten() != Some(before) => {}
                Ok(page) => {
                    self.next.try_set(page.thread.messages.next);
                    self.said.try_update(|said| said.extend(page.thread.messages.items));
                }
                Err(error) => drop(self.error.try_set(Some(error))),
            }
        });
    }
}

/// Whose conversation it is, who has it, and the way back to the list and to the assistant.
fn head(
    l: Locale,
    talk: Talk,
    tools: Tools,
    name: String,
    language: Option<&'static str>,
    show: &str,
) -> AnyView {
    let back = place(None, show.parse().unwrap_or_default(), "");
    let address = talk.row.with_untracked(|row| text::address(l, &row.address));
    let address = (address != name).then_some(address);
    let language =
        language.map(|language| fill(say!(l, consent.language), &[("language", language)]));
    let facts = address.into_iter().chain(language).collect::<Vec<_>>().join(" · ");
    let badge = dynamic(move || talk.row.with(|row| hands::badge(l, row, talk.me)));
    let there = dynamic(move || talk.there().faces(l));
    let can_go_back = move || {
        let own = talk.may && !talk.there().gone.get();
        talk.row.with(|row| own && !row.standing.is_assistants() && !hands::is_over(row))
    };
    let post = Post::to::<HandBack>();
    post.after(move || talk.again());
    let hand_back = steady(can_go_back, move |can_go_back| match can_go_back {
        true => hand_back(l, talk, post),
        false => ().into_any(),
    });
    view! {
        <header class="thread-head">
            <a class="btn btn-bare thread-back" href=back data-testid="to-list">
                {icon(Icon::Left)} <span class="unseen">{say!(l, inbox.back)}</span>
            </a>
            <div class="thread-who">
                <h1>{name}</h1>
                <p class="quiet" hidden=facts.is_empty()>{facts.clone()}</p>
                {there}
            </div>
            <div class="thread-acts"><span aria-live="polite">{badge}</span> <div class="thread-tools">{hand_back} {tools::drawer(l, talk, tools)}</div></div>
        </header>
    }
    .any()
}

fn hand_back(l: Locale, talk: Talk, post: Post) -> AnyView {
    let tenant = talk.row.with_untracked(|row| row.tenant_id.to_string());
    let fields = view! {
        <input type="hidden" name="tenant" value=tenant/>
        <input type="hidden" name="conversation" value=talk.id.to_string()/>
        {check("tell", "true", say!(l, inbox.tell), true, "tell")}
        {submit("btn btn-primary", Some(Icon::Undo), say!(l, inbox.hand_back), "btn-hand-back", post.pending())}
        {refusal(post.error())}
    };
    let form = post.form("hand-back", None, fields.any());
    let (class, sign) = ("btn btn-quiet", Some(Icon::Undo));
    ask_of(post, class, sign, say!(l, inbox.hand_back_short), "ask-hand-back", form)
}

/// What was said, oldest first. The list is drawn from its end, so that it begins there, stays there when something
/// comes, and stays where one reads when something older does.
fn what_was_said(l: Locale, talk: Talk, show: String) -> AnyView {
    let again = Post::to::<SendAgain>();
    again.after(move || talk.again());
    let items = keyed(move || {
        let span = talk.span();
        let mut shown: Vec<_> = talk.said.with(|said| {
            let item = |one: &MessageView| {
                let next = said::id_of_another_try(one.id);
                let is_said_again = said.iter().any(|other| other.id == next);
                let again = (!is_said_again).then_some(again);
                (one.created_at, said::item(one.clone(), talk, again))
            };
            said.iter().rev().map(item).collect()
        });
        talk.notes.with(|notes| {
            let notes = notes.iter().filter(|note| span.holds(note.created_at)).cloned();
            shown.extend(notes.map(|note| (note.created_at, notes::item(note, talk.now))));
        });
        shown.sort_by_key(|(at, _)| *at);
        with_days(shown.into_iter(), talk.now)
    });
    let newest = (talk.start == Start::Older).then(|| {
        let href = place(Some(&talk.id.to_string()), show.parse().unwrap_or_default(), "");
        view! { <p class="thread-newest"><a href=href>{say!(l, inbox.to_newest)}</a></p> }.any()
    });
    let show =
        (!show.is_empty()).then(|| view! { <input type="hidden" name="show" value=show/> }.any());
    let older = view! {
        <form
            method="get"
            class="more"
            hidden=flag(move || talk.next.with(Option::is_none))
            on:submit=move |event| {
                event.prevent_default();
                talk.load_older();
            }
        >
            {show}
            <input type="hidden" name="older" value=value(move || talk.next.get())/>
            <button class="btn btn-quiet" data-testid="load-older">{say!(l, inbox.older)}</button>
        </form>
    }
    .any();
    let to_end = move |_| {
        talk.below.set(false);
        if let Some(end) = talk.end.get_untracked() {
            end.set_scroll_top(0);
        }
    };
    let scrolled = move |_| {
        let top = talk.end.get_untracked().map_or(0, |end| end.scroll_top());
        if top >= READS_ABOVE && talk.below.get_untracked() {
            talk.below.set(false);
        }
    };
    view! {
        <div class="thread-said">
            <div class="thread-roll" node_ref=talk.end tabindex="0" role="region" aria-label=say!(l, inbox.thread) on:scroll=scrolled>
                <div>
                    {older}
                    {refusal(talk.error.into())}
                    <ol class="saids" data-testid="saids">{items}</ol>
                    {refusal(again.error())}
                    {newest}
                </div>
            </div>
            <button type="button" class="btn btn-primary thread-below" data-testid="new-below" hidden=flag(move || !talk.below.get()) on:click=to_end>
                {icon(Icon::Down)} <span>{words(move || say!(l, inbox.new_below).to_owned())}</span>
            </button>
        </div>
    }
    .any()
}
