//! Days, or people, beside each other by the clock.
//!
//! Where something stands is said by data attributes, which the style sheet turns into places: our policy
//! allows no styles in the page.

use domain::Instant;
use domain::appointment::AppointmentStatus;
use leptos::html;
use leptos::prelude::*;

use crate::api::bookings::{Block, BookingLine, Column, Grid, Shade};
use crate::components::{Any, Icon, effect, flag, icon, value};
use crate::text::{self, Locale, fill, say};
use crate::time::PageZone;

/// How wide the hours beside the days are, in pixels, as the style sheet has it.
const SCALE: i32 = 56;

/// The person may book what is free.
#[derive(Debug, Clone, Copy)]
pub(super) struct Free;

/// What the page's clock shows, and where its reader is.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    pub(super) now: ReadSignal<Instant>,
    pub(super) zone: PageZone,
    /// How far a person moved the days of a narrow screen, in pixels; kept while they are drawn anew.
    pub(super) moved: RwSignal<Option<i32>>,
}

/// Draws the columns.
pub(super) fn grid(l: Locale, grid: &Grid, clock: Clock, free: Option<Free>) -> AnyView {
    let (first, hours) = (grid.first_hour, grid.hours);
    let today = NodeRef::new();
    let heads = grid.columns.iter().map(|shown| head(shown, today)).collect_view();
    let scale = (first..first + hours)
        .map(|hour| view! { <li>{format!("{hour:02}:00")}</li> }.any())
        .collect_view();
    let columns = grid
        .columns
        .iter()
        .map(|shown| {
            let now = shown.today.then(|| now_line(l, clock, first, hours));
            column(l, shown, (first, hours), now, free)
        })
        .collect_view();
    let place = NodeRef::<html::Div>::new();
    effect(move || {
        // Where the week is wider than the screen, its reader wants to see today.
        let (Some(place), today) = (place.get(), today.get()) else { return };
        request_animation_frame(move || {
            let moved = clock.moved.try_get_untracked().flatten();
            let to = moved.or_else(|| today.map(|today| today.offset_left() - SCALE));
            if let Some(to) = to {
                place.set_scroll_left(to);
            }
        });
    });
    let moves = move |_| {
        if let Some(place) = place.get_untracked() {
            clock.moved.set(Some(place.scroll_left()));
        }
    };
    view! {
        <div class="cal" node_ref=place on:scroll=moves role="region" aria-label=say!(l, calendar.grid) tabindex="0" data-testid="calendar-grid">
            <div class="cal-heads"><span></span>{heads}</div>
            <div class="cal-body">
                <ol class="cal-scale" aria-hidden="true">{scale}</ol>
                {columns}
            </div>
        </div>
    }
    .any()
}

fn head(column: &Column, place: NodeRef<html::A>) -> AnyView {
    let today = column.today.then_some("true");
    if column.number.is_empty() {
        let name = column.name.clone();
        return view! { <p class="cal-head" data-today=today>{name}</p> }.any();
    }
    let href = super::place("day", &column.date, None);
    let place = if column.today { place } else { NodeRef::new() };
    view! {
        <a class="cal-head" node_ref=place href=href data-today=today aria-label=column.spoken.clone()>
            <span>{column.name.clone()}</span>
            <b class="number">{column.number.clone()}</b>
        </a>
    }
    .any()
}

fn column(
    l: Locale,
    column: &Column,
    (first, hours): (u32, u32),
    now: Option<AnyView>,
    free: Option<Free>,
) -> AnyView {
    let halves = free.map(|Free| {
        let half = |half: u32| free_half(l, column, half);
        (first * 2..(first + hours) * 2).map(half).collect_view()
    });
    let shades = column.shades.iter().map(shade).collect_view();
    let blocks = column.blocks.iter().map(|shown| block(l, shown)).collect_view();
    let name = match column.number.is_empty() {
        true => column.name.clone(),
        false => column.spoken.clone(),
    };
    let empties = (0..hours).map(|_| view! { <span class="cal-hour"></span> }.any()).collect_view();
    view! {
        <section class="cal-column" aria-label=name data-today=column.today.then_some("true") data-testid="calendar-column" data-date=column.date.clone()>
            <div class="cal-lines" aria-hidden="true">{empties}</div>
            {shades}
            <div class="cal-free">{halves}</div>
            {blocks}
            {now}
        </section>
    }
    .any()
}

