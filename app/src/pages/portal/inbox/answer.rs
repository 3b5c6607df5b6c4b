//! What stands below a conversation: the form to answer, the way to take it over, or why neither is there.

use domain::consent::ConsentEvent;
use domain::inbox::{InboxRow, SAID_MAX};
use domain::standing::Hands;
use domain::{Conflict, MessageId};
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::KeyboardEvent;

use super::hands::{is_mine, is_over};
use super::pick::{self, Picker};
use super::thread::Talk;
use super::tools::{self, Tools};
use super::{canned, new_id, place};
use crate::AppError;
use crate::api::inbox::{Answer, SayIt, TakeOver};
use crate::components::{
    Any, Icon, Post, Tone, dynamic, effect, error_line, flag, icon, notice, problem, refusal,
    steady, submit, value,
};
use crate::text::{Locale, fill, say};
use crate::time::ago;

/// The form for an answer, as far as it has come.
#[derive(Clone, Copy)]
pub(super) struct AnswerForm {
    /// The id that the message gets.
    id: RwSignal<MessageId>,
    /// What is typed.
    typed: RwSignal<String>,
    /// What was sent last.
    sent: StoredValue<String>,
    /// Whether the cursor belongs into it.
    wanted: RwSignal<bool>,
    area: NodeRef<html::Textarea>,
    say: Post,
    take: Post,
}

impl AnswerForm {
    /// A form that begins with what was kept of it.
    pub(super) fn new(begun: Answer) -> Self {
        Self {
            id: RwSignal::new(begun.id),
            typed: RwSignal::new(begun.text),
            sent: StoredValue::new(String::new()),
            wanted: RwSignal::new(false),
            area: NodeRef::new(),
            say: Post::to::<SayIt>(),
            take: Post::to::<TakeOver>(),
        }
    }

    /// The id that the answer gets.
    pub(super) fn id(self) -> MessageId {
        self.id.get_untracked()
    }

    /// What is typed.
    pub(super) fn typed(self) -> Signal<String> {
        self.typed.into()
    }

    /// Puts a text in the place of what is typed.
    pub(super) fn replace(self, text: &str) {
        let Some(area) = self.area.get_untracked() else { return };
        area.set_value(text);
        self.typed.set(text.to_owned());
        drop(area.focus());
    }

    /// Puts a text behind what is typed.
    pub(super) fn insert(self, text: &str) {
        let typed = self.area.get_untracked().map(|area| area.value()).unwrap_or_default();
        let text = match typed.trim_end() {
            "" => text.to_owned(),
            typed => format!("{typed}\n{text}"),
        };
        self.replace(&text);
    }

    /// Takes what was sent out of it, for the next answer: who goes on writing while a slow line sends loses nothing.
    fn begin_anew(self) {
        let rest = self.sent.with_value(|sent| not_sent(&self.typed.get_untracked(), sent));
        if let Some(area) = self.area.get_untracked() {
            area.set_value(&rest);
        }
        self.typed.set(rest);
        self.say.forget();
        if let Some(id) = new_id() {
            self.id.set(id);
        }
    }
}

/// What of a text was written after it was sent.
pub(super) fn not_sent(text: &str, sent: &str) -> String {
    text.strip_prefix(sent).unwrap_or(text).trim_start().to_owned()
}

/// What stands below the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Foot {
    /// Who only reads has nothing to do here.
    Nothing,
    Gone,
    Over,
    WantsNone,
    TakeOver,
    Answer,
}

impl Foot {
    fn of(talk: Talk, row: &InboxRow, is_typing: bool) -> Self {
        if talk.there().gone.get() {
            return Self::Gone;
        }
        match (talk.may, is_over(row), row.opted_out) {
            (false, ..) => Self::Nothing,
            (_, true, _) => Self::Over,
            (_, _, true) => Self::WantsNone,
            // What is half written stays, whoever takes the conversation meanwhile: sending it asks first.
            _ if is_mine(row, talk.me) || is_typing => Self::Answer,
            _ => Self::TakeOver,
        }
    }
}

