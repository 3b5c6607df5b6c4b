//! What the team notes about a conversation, among what was said and never to the customer.

use domain::inbox::{NOTE_MAX, NoteView};
use domain::{Instant, NoteId};
use leptos::html;
use leptos::prelude::*;

use super::answer::not_sent;
use super::new_id;
use super::thread::Talk;
use crate::api::inbox::BegunNote;
use crate::api::inbox::tools::AddNote;
use crate::components::{
    Any, Icon, Item, Post, effect, error_line, flag, icon, problem, refusal, submit, value,
};
use crate::error::AppError;
use crate::text::{Locale, say, use_locale};
use crate::time::clock;

/// The part of a conversation that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// When its first message was said; nothing where it begins with the conversation.
    pub(super) from: Option<Instant>,
    /// When its last one was; nothing where it goes on to now.
    pub(super) to: Option<Instant>,
}

impl Span {
    /// Whether what was noted then stands in it.
    pub(super) fn holds(self, at: Instant) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at <= to)
    }
}

/// A note in its place by time.
pub(super) fn item(note: NoteView, now: ReadSignal<Instant>) -> Item {
    (format!("note {}", note.id), Box::new(move || noted(note, now)))
}

fn noted(note: NoteView, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    view! {
        <li class="said noted" data-testid="note" data-by="team">
            <p class="said-who with-sign">
                {icon(Icon::Lock)}
                <span>{note.author}</span>
            </p>
            <p class="said-text">{note.text}</p>
            <div class="said-foot">
                <span class="noted-whose">{say!(l, inbox.note_whose)}</span>
                <span class="quiet">{clock(note.created_at, now)}</span>
            </div>
        </li>
    }
    .any()
}

/// The form for a note, as far as it has come.
#[derive(Clone, Copy)]
pub(super) struct NoteForm {
    /// The id that the note gets.
    id: RwSignal<NoteId>,
    /// What was typed before the page came.
    kept: StoredValue<String>,
    /// What was sent last.
    sent: StoredValue<String>,
    area: NodeRef<html::Textarea>,
    post: Post,
}

impl NoteForm {
    /// A form that begins with what was kept of it.
    pub(super) fn new(begun: BegunNote) -> Self {
        Self {
            id: RwSignal::new(begun.id),
            kept: StoredValue::new(begun.text),
            sent: StoredValue::new(String::new()),
            area: NodeRef::new(),
            post: Post::to::<AddNote>(),
        }
    }

    /// Takes what was sent out of it, for the next note.
    fn begin_anew(self) {
        if let Some(area) = self.area.get_untracked() {
            area.set_value(&self.sent.with_value(|sent| not_sent(&area.value(), sent)));
        }
        if let Some(id) = new_id() {
            self.id.set(id);
        }
    }
}

/// The form for a note: one of its own with a field of its own, so that a note is never sent to the customer.
pub(super) fn form(l: Locale, talk: Talk, form: NoteForm) -> AnyView {
    if !talk.may {
        return ().into_any();
    }
    let post = form.post;
    post.after(move || {
        form.begin_anew();
        talk.renew_notes();
    });
    effect(move || {
        if let (true, Some(area)) = (post.pending().get(), form.area.get_untracked()) {
            form.sent.set_value(area.value());
        }
    });
    let wrong = problem("note", post.error());
    let other = Signal::derive(move || {
        post.error().get().filter(|error| !matches!(error, AppError::Invalid(_)))
    });
    let kept = form.kept.get_value();
    // What came back from a refusal is in sight.
    let is_open = !kept.is_empty() || post.error().with_untracked(Option::is_some);
    let fields = view! {
        {refusal(other)}
        <input type="hidden" name="conversation" value=talk.id.to_string()/>
        <input type="hidden" name="id" value=value(move || Some(form.id.get().to_string()))/>
        <div class="answer-line" class:field-wrong=flag(move || wrong.get().is_some())>
            <label class="unseen" for="note">{say!(l, inbox.note_write)}</label>
            <textarea
                id="note"
                name="note"
                rows="2"
                maxlength=NOTE_MAX.to_string()
                placeholder=say!(l, inbox.note_write)
                node_ref=form.area
                aria-describedby="note-whose note-error"
                aria-invalid=value(move || wrong.get().map(|_| "true".to_owned()))
                data-testid="note-text"
            >{kept}</textarea>
            <div class="answer-acts">
                {submit("btn btn-quiet", Some(Icon::Lock), say!(l, inbox.note_keep), "btn-note", post.pending())}
            </div>
        </div>
        {error_line("note", wrong)}
        <p class="noted-whose with-sign" id="note-whose">{icon(Icon::Lock)} <span>{say!(l, inbox.note_whose)}</span></p>
    };
    view! {
        <details class="note-ask" id="note-ask" open=is_open>
            <summary class="btn btn-quiet" data-testid="ask-note">
                {icon(Icon::Lock)} <span>{say!(l, inbox.note)}</span>
            </summary>
            {post.form("note-form", Some("note-form"), fields.any())}
        </details>
    }
    .any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_stands_where_its_time_is_shown() {
        let at = |second| Instant::from_timestamp(1_800_000_000 + second, 0).unwrap();
        let holds = |from: Option<i64>, to: Option<i64>| {
            Span { from: from.map(at), to: to.map(at) }.holds(at(10))
        };
        assert!(holds(None, None), "the whole conversation");
        assert!(holds(Some(10), None) && holds(None, Some(10)) && holds(Some(5), Some(15)));
        assert!(!holds(Some(11), None), "it belongs to an older page");
        assert!(!holds(None, Some(9)), "it was noted after this page");
    }
}
