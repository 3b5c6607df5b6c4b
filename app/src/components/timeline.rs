//! What happened, one after the other.

use leptos::prelude::*;

use super::erased::Any;
use super::icon::{Icon, icon};
use super::notice::Tone;

/// One thing that happened.
pub(crate) struct Moment {
    tone: Tone,
    sign: Icon,
    title: AnyView,
    when: AnyView,
    body: Option<AnyView>,
}

impl Moment {
    /// What happened and when.
    pub(crate) fn new(tone: Tone, sign: Icon, title: AnyView, when: AnyView) -> Self {
        Self { tone, sign, title, when, body: None }
    }

    /// More about it.
    #[must_use]
    pub(crate) fn body(self, body: AnyView) -> Self {
        Self { body: Some(body), ..self }
    }
}

/// Moments along a thread.
pub(crate) fn timeline(moments: Vec<Moment>) -> AnyView {
    let moments = moments
        .into_iter()
        .map(|moment| {
            view! {
                <li class=format!("moment {}", moment.tone.class()) data-testid="moment">
                    <span class="moment-sign">{icon(moment.sign)}</span>
                    <div class="moment-words">
                        <p>{moment.title}</p>
                        <p class="quiet">{moment.when}</p>
                        {moment.body}
                    </div>
                </li>
            }
            .any()
        })
        .collect_view();
    view! { <ol class="timeline">{moments}</ol> }.any()
}