/// A press on an empty half hour books it. Keyboards and screen readers have the page's own button, rather
/// than a hundred stops.
fn free_half(l: Locale, column: &Column, half: u32) -> AnyView {
    let time = format!("{:02}:{:02}", half / 2, half % 2 * 30);
    let mut href = format!("/app/appointments/new?date={}&time={time}", column.date);
    if let Some(resource) = column.resource {
        href = href + "&resource=" + &resource.to_string();
    }
    let title = fill(say!(l, calendar.new_at), &[("day", &column.spoken), ("clock", &time)]);
    view! { <a href=href tabindex="-1" title=title aria-label=time.clone() data-time=time></a> }
        .any()
}

fn shade(shade: &Shade) -> AnyView {
    let (word, holiday) = (shade.word.clone(), !shade.word.is_empty());
    let at = At::new(shade.from, shade.minutes);
    view! {
        <p class="cal-shade at" class:cal-holiday=holiday data-h=at.h data-m=at.m data-lh=at.lh data-lm=at.lm>{word}</p>
    }
    .any()
}

fn block(l: Locale, block: &Block) -> AnyView {
    let at = At::new(block.from, block.minutes);
    let BookingLine { id, clock, customer, service, resource, status } = block.line.clone();
    let what = if resource.is_empty() { service } else { service + " · " + &resource };
    let word = text::appointment_badge(l, status);
    let title = [clock.as_str(), &customer, &what, word].join(" · ");
    view! {
        <a class="cal-block at" href=format!("/app/appointments/{id}") title=title
            data-h=at.h data-m=at.m data-lh=at.lh data-lm=at.lm
            data-lane=block.lane.to_string() data-lanes=block.lanes.to_string()
            data-short=(block.minutes < 45).then_some("true")
            data-status=status.as_str() data-testid="booking-block">
            <span class="cal-who">{sign(status)} {customer}</span>
            <span class="cal-clock number">{clock}</span>
            <span class="cal-what">{what}</span>
            <span class="unseen">{word}</span>
        </a>
    }
    .any()
}

/// What says without a colour where a booking stands.
fn sign(status: AppointmentStatus) -> Option<AnyView> {
    let sign = match status {
        AppointmentStatus::Booked => return None,
        AppointmentStatus::Confirmed => Icon::Check,
        AppointmentStatus::Completed => Icon::CheckCheck,
        AppointmentStatus::Missed => Icon::Alert,
        AppointmentStatus::Cancelled => Icon::Cross,
    };
    Some(icon(sign))
}

/// The present moment; it moves with the clock.
fn now_line(l: Locale, Clock { now, zone, .. }: Clock, first: u32, hours: u32) -> AnyView {
    let passed = move || {
        let local = zone.with(|zone| zone.local(now.get()));
        let minutes =
            (u32::from(local.hour) * 60 + u32::from(local.minute)).checked_sub(first * 60);
        minutes.filter(|minutes| *minutes < hours * 60).map(|minutes| At::new(minutes, 0))
    };
    view! {
        <p class="cal-now at" hidden=flag(move || passed().is_none()) data-testid="calendar-now"
            data-h=value(move || passed().map(|at| at.h)) data-m=value(move || passed().map(|at| at.m))>
            <span class="unseen">{say!(l, calendar.now)}</span>
        </p>
    }
    .any()
}

/// A place by the clock: hours and minutes of its beginning and of its length.
struct At {
    h: String,
    m: String,
    lh: String,
    lm: String,
}

impl At {
    fn new(from: u32, minutes: u32) -> Self {
        let grains = |minutes: u32| (minutes % 60 / 5 * 5).to_string();
        Self {
            h: (from / 60).to_string(),
            m: grains(from),
            lh: (minutes / 60).to_string(),
            lm: grains(minutes),
        }
    }
}
