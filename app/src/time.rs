//! Time on a page: it passes, and it is shown as the clocks of the page's zone show it.

use std::time::Duration;

use domain::{Instant, Zone};
use leptos::prelude::*;

use crate::components::{Any, effect, words};
use crate::text::{self, Locale, use_locale};

/// The present time of a page: what the server said, then ticking once a second in the browser.
///
/// The first value is the same on both sides, so that hydration finds what the server rendered; the
/// browser's own clock, which may be wrong, is only used to measure how much time has passed.
pub(crate) fn ticking(server_now: Instant) -> ReadSignal<Instant> {
    let (now, set_now) = signal(server_now);
    // A page that came as HTML was rendered when its navigation began; later ones came just now.
    let hydrating = Owner::current_shared_context().is_some_and(|shared| shared.during_hydration());
    effect(move || {
        let Some(performance) = window().performance() else { return };
        let start = if hydrating { 0.0 } else { performance.now() };
        let tick = move || {
            let passed = Duration::from_secs_f64((performance.now() - start).max(0.0) / 1000.0);
            set_now.try_set(server_now + passed);
        };
        tick();
        if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || handle.clear());
        }
    });
    now
}

/// Shows all times below in this zone, and lets them pass; a page says it before anything else.
pub(crate) fn ticking_in(zone: Zone, server_now: Instant) -> ReadSignal<Instant> {
    provide_context(PageZone(StoredValue::new(zone)));
    ticking(server_now)
}

/// The zone of a page.
#[derive(Clone, Copy)]
pub(crate) struct PageZone(StoredValue<Zone>);

impl PageZone {
    /// The zone that the page named; UTC where it named none.
    pub(crate) fn of_page() -> Self {
        use_context().unwrap_or_else(|| Self(StoredValue::new(Zone::utc())))
    }

    /// Asks the zone something.
    pub(crate) fn with<T>(self, ask: impl FnOnce(&Zone) -> T) -> T {
        self.0.with_value(ask)
    }
}

/// When something was: relative words up to a day, then day and clock.
pub(crate) fn ago(at: Instant, now: ReadSignal<Instant>) -> AnyView {
    let zone = PageZone::of_page();
    element(at, now, move |l, now| zone.with(|zone| text::ago(l, zone, at, now)))
}

/// Since when something is so: the clock today, day and clock for any other day.
pub(crate) fn since(at: Instant, now: ReadSignal<Instant>) -> AnyView {
    let zone = PageZone::of_page();
    element(at, now, move |l, now| zone.with(|zone| text::moment(l, zone, at, now)))
}

/// The clock alone, where the day stands above.
pub(crate) fn clock(at: Instant, now: ReadSignal<Instant>) -> AnyView {
    let zone = PageZone::of_page();
    element(at, now, move |_, _| zone.with(|zone| text::clock(zone.local(at))))
}

fn element(
    at: Instant,
    now: ReadSignal<Instant>,
    shown: impl Fn(Locale, Instant) -> String + Send + 'static,
) -> AnyView {
    let l = use_locale();
    let exactly = PageZone::of_page().with(|zone| text::exactly(l, zone, at));
    let shown: Box<dyn Fn(Locale, Instant) -> String + Send> = Box::new(shown);
    view! {
        <time datetime=text::iso(at) title=exactly>{words(move || shown(l, now.get()))}</time>
    }
    .any()
}
