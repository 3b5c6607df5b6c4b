//! Figures to see at a glance, and texts to copy.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use super::erased::{Any, words};
use super::icon::{Icon, icon};
use super::notice::Tone;
use super::toast::use_toasts;
use crate::text::{say, use_locale};

/// How long the word stays that a text was copied.
const SHOWN_FOR: Duration = Duration::from_secs(4);

/// One figure of a `dl.figures`; a link where there is more to see, in a tone where it wants something.
pub(crate) fn tile(
    name: &'static str,
    value: AnyView,
    testid: &'static str,
    href: Option<String>,
    tone: Option<Tone>,
) -> AnyView {
    let class =
        tone.map_or("figure".to_owned(), |tone| format!("figure figure-tone {}", tone.class()));
    let name = match href {
        Some(href) => view! { <a href=href>{name}</a> }.any(),
        None => name.into_any(),
    };
    view! {
        <div class=class data-testid=testid>
            <dt>{name}</dt>
            <dd class="number">{value}</dd>
        </div>
    }
    .any()
}

/// A text to take elsewhere; the button is there once the page is live, and a click on the text
/// chooses all of it.
pub(crate) fn copyable(label: &'static str, value: String, testid: &'static str) -> AnyView {
    let l = use_locale();
    let toasts = use_toasts();
    let copied = RwSignal::new(false);
    let text = value.clone();
    let copy = move |_| {
        // Browsers have a clipboard for pages over https and on this machine alone.
        if !window().is_secure_context() {
            return;
        }
        let written = window().navigator().clipboard().write_text(&text);
        spawn_local(async move {
            if JsFuture::from(written).await.is_err() {
                return;
            }
            copied.try_set(true);
            toasts.say(Tone::Good, Icon::Copy, say!(l, copy.done).to_owned());
            let again = move || {
                copied.try_set(false);
            };
            set_timeout(again, SHOWN_FOR);
        });
    };
    let word = move || match copied.get() {
        true => say!(l, copy.done).to_owned(),
        false => say!(l, copy.copy).to_owned(),
    };
    view! {
        <div class="copyable">
            <code role="group" aria-label=label data-testid=testid tabindex="0">{value}</code>
            <button type="button" class="btn btn-quiet live-only" on:click=copy>
                {icon(Icon::Copy)}
                <span data-testid="copy-word">{words(word)}</span>
            </button>
        </div>
    }
    .any()
}
