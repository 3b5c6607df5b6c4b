//! What was just done, in a word at the edge of the page; never the only place where it is said.

use leptos::prelude::*;

use super::erased::{Any, dynamic};
use super::icon::{Icon, icon};
use super::notice::Tone;
use crate::text::{say, use_locale};

/// The one word at the edge; a newer one takes its place.
#[derive(Clone, Copy)]
pub(crate) struct Toasts(RwSignal<Option<(Tone, Icon, String)>>);

impl Toasts {
    /// Makes it available to all pages.
    pub(crate) fn provide() {
        provide_context(Self(RwSignal::new(None)));
    }

    /// Says it, to eyes and to screen readers.
    pub(crate) fn say(self, tone: Tone, sign: Icon, text: String) {
        self.0.set(Some((tone, sign, text)));
    }
}

/// The word at the edge of this page.
pub(crate) fn use_toasts() -> Toasts {
    expect_context()
}

/// Where it appears; drawn once by every frame.
pub(crate) fn toasts() -> AnyView {
    let l = use_locale();
    let Toasts(shown) = use_toasts();
    let toast = dynamic(move || {
        match shown.get() {
        Some((tone, sign, text)) => view! {
            <div class=format!("toast {}", tone.class()) data-testid="toast">
                {icon(sign)}
                <p>{text}</p>
                <button type="button" class="btn btn-bare" aria-label=say!(l, dialog.close) on:click=move |_| shown.set(None)>
                    {icon(Icon::Cross)}
                </button>
            </div>
        }
        .any(),
        None => ().into_any(),
    }
    });
    view! { <div class="toasts" role="status">{toast}</div> }.any()
}
