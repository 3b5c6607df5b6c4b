//! The figures of the day, kept up to date.

use std::time::Duration;

use domain::TenantId;
use domain::live::LiveEvent;
use domain::views::{TenantDetail, Today};
use leptos::prelude::*;

use crate::api::portal::read_today;
use crate::components::{Any, Tone, dynamic, tile, words};
use crate::live::{News, refetch, use_live};
use crate::text::{self, say, use_locale};

/// Messages that come together are counted together.
const PAUSE: Duration = Duration::from_secs(2);

/// What came in today, what was answered, who waits, and how long an answer takes.
pub(super) fn figures(tenant: TenantId, today: Today, detail: RwSignal<TenantDetail>) -> AnyView {
    let l = use_locale();
    let figures = follow(tenant, today);
    let count = move |of: fn(&Today) -> u32| words(move || text::count(figures.with(of).into()));
    let median = words(move || match figures.with(|today| today.median_seconds) {
        Some(0) => say!(l, today.instant).to_owned(),
        Some(seconds) => text::span(l, seconds.into()),
        None => say!(l, today.none).to_owned(),
    });
    let waiting = dynamic(move || {
        let waiting = detail.with(|detail| detail.waiting.len());
        let tone = (waiting > 0).then_some(Tone::Now);
        let shown = text::count(waiting.try_into().unwrap_or_default()).into_any();
        tile(say!(l, today.waiting), shown, "today-waiting", waiting_href(waiting), tone)
    });
    view! {
        <section aria-label=say!(l, today.title)>
            <dl class="figures">
                {tile(say!(l, today.incoming), count(|today| today.incoming), "today-incoming", None, None)}
                {tile(say!(l, today.answered), count(|today| today.answered), "today-answered", None, None)}
                {waiting}
                {tile(say!(l, today.median), median, "today-median", None, None)}
            </dl>
        </section>
    }
    .any()
}

fn waiting_href(waiting: usize) -> Option<String> {
    (waiting > 0).then(|| "/app/messages?show=waiting".to_owned())
}

/// The figures as they become; asked for again when messages come or go.
fn follow(tenant: TenantId, today: Today) -> RwSignal<Today> {
    let figures = RwSignal::new(today);
    let asked = StoredValue::new(false);
    let ask = move || {
        if asked.get_value() {
            return;
        }
        asked.set_value(true);
        let again = move || {
            asked.try_set_value(false);
            refetch(read_today, move |fresh| {
                figures.try_set(fresh);
            });
        };
        set_timeout(again, PAUSE);
    };
    use_live().listen(move |news| match news {
        News::Event(LiveEvent::Message { message }) if message.tenant_id == tenant => ask(),
        News::Fresh { .. } => ask(),
        News::Event(_) => {}
    });
    figures
}
