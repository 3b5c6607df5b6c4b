//! What was done, by whom and when.

use domain::Instant;
use domain::live::LiveEvent;
use domain::views::{EventView, Page};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::platform::{Timed, read_events};
use crate::components::{Any, Data, dynamic, empty, flag, more};
use crate::live::{News, refetch, use_live};
use crate::text::{self, say, use_locale};
use crate::time::{ago, ticking};

/// The event log of the platform.
#[component]
pub(crate) fn Events() -> impl IntoView {
    let query = use_query_map();
    let before =
        move || query.with(|query| query.get("before")).filter(|before| !before.is_empty());
    let data =
        Data::new(move || before().unwrap_or_default(), move || read_events(untrack(before)));
    data.page(move |timed| view(timed, untrack(before).is_none()))
}

fn view(timed: Timed<Page<EventView>>, newest: bool) -> AnyView {
    let l = use_locale();
    let now = ticking(timed.now);
    let next = RwSignal::new(timed.value.next);
    let rows = RwSignal::new(timed.value.items);
    use_live().listen(move |news| match news {
        News::Event(LiveEvent::Log { event }) if newest => rows.update(|rows| {
            rows.retain(|known| known.id != event.id);
            rows.insert(0, event.clone());
        }),
        News::Fresh { .. } if newest => refetch(
            || read_events(None),
            move |fresh| {
                rows.try_set(fresh.value.items);
                next.try_set(fresh.value.next);
            },
        ),
        News::Event(_) | News::Fresh { .. } => {}
    });
    let none = flag(move || rows.with(Vec::is_empty));
    let nothing = dynamic(move || match none.get() {
        true => empty(say!(l, events.none), "Mwanzo ni mgumu.", "Every beginning is hard."),
        false => ().into_any(),
    });
    let shown = dynamic(move || {
        rows.get().into_iter().map(|event| event_row(event, now)).collect_view().into_any()
    });
    view! {
        <Title text=say!(l, nav.events)/>
        <header class="page-head"><div>
            <h1>{say!(l, nav.events)}</h1>
            <p class="lead">{say!(l, events.lead)}</p>
        </div></header>
        {nothing}
        <ul class="rows card" data-testid="event-log" hidden=none>{shown}</ul>
        {dynamic(move || more(next.get().map(|cursor| format!("/admin/events?before={cursor}"))).into_any())}
    }
    .any()
}

/// One entry: what in words where we have them, and the details as they were kept.
pub(super) fn event_row(event: EventView, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let what =
        text::event(l, &event.event_type).map_or_else(|| event.event_type.clone(), str::to_owned);
    let details = (event.payload.len() > 2).then(|| {
        view! {
            <details class="payload">
                <summary>{say!(l, events.details)}</summary>
                <code>{event.payload.clone()}</code>
            </details>
        }
        .any()
    });
    let tenant =
        event.tenant_name.clone().zip(event.tenant_id).map(|(name, id)| {
            view! { " · " <a href=format!("/admin/tenants/{id}")>{name}</a> }.any()
        });
    view! {
        <li class="row row-tall" data-testid="event" data-event=event.event_type.clone()>
            <div>
                <p class="row-name">{what}</p>
                <p class="quiet">{event.actor} {tenant} " · " {ago(event.created_at, now)}</p>
                {details}
            </div>
        </li>
    }
    .any()
}
