//! Conversations in which a customer waits for a person, and those with customers who want no messages.

use domain::Instant;
use domain::consent::ConsentEvent;
use domain::views::{ConversationView, TenantDetail};
use leptos::prelude::*;

use super::choice::check;
use super::erased::{Any, Item, dynamic, flag, keyed};
use super::icon::{Icon, icon};
use super::notice::refusal;
use super::post::Post;
use crate::api::inbox::HandBack;
use crate::live::fetch;
use crate::text::{self, fill, say, use_locale};
use crate::time::ago;

/// The conversations that wait, each with the way back to the assistant; in the own business with the way to what was
/// said, too.
pub(crate) fn waiting_list(
    detail: RwSignal<TenantDetail>,
    now: ReadSignal<Instant>,
    may: bool,
    own: bool,
) -> AnyView {
    let l = use_locale();
    // Each stays what it is while others come and go: somebody may be about to hand it back.
    let rows = keyed(move || {
        let waiting = detail.with(|detail| detail.waiting.clone()).into_iter();
        waiting
            .map(|conversation| -> Item {
                let id = conversation.id.to_string();
                (id, Box::new(move || row(conversation, now, detail, may, own)))
            })
            .collect()
    });
    view! {
        <section class="card card-now" hidden=flag(move || detail.with(|detail| detail.waiting.is_empty()))>
            <h2 class="card-title">{icon(Icon::Alert)} <span>{say!(l, waiting.title)}</span></h2>
            <p class="quiet">{say!(l, waiting.lead)}</p>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .any()
}

/// The customers who want no messages: since when, and by which words of theirs.
pub(crate) fn unwanted_list(
    conversations: RwSignal<Vec<ConversationView>>,
    now: ReadSignal<Instant>,
) -> AnyView {
    let l = use_locale();
    let rows = dynamic(move || {
        let conversations = conversations.get().into_iter();
        conversations.map(|conversation| unwanted(conversation, now)).collect_view().into_any()
    });
    view! {
        <section class="card" hidden=flag(move || conversations.with(Vec::is_empty))>
            <h2 class="card-title">{icon(Icon::Ban)} <span>{say!(l, consent.title)}</span></h2>
            <p class="quiet">{say!(l, consent.lead)}</p>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .any()
}

fn unwanted(conversation: ConversationView, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let address = text::address(l, &conversation.contact_address);
    let known = known_of(&conversation, now);
    let name = conversation.contact_name.unwrap_or_else(|| address.clone());
    view! {
        <li class="row" data-testid="unwanted">
            <div>
                <p class="row-name">{name}</p>
                <p class="quiet">{address}</p>
                {known}
            </div>
        </li>
    }
    .any()
}

/// What is known of a customer: whether messages are wanted, and the language.
fn known_of(conversation: &ConversationView, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let said = conversation.consent.clone().map(|said| {
        let (sign, word) = match said.event {
            ConsentEvent::OptedOut => (Icon::Ban, say!(l, consent.out)),
            ConsentEvent::OptedIn => (Icon::Check, say!(l, consent.back)),
        };
        let word = fill(word, &[("words", &said.text)]);
        view! {
            <p class="quiet with-sign" data-testid="consent">{icon(sign)} <span>{word} " · " {ago(said.at, now)}</span></p>
        }
        .any()
    });
    let language = conversation.language.map(|language| {
        let word = fill(say!(l, consent.language), &[("language", text::language(language))]);
        view! { <p class="quiet" data-testid="customer-language">{word}</p> }.any()
    });
    view! { {said} {language} }.any()
}

fn row(
    conversation: ConversationView,
    now: ReadSignal<Instant>,
    detail: RwSignal<TenantDetail>,
    may: bool,
    own: bool,
) -> AnyView {
    let l = use_locale();
    let thread = own.then(|| {
        let href = format!("/app/inbox/{}", conversation.id);
        view! { <p><a class="way" href=href data-testid="to-thread">{say!(l, inbox.to_thread)}</a></p> }
            .any()
    });
    let id = conversation.id;
    let known = dynamic(move || {
        detail.with(|detail| {
            let waiting = detail.waiting.iter().find(|waiting| waiting.id == id);
            waiting.map(|waiting| about(waiting, now)).into_any()
        })
    });
    let button = may.then(|| {
        let post = Post::to::<HandBack>();
        // The live connection tells it as well; without one this is enough.
        post.after(move || fetch(detail));
        let fields = view! {
            <input type="hidden" name="tenant" value=conversation.tenant_id.to_string()/>
            <input type="hidden" name="conversation" value=conversation.id.to_string()/>
            {check("tell", "true", say!(l, inbox.tell), true, "tell")}
            <button class="btn btn-quiet" data-testid="btn-hand-back">{say!(l, waiting.hand_back)}</button>
            {refusal(post.error())}
        };
        post.form("hand-back", None, fields.any())
    });
    view! {
        <li class="row" data-testid="waiting">
            <div>
                {known}
                {thread}
            </div>
            {button}
        </li>
    }
    .any()
}

/// Who waits, and since when.
fn about(conversation: &ConversationView, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let address = text::address(l, &conversation.contact_address);
    let known = known_of(conversation, now);
    let name = conversation.contact_name.clone().unwrap_or_else(|| address.clone());
    view! {
        <p class="row-name">{name}</p>
        <p class="quiet">
            {address}
            {conversation.last_message_at.map(|at| view! { " · " {ago(at, now)} }.any())}
        </p>
        {known}
    }
    .any()
}
