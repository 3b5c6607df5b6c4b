//! Sentences that answer what a person did.

use leptos::prelude::*;

use super::erased::{Any, dynamic};
use super::icon::{Icon, icon};
use crate::error::AppError;
use crate::text::use_locale;

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// As it should be.
    Good,
    /// Something is under way.
    Wait,
    /// It did not work.
    Bad,
    /// A person is needed.
    Now,
    /// For information.
    Calm,
}

impl Tone {
    /// The style's name.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Good => "tone-good",
            Self::Wait => "tone-wait",
            Self::Bad => "tone-bad",
            Self::Now => "tone-now",
            Self::Calm => "tone-calm",
        }
    }
}

/// A box with a sign and a sentence; wrong ones are read out at once.
pub(crate) fn notice(tone: Tone, sign: Icon, text: String) -> AnyView {
    let role = if tone == Tone::Bad { "alert" } else { "status" };
    view! {
        <div class=format!("notice {}", tone.class()) role=role>
            {icon(sign)}
            <p>{text}</p>
        </div>
    }
    .any()
}

/// Why something was refused; nothing while it was not.
pub(crate) fn refusal(error: Signal<Option<AppError>>) -> AnyView {
    let locale = use_locale();
    dynamic(move || match error.get() {
        Some(error) => notice(Tone::Bad, Icon::Alert, error.sentence(locale)),
        None => ().into_any(),
    })
}
