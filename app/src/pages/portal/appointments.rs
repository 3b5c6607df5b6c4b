//! The calendar: what is booked, by week, by day and as a list.

mod grid;
mod list;

use domain::live::LiveEvent;
use domain::{Permission, Role};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::bookings::{Calendar, CalendarDays, CalendarQuery, read_calendar};
use crate::components::{
    Any, Data, Icon, Tab, dynamic, empty, empty_next, go, icon, page_head, tabs,
};
use crate::live::{News, refetch, use_live};
use crate::text::{Locale, say, use_locale};
use crate::time::{PageZone, ticking_in};

/// The page of the calendar.
#[component]
pub(crate) fn Appointments() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        query.with(|query| {
            let field = |name: &str| query.get(name).unwrap_or_default();
            CalendarQuery { view: field("view"), date: field("date"), all: field("all") }
        })
    };
    let key = move || {
        let CalendarQuery { view, date, all } = asked();
        [view, date, all].join(" ")
    };
    let data = Data::new(key, move || read_calendar(untrack(asked)));
    data.page(move |calendar| view(calendar, untrack(asked)))
}

fn view(calendar: Calendar, asked: CalendarQuery) -> AnyView {
    let l = use_locale();
    let now = ticking_in(calendar.zone, calendar.now);
    let clock = grid::Clock { now, zone: PageZone::of_page(), moved: RwSignal::new(None) };
    let role = calendar.role;
    let days = RwSignal::new(calendar.days);
    use_live().listen(move |news| {
        if matches!(news, News::Event(LiveEvent::Bookings { .. }) | News::Fresh { .. }) {
            let asked = asked.clone();
            // What is the same stays as it is drawn, with the focus in it.
            refetch(
                move || read_calendar(asked.clone()),
                move |fresh: Calendar| {
                    // By now the page may have been left.
                    if days.try_with_untracked(|days| *days != fresh.days) == Some(true) {
                        days.try_set(fresh.days);
                    }
                },
            );
        }
    });
    let act = dynamic(move || {
        let bookable = days.with(|days| days.bookable);
        match bookable && role.may(Permission::ChangeBookings) {
            true => {
                let href = days.with(|days| format!("/app/appointments/new?date={}", days.date));
                go("btn btn-primary", href, Some(Icon::Plus), say!(l, calendar.new), "new-booking")
            }
            false => ().into_any(),
        }
    });
    let body = dynamic(move || days.with(|days| body(l, days, clock, role)));
    view! {
        <Title text=say!(l, calendar.title)/>
        {page_head(say!(l, calendar.title).into_any(), Some(say!(l, calendar.lead).into_any()), Some(act))}
        {body}
    }
    .any()
}

fn body(l: Locale, days: &CalendarDays, clock: grid::Clock, role: Role) -> AnyView {
    if !days.bookable && is_empty(days) {
        return nothing_to_book(l, role);
    }
    let may = role.may(Permission::ChangeBookings).then_some(grid::Free);
    let grid = days.grid.as_ref().map(|shown| {
        let name = if days.view == "day" { "day" } else { "week" };
        let class = if days.view.is_empty() { "cal-wide" } else { "cal-alone" };
        let may = may.filter(|_| days.bookable);
        view! {
            <div class=class>
                {bar(l, days, name, days.title.clone())}
                {grid::grid(l, shown, clock, may)}
            </div>
        }
        .any()
    });
    let list = matches!(days.view.as_str(), "" | "list").then(|| {
        let class = if days.view.is_empty() { "cal-narrow" } else { "cal-alone" };
        let lines = match days.list.iter().all(|day| day.lines.is_empty()) {
            true => empty(
                say!(l, calendar.none),
                say!(l, calendar.none_saying),
                say!(l, calendar.none_meaning),
            ),
            false => list::list(l, &days.list),
        };
        view! {
            <div class=class>
                {bar(l, days, "list", days.list_title.clone())}
                {lines}
            </div>
        }
        .any()
    });
    let (word, all) = match days.all {
        true => (say!(l, calendar.hide_cancelled), false),
        false => (say!(l, calendar.show_cancelled), true),
    };
    let from = days.grid.as_ref().and_then(|grid| grid.columns.first());
    let from = from.map_or(&days.date, |column| &column.date);
    let length = if days.view == "day" { 1 } else { 7 };
    let own = role.may(Permission::ChangeBusiness).then(|| {
        view! { <a class="way" href="/app/appointments/feed" data-testid="calendar-feed">{say!(l, feed.way)}</a> }
            .any()
    });
    let file = format!("/app/appointments.ics?date={from}&days={length}");
    view! {
        <div class="calendar">
            {grid}
            {list}
            <p class="cal-ways">
                <a class="way" href=place(&days.view, &days.date, all.then_some(All)) data-testid="toggle-cancelled">{word}</a>
                <a class="way" href=file rel="external" download="bookings.ics" data-testid="calendar-file">{say!(l, booking.file)}</a>
                {own}
            </p>
        </div>
    }
    .any()
}

