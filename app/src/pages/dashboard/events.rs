//! What was done, by whom and when: browsed, filtered, taken out as a file.

use domain::Instant;
use domain::live::LiveEvent;
use domain::views::EventView;
use leptos::prelude::*;
use leptos_meta::Title;

use super::list::{
    begin, beyond, filter_bar, joined, nothing_fits, pages, search_box, select_box, use_wish,
};
use crate::api::platform::{Asked, EventsAsked, Seen, read_events};
use crate::components::{Any, Data, Icon, Item, dynamic, empty, flag, icon, keyed, page_head};
use crate::live::{News, refetch, use_live};
use crate::text::{self, say, use_locale};
use crate::time::ago;

const PATH: &str = "/admin/events";

/// The groups of what is done, as the log names them.
const GROUPS: [&str; 10] = [
    "tenant",
    "setup_request",
    "worker",
    "session",
    "account",
    "team",
    "conversation",
    "platform",
    "lead",
    "events",
];

/// The event log of the platform.
#[component]
pub(crate) fn Events() -> impl IntoView {
    let l = use_locale();
    let wish = use_wish();
    let data = Data::new(move || wish.get(), move || read_events(wish.get_untracked()));
    view! {
        <Title text=say!(l, nav.events)/>
        {page_head(say!(l, nav.events).into_any(), Some(say!(l, events.lead).into_any()), None)}
        {data.page(move |seen| view(seen, wish.get_untracked()))}
    }
}

fn view(seen: Seen<EventsAsked>, wish: String) -> AnyView {
    let l = use_locale();
    let (now, asked) = begin(seen);
    let next = RwSignal::new(asked.page.next);
    let rows = RwSignal::new(asked.page.items);
    let (newest, everything) = (asked.first, asked.values.is_empty());
    let ask = move |wish: String| {
        refetch(
            move || read_events(wish.clone()),
            move |(_, _, fresh): Seen<EventsAsked>| {
                rows.try_set(fresh.page.items);
                next.try_set(fresh.page.next);
            },
        );
    };
    use_live().listen(move |news| match news {
        News::Event(LiveEvent::Log { event }) if newest && everything => rows.update(|rows| {
            rows.retain(|known| known.id != event.id);
            rows.insert(0, event.clone());
        }),
        // Whether an entry fits the filters, the server knows.
        News::Event(LiveEvent::Log { .. }) | News::Fresh { .. } if newest => ask(wish.clone()),
        News::Event(_) | News::Fresh { .. } => {}
    });
    let none = flag(move || rows.with(Vec::is_empty));
    let nothing = dynamic(move || match none.get() {
        true if !everything => nothing_fits(say!(l, events.none_fits), PATH),
        true => empty(say!(l, events.none), "Mwanzo ni mgumu.", "Every beginning is hard."),
        false => ().into_any(),
    });
    let shown = keyed(move || {
        let rows = rows.get().into_iter();
        rows.map(|event| -> Item {
            (event.id.to_string(), Box::new(move || event_row(event, now)))
        })
        .collect()
    });
    let filters = asked.filters.clone();
    let file = |ending: &'static str, word: &'static str| {
        let action = joined(&format!("{PATH}.{ending}"), &filters, "");
        // It is written down that the log was taken out: a deed, and no place to go to.
        view! {
            <form method="post" action=action>
                <button class="btn btn-quiet btn-small" data-testid=format!("export-{ending}")>
                    {icon(Icon::Download)} <span>{word}</span>
                </button>
            </form>
        }
        .any()
    };
    let files = view! {
        <div class="list-head">
            {tenant_line(asked.tenant_name)}
            <span class="cluster">
                {file("csv", "CSV")}
                {file("jsonl", "JSON Lines")}
            </span>
        </div>
    };
    let here = Asked { filters: asked.filters, ..Asked::default() };
    let first = (!newest).then(|| {
        let href = joined(PATH, &here.filters, "");
        view! { <a class="btn btn-quiet" href=href data-testid="page-first">{icon(Icon::Left)} <span>{say!(l, pager.first)}</span></a> }.any()
    });
    view! {
        {filter_form(&asked.values)}
        {files}
        {nothing}
        <ul class="rows card" data-testid="event-log" hidden=none>{shown}</ul>
        {first}
        {dynamic(move || pages(PATH, &here, None, next.get().as_deref()))}
    }
    .any()
}

fn tenant_line(name: Option<String>) -> AnyView {
    let l = use_locale();
    match name {
        Some(name) => {
            let line = text::fill(say!(l, events.of_tenant), &[("name", &name)]);
            view! { <p class="quiet">{line}</p> }.any()
        }
        None => view! { <span></span> }.any(),
    }
}

fn filter_form(values: &[(String, String)]) -> AnyView {
    let l = use_locale();
    let groups = GROUPS.iter().map(|group| (*group, text::event_group(l, group))).collect();
    let value = |name: &str| {
        let found = values.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let day = |name: &'static str, label: &'static str| {
        view! {
            <label class="filter">
                <span>{label}</span>
                <input type="date" name=name value=value(name) data-testid=format!("event-{name}")/>
            </label>
        }
        .any()
    };
    let tenant = value("tenant");
    let tenant = (!tenant.is_empty())
        .then(|| view! { <input type="hidden" name="tenant" value=tenant/> }.any());
    let search = view! {
        {tenant}
        {search_box("text", say!(l, events.search), "event-search", values)}
    };
    let rarer = view! {
        {select_box("type", say!(l, events.kind), "event-type", groups, values)}
        {search_box("actor", say!(l, events.actor), "event-actor", values)}
        {day("from", say!(l, events.from))}
        {day("until", say!(l, events.until))}
    };
    let open = beyond(values, &["text", "tenant"]);
    filter_bar(PATH, search.any(), rarer.any(), open, !values.is_empty())
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
    // What nobody did, Flow HQ did by itself.
    let actor = if event.actor == "system" { "Flow HQ".to_owned() } else { event.actor };
    let tenant =
        event.tenant_name.clone().zip(event.tenant_id).map(|(name, id)| {
            view! { " · " <a href=format!("/admin/tenants/{id}")>{name}</a> }.any()
        });
    view! {
        <li class="row row-tall" data-testid="event" data-event=event.event_type.clone()>
            <div>
                <p class="row-name">{what}</p>
                <p class="quiet">{actor} {tenant} " · " {ago(event.created_at, now)}</p>
                {details}
            </div>
        </li>
    }
    .any()
}
