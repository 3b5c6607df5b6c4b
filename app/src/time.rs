//! Time that passes on a page.

use std::time::Duration;

use chrono::SubsecRound;
use domain::Instant;
use leptos::prelude::*;

use crate::components::{Any, effect, words};
use crate::text::{self, use_locale};

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

/// How long ago something was.
pub(crate) fn ago(at: Instant, now: ReadSignal<Instant>) -> AnyView {
    let locale = use_locale();
    view! {
        <time datetime=format!("{at:?}") title=minute(at)>
            {words(move || text::ago(locale, at, now.get()))}
        </time>
    }
    .any()
}

/// The minute in UTC, for who wants to know it exactly.
fn minute(at: Instant) -> String {
    let at = at.trunc_subsecs(0);
    at.to_string()
}