/// The foot of a conversation.
pub(super) fn answer(l: Locale, talk: Talk, form: AnswerForm, tools: Tools) -> AnyView {
    form.say.after(move || {
        form.begin_anew();
        form.wanted.set(true);
        talk.again();
    });
    form.take.after(move || {
        form.wanted.set(true);
        talk.again();
    });
    effect(move || {
        if form.say.pending().get() {
            form.sent.set_value(form.typed.get_untracked());
        }
    });
    effect(move || {
        // Tracked both: the form comes when the conversation is the person's, which may be told before the answer.
        if let (Some(area), true) = (form.area.get(), form.wanted.get()) {
            drop(area.focus());
            form.wanted.set(false);
        }
    });
    let foot = move || {
        // A refusal, too, stands where it was asked for, even where the text was too long to come back.
        let is_typing = form.typed.with(|typed| !typed.trim().is_empty())
            || form.say.error().with(Option::is_some);
        talk.row.with(|row| Foot::of(talk, row, is_typing))
    };
    steady(foot, move |foot| match foot {
        Foot::Nothing => ().into_any(),
        Foot::Gone => gone(l, form),
        Foot::Over => tools::over(l, talk, tools),
        Foot::WantsNone => wants_none(l, talk),
        Foot::TakeOver => take_over(l, talk, form),
        Foot::Answer => write(l, talk, form),
    })
}

/// Why there is nothing to be done any more, and what was half written, to be taken elsewhere.
fn gone(l: Locale, form: AnswerForm) -> AnyView {
    let said = notice(Tone::Wait, Icon::People, say!(l, inbox.gone).to_owned());
    let typed = form.typed.get_untracked();
    let kept = (!typed.trim().is_empty()).then(|| {
        view! {
            <textarea readonly rows="3" aria-label=say!(l, inbox.answer) data-testid="gone-text">{typed}</textarea>
        }
        .any()
    });
    view! { <div class="stack" data-testid="gone">{said} {kept}</div> }.any()
}

/// Why nothing can be sent: when the customer said so, and in which words.
fn wants_none(l: Locale, talk: Talk) -> AnyView {
    let said = dynamic(move || {
        let said = talk.consent.get().filter(|said| said.event == ConsentEvent::OptedOut);
        let said = said.map(|said| {
            let words = fill(say!(l, inbox.said_so), &[("words", &said.text)]);
            view! { <p class="quiet" data-testid="consent">{words} " · " {ago(said.at, talk.now)}</p> }.any()
        });
        said.into_any()
    });
    view! {
        <div data-testid="wants-none">
            {notice(Tone::Calm, Icon::Ban, say!(l, inbox.wants_none).to_owned())}
            {said}
        </div>
    }
    .any()
}

/// The way to take the conversation over, and what that means.
fn take_over(l: Locale, talk: Talk, form: AnswerForm) -> AnyView {
    let post = form.take;
    let lead = dynamic(move || {
        let lead = talk.row.with(|row| match row.standing.hands {
            Hands::Assistant => say!(l, inbox.take_lead).to_owned(),
            Hands::Waiting => say!(l, inbox.wait_lead).to_owned(),
            Hands::Taken { .. } => match &row.assigned_name {
                Some(name) => fill(say!(l, inbox.other_lead), &[("who", name)]),
                None => say!(l, inbox.phone_lead).to_owned(),
            },
        });
        view! { <p class="quiet">{lead}</p> }.any()
    });
    let button = dynamic(move || {
        match is_asked(post) {
        true => view! {
            <button class="btn btn-primary" name="anyway" value="true" data-testid="btn-take-anyway">
                {icon(Icon::Person)} <span>{say!(l, inbox.take_anyway)}</span>
            </button>
        }
        .any(),
        false => submit(
            "btn btn-primary",
            Some(Icon::Person),
            say!(l, inbox.take_over),
            "btn-take-over",
            post.pending(),
        ),
    }
    });
    let fields = view! {
        {refusal(post.error())}
        <input type="hidden" name="conversation" value=talk.id.to_string()/>
        {lead}
        {button}
    };
    post.form("take-over", Some("take-over"), fields.any())
}

/// Whether a refusal asks whether it is meant in spite of somebody else.
fn is_question(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Conflict(
            Conflict::TakenBy { .. } | Conflict::AnsweredBy { .. } | Conflict::ChangedHands
        )
    )
}

