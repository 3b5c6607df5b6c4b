//! The websocket itself: connecting again, counting frames, asking for what was missed.

use std::cell::RefCell;
use std::time::Duration;

use domain::live::{CLOSE_SIGNED_OUT, ClientFrame, PROTOCOL_VERSION, ServerFrame};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

use super::{Live, News};
use crate::AppError;
use crate::api::account::whoami;

/// The first wait before connecting again, in milliseconds.
const FIRST_WAIT_MS: f64 = 500.0;
/// The longest wait before connecting again, in milliseconds.
const LONGEST_WAIT_MS: f64 = 30_000.0;
/// A page younger than this is not loaded anew for its protocol: that would go round for ever.
const YOUNG_MS: f64 = 10_000.0;

/// One connection with the closures that it calls; they live as long as it does.
struct Socket {
    line: WebSocket,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

#[derive(Default)]
struct Link {
    socket: Option<Socket>,
    /// Connections that failed since the last one that worked.
    failures: i32,
    /// The last frame's number; nothing before the first snapshot.
    seq: Option<u64>,
    /// Events since the page was loaded.
    heard: u32,
    /// Whether a snapshot was asked for and has not come yet.
    asked: bool,
}

thread_local! {
    static LINK: RefCell<Link> = RefCell::default();
}

/// Connects unless there is a connection.
pub(super) fn open(live: Live) {
    let connected = LINK.with_borrow(|link| link.socket.is_some());
    if !connected {
        connect(live);
    }
}

/// Asks for a snapshot, if there is a connection that has had one.
pub(super) fn refresh(live: Live) {
    if live.connected.get_untracked() {
        resync();
    }
}

/// How many events came so far; tells whether one came while something else was awaited.
pub(super) fn heard() -> u32 {
    LINK.with_borrow(|link| link.heard)
}

fn connect(live: Live) {
    let Some(socket) = address().and_then(|address| WebSocket::new(&address).ok()) else {
        connect_again(live);
        return;
    };
    let on_message = Closure::new(move |message: MessageEvent| {
        if let Some(text) = message.data().as_string() {
            receive(live, &text);
        }
    });
    let on_close = Closure::new(move |close: CloseEvent| closed(live, close.code()));
    socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
    LINK.with_borrow_mut(|link| {
        link.seq = None;
        link.asked = false;
        link.socket = Some(Socket { line: socket, _on_message: on_message, _on_close: on_close });
    });
}

fn address() -> Option<String> {
    let location = window().location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}/ws", location.host().ok()?))
}

fn receive(live: Live, text: &str) {
    let Some(frame) = crate::api::node::read::<ServerFrame>(text) else {
        leptos::logging::warn!("a live frame was not understood");
        return;
    };
    match frame {
        ServerFrame::Hello { version } if version != PROTOCOL_VERSION => {
            // The server is newer than this page.
            let age = window().performance().map_or(0.0, |performance| performance.now());
            if age > YOUNG_MS {
                drop(window().location().reload());
            }
        }
        ServerFrame::Hello { .. } => {}
        ServerFrame::Snapshot { seq, tenant, overview } => {
            LINK.with_borrow_mut(|link| {
                link.seq = Some(seq);
                link.failures = 0;
                link.asked = false;
            });
            live.connected.set(true);
            live.tell(&News::Fresh { tenant, overview });
        }
        ServerFrame::Event { seq, event } => {
            let expected = LINK.with_borrow_mut(|link| {
                link.heard = link.heard.wrapping_add(1);
                link.seq.replace(seq)
            });
            let expected = expected.map(|last| last + 1);
            // An event carries a whole new value, so it is good even where one before it is missing.
            live.tell(&News::Event(event));
            if expected != Some(seq) {
                resync();
            }
        }
    }
}

fn resync() {
    let Ok(text) = serde_json::to_string(&ClientFrame::Resync {}) else { return };
    LINK.with_borrow_mut(|link| {
        if let (Some(socket), false) = (&link.socket, link.asked) {
            // A socket that is closing says so by its close event.
            link.asked = socket.line.send_with_str(&text).is_ok();
        }
    });
}

fn closed(live: Live, code: u16) {
    live.connected.set(false);
    if code == CLOSE_SIGNED_OUT {
        // Only now: a closure must not be dropped while it runs, and this is it.
        set_timeout(|| LINK.with_borrow_mut(|link| link.socket = None), Duration::ZERO);
        leave();
        return;
    }
    if LINK.with_borrow(|link| link.seq.is_some()) {
        connect_again(live);
        return;
    }
    // A refused upgrade does not say why: the sign-in may have ended while there was no connection.
    spawn_local(async move {
        if whoami().await.is_err_and(|error| error == AppError::Unauthenticated) {
            LINK.with_borrow_mut(|link| link.socket = None);
            leave();
        } else {
            connect_again(live);
        }
    });
}

/// Waits longer after every failure, and never as long as other tabs do.
fn connect_again(live: Live) {
    let failures = LINK.with_borrow_mut(|link| {
        link.failures = (link.failures + 1).min(10);
        link.failures
    });
    let longest = (FIRST_WAIT_MS * 2_f64.powi(failures - 1)).min(LONGEST_WAIT_MS);
    let wait = longest * (0.5 + js_sys::Math::random() / 2.0);
    set_timeout(move || connect(live), Duration::from_secs_f64(wait / 1000.0));
}

/// Goes to the door, unless this page stands before it already.
fn leave() {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    if ["/app", "/admin", "/sandbox"].iter().any(|inside| path.starts_with(inside)) {
        drop(location.set_href("/signin"));
    }
}
