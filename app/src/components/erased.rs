//! Things that change, each as one type.
//!
//! Every closure is a type of its own, and the machinery around it is compiled once per type;
//! behind a pointer they are all the same, which keeps the browser's program small.

use std::sync::{Arc, Mutex};

use leptos::prelude::*;

/// Forgets what a view is made of.
pub(crate) trait Any {
    /// The view as one type; without the layer that `view!` wraps around it, which would make every
    /// element a type of its own at the root of a view.
    fn any(self) -> AnyView;
}

impl<T: IntoAny> Any for View<T> {
    fn any(self) -> AnyView {
        self.into_inner().into_any()
    }
}

/// A view that is drawn anew when what it reads changes.
pub(crate) fn dynamic(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let view: Box<dyn Fn() -> AnyView + Send> = Box::new(view);
    view.into_any()
}

/// A view of what `read` gives, drawn anew when that is another, or something else that `draw` reads changes: what stands
/// open in it, the focus and what is being typed stay while other news comes.
pub(crate) fn steady<T>(
    read: impl Fn() -> T + Send + Sync + 'static,
    draw: impl Fn(&T) -> AnyView + Send + 'static,
) -> AnyView
where
    T: PartialEq + Send + Sync + 'static,
{
    let seen = Arc::new(Mutex::new(None));
    let known = seen.clone();
    let is_other: Box<dyn Fn() -> bool + Send + Sync> = Box::new(move || {
        let now = Some(read());
        let Ok(mut known) = known.lock() else { return false };
        let is_other = *known != now;
        *known = now;
        is_other
    });
    let draw: Box<dyn Fn() -> AnyView + Send> =
        Box::new(move || seen.lock().ok().and_then(|seen| seen.as_ref().map(&draw)).into_any());
    drawn_at_turns(is_other, draw)
}

/// Draws again whenever `is_other` finds something; of one type, whatever that is.
fn drawn_at_turns(
    is_other: Box<dyn Fn() -> bool + Send + Sync>,
    draw: Box<dyn Fn() -> AnyView + Send>,
) -> AnyView {
    let turned =
        Memo::new(move |turned: Option<&bool>| turned.is_some_and(|is_on| *is_on) ^ is_other());
    dynamic(move || {
        turned.get();
        draw()
    })
}

/// A text that changes.
pub(crate) fn words(text: impl Fn() -> String + Send + 'static) -> AnyView {
    let text: Box<dyn Fn() -> String + Send> = Box::new(text);
    text.into_any()
}

/// A yes or no that changes, for attributes and classes.
pub(crate) fn flag(flag: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    Signal::derive(flag)
}

/// An attribute's value that changes; it is left out while there is none.
pub(crate) fn value(
    value: impl Fn() -> Option<String> + Send + Sync + 'static,
) -> Signal<Option<String>> {
    Signal::derive(value)
}

/// Something to do in the browser, now and when what it reads changes.
pub(crate) fn effect(run: impl Fn() + 'static) {
    let run: Box<dyn Fn()> = Box::new(run);
    Effect::new(move |_: Option<()>| run());
}

/// One item of a list: a key that changes when the item has to be drawn anew, and how it is drawn.
pub(crate) type Item = (String, Box<dyn FnOnce() -> AnyView + Send>);

/// A list whose items stay what they are while others come and go.
pub(crate) fn keyed(items: impl Fn() -> Vec<Item> + Send + Sync + 'static) -> AnyView {
    let items: Box<dyn Fn() -> Vec<Item> + Send + Sync> = Box::new(items);
    view! { <For each=items key=|item| item.0.clone() children=|item| (item.1)()/> }.any()
}