/// Whether a form was refused with such a question.
fn is_asked(post: Post) -> bool {
    post.error().with(|error| error.as_ref().is_some_and(is_question))
}

/// The form for an answer.
fn write(l: Locale, talk: Talk, form: AnswerForm) -> AnyView {
    let post = form.say;
    let wrong = problem("text", post.error());
    effect(move || {
        // What was typed before the page was awake.
        if let Some(area) = form.area.get() {
            form.typed.set(area.value());
        }
    });
    let refused = dynamic(move || match post.error().get() {
        Some(AppError::Invalid(_)) | None => ().into_any(),
        Some(error) => notice(Tone::Bad, Icon::Alert, error.sentence(l)),
    });
    let acts = steady(
        move || is_asked(post),
        move |is_asked| match is_asked {
            true => asked(l, talk, form),
            false => submit(
                "btn btn-primary",
                Some(Icon::Send),
                say!(l, inbox.send),
                "btn-send",
                post.pending(),
            ),
        },
    );
    let seen = value(move || talk.said.with(|said| said.first().map(|one| one.id.to_string())));
    let kept = form.typed.get_untracked();
    let picker = Picker::new(talk, form);
    let fields = view! {
        {refused}
        <input type="hidden" name="conversation" value=talk.id.to_string()/>
        <input type="hidden" name="id" value=value(move || Some(form.id.get().to_string()))/>
        <input type="hidden" name="turn" value=value(move || Some(talk.row.with(|row| row.turn).to_string()))/>
        <input type="hidden" name="seen" value=seen/>
        {pick::list(l, &picker)}
        <div class="answer-line" class:field-wrong=flag(move || wrong.get().is_some())>
            <label class="unseen" for="answer">{say!(l, inbox.answer)}</label>
            <textarea
                id="answer"
                name="text"
                rows="2"
                maxlength=SAID_MAX.to_string()
                placeholder=say!(l, inbox.answer)
                node_ref=form.area
                aria-describedby="answer-keys text-error"
                aria-controls=pick::LIST
                aria-autocomplete="list"
                aria-activedescendant=picker.active()
                aria-invalid=value(move || wrong.get().map(|_| "true".to_owned()))
                data-testid="answer"
                on:input:target=move |event| {
                    form.typed.set(event.target().value());
                    talk.there().writes();
                }
                on:keydown=move |event| {
                    if !picker.takes(&event) {
                        sends(&event, form);
                    }
                }
            >{kept}</textarea>
            <div class="answer-acts">{acts}</div>
        </div>
        {error_line("text", wrong)}
        {canned::choice(l, talk, form)}
        <p class="answer-keys quiet live-only" id="answer-keys">{say!(l, inbox.keys)}</p>
    };
    post.form("answer-form", Some("answer-form"), fields.any())
}

/// What can be done when somebody else was quicker.
fn asked(l: Locale, talk: Talk, form: AnswerForm) -> AnyView {
    let here = place(Some(&talk.id.to_string()), domain::inbox::InboxShow::All, "");
    view! {
        <button class="btn btn-primary" name="anyway" value="true" data-testid="btn-send-anyway">
            {icon(Icon::Send)} <span>{say!(l, inbox.send_anyway)}</span>
        </button>
        <a class="btn btn-quiet" href=here data-testid="btn-do-not-send" on:click=move |event| {
            event.prevent_default();
            form.begin_anew();
        }>{say!(l, inbox.do_not_send)}</a>
    }
    .any()
}

/// Sends with Enter, where Ctrl or Cmd is held.
fn sends(event: &KeyboardEvent, form: AnswerForm) {
    if event.key() != "Enter" || !(event.ctrl_key() || event.meta_key()) {
        return;
    }
    event.prevent_default();
    if let Some(around) = form.area.get_untracked().and_then(|area| area.form()) {
        drop(around.request_submit());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_while_an_answer_is_sent_stays() {
        assert_eq!(not_sent("Karibu", "Karibu"), "");
        assert_eq!(not_sent("Karibu\nNa risiti", "Karibu"), "Na risiti");
        assert_eq!(not_sent("Asante", "Karibu"), "Asante");
    }
}
