//! What asks before it does: dialogs, and drawers that open in place; and menus.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::erased::Any;
use super::icon::{Icon, icon};
use super::post::Post;
use crate::text::{say, use_locale};

/// A native dialog: the browser keeps the focus inside, gives it back, and closes it with Escape.
///
/// An [`opener`] opens it. Whatever must work in every browser without JavaScript belongs into
/// [`ask`] instead.
pub(crate) fn dialog(id: &'static str, title: &'static str, body: AnyView) -> AnyView {
    let l = use_locale();
    let name = format!("{id}-title");
    let labelled = name.clone();
    view! {
        <dialog class="dialog" id=id aria-labelledby=labelled closedby="any">
            <form method="dialog" class="dialog-head">
                <h2 id=name>{title}</h2>
                <button class="btn btn-bare" aria-label=say!(l, dialog.close)>{icon(Icon::Cross)}</button>
            </form>
            {body}
        </dialog>
    }
    .any()
}

/// The button that opens a dialog: by itself in browsers that know how (HTML, the `command`
/// attribute), by our hand in others.
pub(crate) fn opener(
    id: &'static str,
    class: &'static str,
    sign: Option<Icon>,
    word: &'static str,
    testid: &'static str,
) -> AnyView {
    view! {
        <button type="button" class=class data-testid=testid command="show-modal" commandfor=id
            aria-haspopup="dialog" on:click=move |_| open(id)>
            {sign.map(icon)}
            <span>{word}</span>
        </button>
    }
    .any()
}

fn open(id: &str) {
    let dialog = document().get_element_by_id(id);
    if let Some(dialog) = dialog.and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok())
        && !dialog.open()
    {
        drop(dialog.show_modal());
    }
}

/// Asks in place before something is done; works in every browser, with and without JavaScript.
pub(crate) fn ask(
    class: &'static str,
    sign: Option<Icon>,
    word: &'static str,
    testid: &'static str,
    body: AnyView,
) -> AnyView {
    drawer(false, class, sign, word, testid, body)
}

/// The same around a form. Where it was refused without JavaScript, it stands open, for the reason is in it.
pub(crate) fn ask_of(
    post: Post,
    class: &'static str,
    sign: Option<Icon>,
    word: &'static str,
    testid: &'static str,
    body: AnyView,
) -> AnyView {
    drawer(post.error().with_untracked(Option::is_some), class, sign, word, testid, body)
}

fn drawer(
    open: bool,
    class: &'static str,
    sign: Option<Icon>,
    word: &'static str,
    testid: &'static str,
    body: AnyView,
) -> AnyView {
    view! {
        <details class="confirm" open=open>
            <summary class=class data-testid=testid>{sign.map(icon)} <span>{word}</span></summary>
            <div class="confirm-card">{body}</div>
        </details>
    }
    .any()
}

/// Few things to do, behind one button; `items` are `li`s with a `menu-item` in each.
pub(crate) fn menu(label: &'static str, sign: Icon, items: AnyView) -> AnyView {
    view! {
        <details class="menu" name="menu">
            <summary class="btn btn-bare">{icon(sign)} <span class="unseen">{label}</span></summary>
            <ul class="menu-card">{items}</ul>
        </details>
    }
    .any()
}

/// What closes open menus: Escape, which gives the focus back, and a click outside.
///
/// A few lines of script in the document's head rather than listeners of the program: they work before
/// it has arrived, and cost less. Without scripts a menu closes as it opened.
pub(crate) fn closing_of_menus() -> AnyView {
    let nonce = use_nonce();
    view! { <script nonce=nonce inner_html=include_str!("menus.js")></script> }.into_any()
}
