//! Who did what and when: the tenant's event log, narrowed, in pages, and as a file.

use domain::Instant;
use domain::views::{EventView, Page};
use leptos::prelude::*;

use crate::api::portal::LogFilter;
use crate::components::{Any, Icon, empty, icon, pager};
use crate::text::{self, Locale, say};
use crate::time::ago;

/// What the log may be narrowed to; the words stand in `text::event`.
const KINDS: [&str; 19] = [
    "setup_request.submitted",
    "setup_request.approved",
    "setup_request.rejected",
    "session.connected",
    "session.logged_out",
    "tenant.paused",
    "tenant.resumed",
    "conversation.handed_over",
    "conversation.taken_over",
    "conversation.handed_back",
    "business.changed",
    "team.invited",
    "team.joined",
    "team.deactivated",
    "tenant.viewed",
    "worker.start",
    "worker.stop",
    "worker.failed",
    "events.exported",
];

/// The log as a card of its own.
pub(super) fn log(
    l: Locale,
    page: Page<EventView>,
    asked: LogFilter,
    now: ReadSignal<Instant>,
) -> AnyView {
    let query = query(&asked);
    let file = "/app/events.csv".to_owned() + &query;
    let next = page.next.map(|next| {
        let and = if query.is_empty() { "?" } else { "&" };
        ["/app/settings", &query, and, "before=", &next, "#log"].concat()
    });
    let newest = (!asked.before.is_empty()).then(|| ["/app/settings", &query, "#log"].concat());
    let rows = if page.items.is_empty() {
        empty(
            say!(l, settings.none),
            "Mali bila daftari hupotea bila habari.",
            "Goods without a ledger vanish without a word.",
        )
    } else {
        let rows = page.items.into_iter().map(|event| row(l, event, now)).collect_view();
        view! { <ul class="rows" data-testid="event-log">{rows}</ul> }.any()
    };
    view! {
        <section class="card" id="log">
            <div class="between">
                <h2 class="card-title">{say!(l, settings.log)}</h2>
                // It is written down that the log was taken out: a deed, and no place to go to.
                <form method="post" action=file>
                    <button class="btn btn-quiet" data-testid="export-events">
                        {icon(Icon::Download)} <span>{say!(l, settings.export)}</span>
                    </button>
                </form>
            </div>
            <p class="quiet">{say!(l, settings.log_lead)}</p>
            {filters(l, asked)}
            {rows}
            {pager(newest, next)}
        </section>
    }
    .any()
}

fn row(l: Locale, event: EventView, now: ReadSignal<Instant>) -> AnyView {
    let what = text::event(l, &event.event_type).map_or(event.event_type.clone(), str::to_owned);
    view! {
        <li class="row" data-testid="event" data-type=event.event_type>
            <div>
                <p class="row-name">{what}</p>
                <p class="quiet">{event.actor} " · " {ago(event.created_at, now)}</p>
            </div>
        </li>
    }
    .any()
}

fn filters(l: Locale, asked: LogFilter) -> AnyView {
    let kinds = KINDS
        .iter()
        .map(|kind| {
            let selected = *kind == asked.kind;
            let word = text::event(l, kind).unwrap_or(kind);
            view! { <option value=*kind selected=selected>{word}</option> }.any()
        })
        .collect_view();
    view! {
        <form class="log-filters" method="get" action="/app/settings#log" role="search">
            <label>
                <span>{say!(l, settings.kind)}</span>
                <select name="kind" data-testid="filter-kind">
                    <option value="">{say!(l, settings.any_kind)}</option>
                    {kinds}
                </select>
            </label>
            <label>
                <span>{say!(l, settings.since)}</span>
                <input type="date" name="since" value=asked.since data-testid="filter-since"/>
            </label>
            <label>
                <span>{say!(l, settings.until)}</span>
                <input type="date" name="until" value=asked.until data-testid="filter-until"/>
            </label>
            <button class="btn btn-quiet" data-testid="filter-events">{icon(Icon::Filter)} <span>{say!(l, settings.filter)}</span></button>
        </form>
    }
    .any()
}

/// The filter as an address has it, without the page; nothing else than letters, digits, dots and
/// hyphens passes, so that a made-up address stays within its own field.
fn query(asked: &LogFilter) -> String {
    let fields = [("kind", &asked.kind), ("since", &asked.since), ("until", &asked.until)];
    let mut query = String::new();
    for (name, value) in fields {
        let value: String = value
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
            .collect();
        if !value.is_empty() {
            query += if query.is_empty() { "?" } else { "&" };
            query += &[name, "=", &value].concat();
        }
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Locale;

    #[test]
    fn every_kind_to_choose_has_words() {
        for kind in KINDS {
            assert!(text::event(Locale::en, kind).is_some(), "{kind}");
        }
    }

    #[test]
    fn the_address_keeps_the_filter_and_nothing_more() {
        let asked = LogFilter {
            kind: "tenant.paused".to_owned(),
            since: "2026-11-03".to_owned(),
            until: "x&before=1".to_owned(),
            ..LogFilter::default()
        };
        assert_eq!(query(&asked), "?kind=tenant.paused&since=2026-11-03&until=xbefore1");
        assert_eq!(query(&LogFilter::default()), "");
    }
}
