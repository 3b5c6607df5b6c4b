//! What the browser itself tells of while nobody looks at the page that shows it.
//!
//! Whom to tell, and when not, the server has judged. Here is only what this one browser may, and what is on its screen.

use js_sys::Reflect;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Notification, NotificationOptions, NotificationPermission, ServiceWorkerRegistration,
};

/// What shows notifications where a page may not, such as on phones.
const WORKER: &str = "/alerts.js";
/// What stands beside the words.
const SIGN: &str = "/apple-touch-icon.png";

/// What this browser does with notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notifies {
    /// It knows none.
    Never,
    /// The person, or whoever set it up, has said no.
    Blocked,
    /// Nobody was asked.
    Unasked,
    /// It shows them.
    Allowed,
}

/// What this browser does now.
pub(crate) fn notifies() -> Notifies {
    if !knows(&window(), "Notification") {
        return Notifies::Never;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Notifies::Allowed,
        NotificationPermission::Denied => Notifies::Blocked,
        _ => Notifies::Unasked,
    }
}

/// Asks the person, who has just pressed a button: browsers refuse to ask otherwise.
pub(crate) fn ask(then: impl FnOnce(Notifies) + 'static) {
    spawn_local(async move {
        if let Ok(answer) = Notification::request_permission() {
            drop(JsFuture::from(answer).await);
        }
        then(notifies());
    });
}

/// Tells of something that is shown at a place of ours, unless that is what the person looks at. Of several tabs that tell
/// under the same tag, one is seen.
pub(crate) fn notify(title: &str, tag: &str, place: &str) {
    if notifies() != Notifies::Allowed || is_seen(place) {
        return;
    }
    let options = NotificationOptions::new();
    options.set_tag(tag);
    options.set_icon(SIGN);
    options.set_data(&place.into());
    match Notification::new_with_options(title, &options) {
        Ok(shown) => lead(shown, place.to_owned()),
        Err(_) => through_worker(title.to_owned(), options),
    }
}

fn is_seen(place: &str) -> bool {
    !document().hidden() && is_at(place)
}

fn is_at(place: &str) -> bool {
    window().location().pathname().is_ok_and(|path| path == place)
}

/// A click brings the tab to the front, and what it told of into the tab; where that is there already, nothing is loaded
/// anew, for somebody may be writing.
fn lead(shown: Notification, place: String) {
    let of_click = shown.clone();
    let clicked = Closure::once_into_js(move || {
        of_click.close();
        drop(window().focus());
        if !is_at(&place) {
            drop(window().location().set_href(&place));
        }
    });
    shown.set_onclick(Some(clicked.unchecked_ref()));
}

fn through_worker(title: String, options: NotificationOptions) {
    let navigator = window().navigator();
    if !knows(&navigator, "serviceWorker") {
        return;
    }
    spawn_local(async move {
        let workers = navigator.service_worker();
        if JsFuture::from(workers.register(WORKER)).await.is_err() {
            return;
        }
        let Ok(ready) = workers.ready() else { return };
        let Ok(ready) = JsFuture::from(ready).await else { return };
        let ready: ServiceWorkerRegistration = ready.unchecked_into();
        if let Ok(shown) = ready.show_notification_with_options(&title, &options) {
            drop(JsFuture::from(shown).await);
        }
    });
}

fn knows(thing: &JsValue, name: &str) -> bool {
    Reflect::has(thing, &name.into()).unwrap_or(false)
}