fn is_empty(days: &CalendarDays) -> bool {
    let columns = days.grid.iter().flat_map(|grid| &grid.columns);
    columns.map(|column| column.blocks.len()).sum::<usize>() == 0
        && days.list.iter().all(|day| day.lines.is_empty())
}

fn nothing_to_book(l: Locale, role: Role) -> AnyView {
    let next = match role.may(Permission::ChangeBusiness) {
        true => go(
            "btn btn-primary btn-on",
            "/app/services",
            Some(Icon::Right),
            say!(l, calendar.to_services),
            "to-services",
        ),
        false => view! { <p class="quiet">{say!(l, calendar.ask_owner)}</p> }.any(),
    };
    view! {
        <section class="card" data-testid="no-services">
            {empty_next(
                say!(l, calendar.no_services),
                say!(l, calendar.no_services_saying),
                say!(l, calendar.no_services_meaning),
                next,
            )}
        </section>
    }
    .any()
}

/// Where in time, and in which way.
fn bar(l: Locale, days: &CalendarDays, current: &'static str, title: String) -> AnyView {
    let (before, next) = match current {
        "day" => (say!(l, calendar.before_day), say!(l, calendar.next_day)),
        _ => (say!(l, calendar.before_week), say!(l, calendar.next_week)),
    };
    let all = days.all.then_some(All);
    let to = |date: &str| place(&days.view, date, all);
    let tab =
        |name: &'static str, word| Tab::new(place(name, &days.date, all), word, name == current);
    let parts = vec![
        tab("week", say!(l, calendar.week)),
        tab("day", say!(l, calendar.day)),
        tab("list", say!(l, calendar.list)),
    ];
    view! {
        <div class="cal-bar">
            <h2 data-testid="calendar-title">{title}</h2>
            <div class="cal-steps">
                <a class="btn btn-quiet btn-square" href=to(&days.before) data-testid="calendar-before">
                    {icon(Icon::Left)} <span class="unseen">{before}</span>
                </a>
                <a class="btn btn-quiet" href=to("") aria-current=days.has_today.then_some("date") data-testid="calendar-today">{say!(l, calendar.today)}</a>
                <a class="btn btn-quiet btn-square" href=to(&days.next) data-testid="calendar-next">
                    {icon(Icon::Right)} <span class="unseen">{next}</span>
                </a>
            </div>
            {tabs(say!(l, calendar.views), parts)}
        </div>
    }
    .any()
}

/// Also what was called off.
#[derive(Debug, Clone, Copy)]
struct All;

/// The address of a part of the calendar; an empty day is today.
fn place(view: &str, date: &str, all: Option<All>) -> String {
    let mut place = "/app/appointments".to_owned();
    let mut mark = '?';
    for (name, value) in [("view", view), ("date", date), ("all", all.map_or("", |All| "1"))] {
        if !value.is_empty() {
            place.push(mark);
            place = place + name + "=" + value;
            mark = '&';
        }
    }
    place
}
