//! One message of a conversation: whose it is, what it says, how far it came, and why.

use domain::message::{Direction, MessageStatus};
use domain::views::MessageView;
use domain::{Decision, Gate, MessageId, RecordId};
use leptos::prelude::*;
use uuid::Uuid;

use super::thread::Talk;
use crate::components::{Any, Badge, Icon, Item, Post, extras, message_text, submit};
use crate::text::{self, Locale, say, use_locale};
use crate::time::clock;

/// What the error of a message begins with that the assistant had ready when a person took over.
const WITHDRAWN: &str = "withdrawn:";

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By<'a> {
    Customer,
    Assistant,
    Person(&'a str),
    Phone,
}

impl<'a> By<'a> {
    fn of(message: &'a MessageView) -> Self {
        match (&message.decision, message.direction) {
            (Some(Decision::NotAnswered { gate: Gate::OwnMessage }), _) => Self::Phone,
            (_, Direction::In) => Self::Customer,
            (Some(Decision::Person { name, .. }), Direction::Out) => Self::Person(name),
            (_, Direction::Out) => Self::Assistant,
        }
    }

    fn name(self, l: Locale) -> Option<String> {
        match self {
            Self::Customer => None,
            Self::Assistant => Some(say!(l, inbox.by_assistant).to_owned()),
            Self::Person(name) => Some(name.to_owned()),
            Self::Phone => Some(say!(l, inbox.on_phone).to_owned()),
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Assistant => "assistant",
            Self::Person(_) => "person",
            Self::Phone => "phone",
        }
    }
}

/// The id that a message gets when it is said once more: the next one, so that whoever asks for it twice, in two tabs
/// or over a slow line, has it said once.
pub(super) fn id_of_another_try(id: MessageId) -> MessageId {
    MessageId::from_uuid(Uuid::from_u128(id.uuid().as_u128().wrapping_add(1)))
}

/// A message, which is drawn anew when its status or decision changes. `again` says it once more, where that is not
/// done yet.
pub(super) fn item(message: MessageView, talk: Talk, again: Option<Post>) -> Item {
    let waits = matches!(message.decision, Some(Decision::Waiting { .. }));
    let decided = message.decision.is_some();
    let file = message.extras.file.as_ref().map_or("", |file| file.state.as_str());
    let again = again.filter(|_| talk.may && is_lost(&message));
    let lost = again.is_some();
    let key = format!("{} {} {decided} {waits} {file} {lost}", message.id, message.status);
    (key, Box::new(move || said(&message, talk, again)))
}

/// Whether it is one of ours that did not arrive, as far as we know.
fn is_lost(message: &MessageView) -> bool {
    message.direction == Direction::Out
        && matches!(message.status, MessageStatus::Failed | MessageStatus::Unknown)
}

fn said(message: &MessageView, talk: Talk, again: Option<Post>) -> AnyView {
    let l = use_locale();
    let by = By::of(message);
    let who = by
        .name(l)
        .map(|name| view! { <p class="said-who" data-testid="said-who">{name}</p> }.any());
    let text = message_text(l, &message.text, &message.message_type);
    // How far one of ours came; one of theirs says why it was answered, or why not.
    let status = (message.direction == Direction::Out)
        .then(|| Badge::message(l, message.status).view("message-status"));
    let why =
        (by == By::Customer).then(|| message.decision.as_ref().map(|decision| why(l, decision)));
    let failed = message.error.as_deref().filter(|_| message.status == MessageStatus::Failed);
    let failed = failed.map(|error| {
        let words = match error.starts_with(WITHDRAWN) {
            true => say!(l, inbox.withdrawn).to_owned(),
            false => error.to_owned(),
        };
        view! { <p class="decision decision-bad">{words}</p> }.any()
    });
    view! {
        <li class="said" data-testid="said" data-by=by.as_str() data-status=message.status.as_str()>
            {who}
            <p class="said-text">{text}</p>
            {extras(l, message)}
            {failed}
            {again.map(|post| send_again(l, message, post))}
            <div class="said-foot">
                {why.flatten()}
                <span class="quiet">{clock(message.created_at, talk.now)}</span>
                {status}
            </div>
        </li>
    }
    .any()
}

/// The way to say it once more.
fn send_again(l: Locale, message: &MessageView, post: Post) -> AnyView {
    let unsure = (message.status == MessageStatus::Unknown)
        .then(|| view! { <p class="quiet">{say!(l, inbox.again_unknown)}</p> }.any());
    let fields = view! {
        <input type="hidden" name="message" value=message.id.to_string()/>
        <input type="hidden" name="id" value=id_of_another_try(message.id).to_string()/>
        {unsure}
        {submit("btn btn-link", Some(Icon::Restart), say!(l, inbox.again), "btn-again", post.pending())}
    };
    post.form("said-again", None, fields.any())
}

/// Why a customer's message was answered, or was not.
fn why(l: Locale, decision: &Decision) -> AnyView {
    view! {
        <details class="why">
            <summary>{say!(l, inbox.why)}</summary>
            <p data-testid="why">{text::decision(l, decision)}</p>
        </details>
    }
    .any()
}
