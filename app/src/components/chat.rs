//! A conversation as a phone shows it: bubbles, and the line to write in.

use leptos::prelude::*;

use super::erased::Any;
use super::icon::{Icon, icon};

/// Who wrote a bubble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The customer, whose phone it is.
    Customer,
    /// The business, or its assistant.
    Business,
}

impl Side {
    /// The style's name.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Business => "business",
        }
    }
}

/// A list of bubbles, oldest first; new ones are read out.
pub(crate) fn bubbles(label: &'static str, items: AnyView) -> AnyView {
    // A list that is also a log would be a list no more.
    view! { <div role="log" aria-label=label><ol class="bubbles">{items}</ol></div> }.any()
}

/// One bubble, with what stands small below its text.
pub(crate) fn bubble(side: Side, text: String, foot: Option<AnyView>) -> AnyView {
    pictured(side, None, text, foot)
}

/// The same with a picture above its text.
pub(crate) fn pictured(
    side: Side,
    picture: Option<AnyView>,
    text: String,
    foot: Option<AnyView>,
) -> AnyView {
    let foot = foot.map(|foot| view! { <p class="bubble-foot">{foot}</p> }.any());
    view! {
        <li class="bubble" data-testid="bubble" data-from=side.as_str()>
            {picture}
            <p class="bubble-text">{text}</p>
            {foot}
        </li>
    }
    .any()
}

/// What is neither said by the customer nor by the business.
pub(crate) fn chat_note(text: String) -> AnyView {
    view! { <li class="chat-note">{text}</li> }.any()
}

/// The line to write in, and its button; `input` is the text's input, so that a page may hold it.
pub(crate) fn chat_line(input: AnyView, word: &'static str, testid: &'static str) -> AnyView {
    view! {
        <div class="chat-line">
            {input}
            <button class="btn btn-primary" data-testid=testid>
                {icon(Icon::Send)}
                <span class="unseen">{word}</span>
            </button>
        </div>
    }
    .any()
}
