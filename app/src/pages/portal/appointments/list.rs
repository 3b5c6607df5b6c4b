//! Day by day, one booking a line: what fits a phone.

use leptos::prelude::*;

use crate::api::bookings::{BookingLine, ListDay};
use crate::components::{Any, Badge};
use crate::text::{Locale, say};

/// Draws the days.
pub(super) fn list(l: Locale, days: &[ListDay]) -> AnyView {
    let days = days.iter().map(|shown| day(l, shown)).collect_view();
    view! { <ol class="cal-days" data-testid="calendar-list">{days}</ol> }.any()
}

fn day(l: Locale, day: &ListDay) -> AnyView {
    let lines = match day.lines.is_empty() {
        true if day.closed.is_empty() => {
            view! { <p class="quiet">{say!(l, calendar.free_day)}</p> }.any()
        }
        true => ().into_any(),
        false => {
            let lines = day.lines.iter().map(|shown| line(l, shown)).collect_view();
            view! { <ul class="cal-entries">{lines}</ul> }.any()
        }
    };
    let closed = (!day.closed.is_empty())
        .then(|| view! { <span class="cal-closed">{day.closed.clone()}</span> }.any());
    view! {
        <li class="cal-day" data-today=day.today.then_some("true") data-date=day.date.clone()>
            <h3>{day.title.clone()} {closed}</h3>
            {lines}
        </li>
    }
    .any()
}

fn line(l: Locale, line: &BookingLine) -> AnyView {
    let BookingLine { id, clock, customer, service, resource, status } = line.clone();
    let what = if resource.is_empty() { service } else { service + " · " + &resource };
    view! {
        <li>
            <a class="cal-entry" href=format!("/app/appointments/{id}") data-status=status.as_str() data-testid="booking-line">
                <span class="cal-entry-clock number">{clock}</span>
                <span class="cal-entry-words">
                    <span class="row-name">{customer}</span>
                    <span class="quiet">{what}</span>
                </span>
                {Badge::appointment(l, status).view("booking-badge")}
            </a>
        </li>
    }
    .any()
}
