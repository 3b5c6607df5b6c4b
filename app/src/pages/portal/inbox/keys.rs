//! The inbox by keyboard: one letter for what is done most. Each leads to the link, field or button that is there, so
//! what may not be done has no key either.

use leptos::ev::keydown;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlDetailsElement, HtmlElement, HtmlInputElement, KeyboardEvent};

use crate::components::{Any, Icon, dialog, effect, opener};
use crate::text::{Locale, say};

/// The dialog with the list.
const LIST: &str = "inbox-keys";
/// Under which name a browser remembers that it does not want them.
const KEPT: &str = "inbox-keys";
/// What it remembers then.
const OFF: &str = "off";

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    /// Goes on so many lines of the list.
    Step(i32),
    /// Leads to the first thing that fits, out of the drawer in which it may lie.
    Go(&'static str),
    /// Presses the first button that fits.
    Press(&'static str),
}

/// Letters and what they do. What changes something is pressed with Enter, apart from taking over.
const KEYS: [(&str, Act); 11] = [
    ("j", Act::Step(1)),
    ("k", Act::Step(-1)),
    ("r", Act::Go("#answer")),
    ("n", Act::Go("#note")),
    ("t", Act::Press(".take-over button")),
    ("b", Act::Go(".hand-back button")),
    ("a", Act::Go("#assign-to")),
    ("z", Act::Go("#until")),
    ("e", Act::Go(".tool-close button")),
    ("/", Act::Go("#inbox-find")),
    ("?", Act::Press("[commandfor='inbox-keys']")),
];

fn act_of(key: &str) -> Option<Act> {
    KEYS.iter().find(|(of, _)| *of == key).map(|(_, act)| *act)
}

/// The list of the keys with the switch, and the button that opens it; the keys count as long as it is there.
pub(super) fn keys(l: Locale) -> (AnyView, AnyView) {
    let on = RwSignal::new(true);
    effect(move || {
        let kept = storage().and_then(|kept| kept.get_item(KEPT).ok().flatten());
        on.set(kept.as_deref() != Some(OFF));
    });
    let heard = window_event_listener(keydown, move |event| pressed(&event, on.get_untracked()));
    on_cleanup(move || heard.remove());
    let switched = move |event: Event| {
        let is_on = event_target::<HtmlInputElement>(&event).checked();
        on.set(is_on);
        if let Some(kept) = storage() {
            drop(match is_on {
                true => kept.remove_item(KEPT),
                false => kept.set_item(KEPT, OFF),
            });
        }
    };
    let body = view! {
        <dl class="keys">{lines(l)}</dl>
        <label class="check">
            <input type="checkbox" prop:checked=on on:change=switched data-testid="keys-on"/>
            <span>{say!(l, inbox.key_on)}</span>
        </label>
    };
    let list = dialog(LIST, say!(l, inbox.key_list), body.any());
    let word = say!(l, inbox.key_list);
    let opener =
        opener(LIST, "btn btn-link keys-open live-only", Some(Icon::Help), word, "open-keys");
    (opener, list)
}

fn lines(l: Locale) -> Vec<AnyView> {
    let lines = [
        ("j", say!(l, inbox.key_next)),
        ("k", say!(l, inbox.key_previous)),
        ("Enter", say!(l, inbox.key_open)),
        ("r", say!(l, inbox.key_answer)),
        ("n", say!(l, inbox.key_note)),
        ("t", say!(l, inbox.key_take)),
        ("b", say!(l, inbox.key_back)),
        ("a", say!(l, inbox.key_assign)),
        ("z", say!(l, inbox.key_snooze)),
        ("e", say!(l, inbox.key_close)),
        ("/", say!(l, inbox.key_find)),
        ("?", say!(l, inbox.key_help)),
        ("Esc", say!(l, inbox.key_leave)),
    ];
    let line = |(key, word): (&'static str, &'static str)| {
        view! { <div><dt><kbd>{key}</kbd></dt> <dd>{word}</dd></div> }.any()
    };
    lines.into_iter().map(line).collect()
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn pressed(event: &KeyboardEvent, is_on: bool) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
        return;
    }
    let key = event.key();
    let focused = document().active_element();
    if let Some(field) = focused.as_ref().filter(|element| is_field(element)) {
        if key == "Escape"
            && let Some(field) = field.dyn_ref::<HtmlElement>()
        {
            drop(field.blur());
        }
        return;
    }
    let is_asked = document().query_selector("dialog[open]").ok().flatten().is_some();
    let Some(act) = act_of(&key).filter(|_| is_on && !is_asked) else { return };
    let is_done = match act {
        Act::Step(by) => step(focused.as_ref(), by),
        Act::Go(to) => first(to).is_some_and(|to| go(&to)),
        Act::Press(button) => first(button).map(|button| button.click()).is_some(),
    };
    if is_done {
        // The letter does not arrive in the field that has the focus now.
        event.prevent_default();
    }
}

fn first(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// Whether letters belong to what has the focus.
fn is_field(element: &Element) -> bool {
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
}

/// Gives something the focus, and opens the drawer in which it lies.
fn go(to: &HtmlElement) -> bool {
    let drawer = to.closest("details").ok().flatten();
    if let Some(drawer) = drawer.and_then(|drawer| drawer.dyn_into::<HtmlDetailsElement>().ok()) {
        drawer.set_open(true);
    }
    to.focus().is_ok()
}

/// Gives the next line of the list the focus, or one before it.
fn step(focused: Option<&Element>, by: i32) -> bool {
    let lines = document().get_elements_by_class_name("inbox-line");
    let count = i32::try_from(lines.length()).unwrap_or(i32::MAX);
    let line = |at: i32| u32::try_from(at).ok().and_then(|at| lines.item(at));
    let is_current = |line: &Element| line.has_attribute("aria-current");
    let at = (0..count)
        .find(|at| line(*at).as_ref() == focused)
        .or_else(|| (0..count).find(|at| line(*at).as_ref().is_some_and(is_current)));
    // From nowhere it begins at the first.
    let next = at.map_or(0, |at| at + by);
    let next = line(next).and_then(|line| line.dyn_into::<HtmlElement>().ok());
    next.is_some_and(|line| line.focus().is_ok())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_letter_does_one_thing_and_is_listed() {
        let letters: HashSet<_> = KEYS.iter().map(|(key, _)| *key).collect();
        assert_eq!(letters.len(), KEYS.len());
        assert_eq!(act_of("j"), Some(Act::Step(1)));
        assert_eq!(act_of("J"), None);
        assert!(KEYS.iter().any(|(_, act)| *act == Act::Press("[commandfor='inbox-keys']")));
        assert_eq!(LIST, "inbox-keys");
    }
}
