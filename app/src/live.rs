//! The browser's end of the live protocol: one websocket a tab, shared by all pages.
//!
//! Pages are right without it. On the server nothing of this runs, because effects do not run
//! there: [`Live`] is an unconnected signal then.

mod notify;
mod refetch;
mod socket;
mod soon;
mod tenant;

use std::sync::Arc;
use std::time::Duration;

use domain::live::LiveEvent;
use domain::views::{Overview, TenantDetail};
use leptos::prelude::*;

use crate::components::{Any, Icon, effect, icon, value, words};
use crate::text::{say, use_locale};

pub(crate) use notify::{Notifies, ask, notifies, notify};
pub(crate) use refetch::refetch;
pub(crate) use soon::Soon;
pub(crate) use tenant::{fetch, follow};

/// What reaches a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum News {
    /// Something changed.
    Event(LiveEvent),
    /// The connection begins, or missed something: what it shows may be old.
    Fresh {
        /// The person's tenant; nothing for admins.
        tenant: Option<Box<TenantDetail>>,
        /// The platform's figures; nothing for others than admins.
        overview: Option<Overview>,
    },
}

type Listener = Arc<dyn Fn(&News) + Send + Sync>;

/// The live connection as pages see it.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    connected: RwSignal<bool>,
    announced: RwSignal<String>,
    asking: RwSignal<u32>,
    listeners: StoredValue<Vec<(u32, Listener)>>,
    numbers: StoredValue<u32>,
}

impl Live {
    /// Makes it available to all pages.
    pub(crate) fn provide() {
        provide_context(Self {
            connected: RwSignal::new(false),
            announced: RwSignal::new(String::new()),
            asking: RwSignal::new(0),
            listeners: StoredValue::new(Vec::new()),
            numbers: StoredValue::new(0),
        });
    }

    /// Connects, and stays connected; called by frames of signed-in people.
    pub(crate) fn open(self) {
        effect(move || socket::open(self));
    }

    /// Hands all news to a page for as long as the page lives.
    ///
    /// The page asks for a fresh start at once, since something may have happened between its data
    /// and this moment.
    pub(crate) fn listen(self, listener: impl Fn(&News) + Send + Sync + 'static) {
        let listener: Listener = Arc::new(listener);
        let number = self.numbers.try_update_value(|last| {
            *last += 1;
            *last
        });
        let number = number.unwrap_or_default();
        effect(move || {
            let listener = Arc::clone(&listener);
            self.listeners.update_value(|all| all.push((number, listener)));
            set_timeout(move || socket::refresh(self), Duration::ZERO);
        });
        on_cleanup(move || {
            self.listeners.try_update_value(|all| all.retain(|(other, _)| *other != number));
        });
    }

    /// Says something to people who listen instead of looking; waits until they have time.
    pub(crate) fn announce(self, text: String) {
        self.announced.set(text);
    }

    /// So many things ask for the person, which the tab's title says too.
    pub(crate) fn asking(self, count: u32) {
        self.asking.try_set(count);
    }

    fn tell(self, news: &News) {
        let listeners = self.listeners.get_value();
        for (_, listener) in listeners {
            listener(news);
        }
    }
}

/// The title of a tab: how many things ask for the person, what the page is, and whose.
pub(crate) fn titled() -> impl Fn(String) -> String + Send + Sync + 'static {
    let asking = use_live().asking;
    move |title| {
        // The server counts nothing: the number is there as soon as the page is awake.
        let count = if cfg!(feature = "ssr") { 0 } else { asking.try_get().unwrap_or_default() };
        let number = if count == 0 { String::new() } else { format!("({count}) ") };
        [&number, &title, " · Flow HQ"].concat()
    }
}

/// The live connection.
pub(crate) fn use_live() -> Live {
    expect_context()
}

/// Whether the page is live, in a word; and what is announced to screen readers.
pub(crate) fn live_state() -> AnyView {
    let locale = use_locale();
    let live = use_live();
    let state = words(move || {
        if live.connected.get() { say!(locale, live.on) } else { say!(locale, live.off) }.to_owned()
    });
    view! {
        <span class="live" data-testid="live-state" data-connected=value(move || Some(live.connected.get().to_string()))>
            {icon(Icon::Dot)}
            <span>{state}</span>
        </span>
        <span class="unseen" aria-live="polite" data-testid="announcement">{words(move || live.announced.get())}</span>
    }
    .any()
}
