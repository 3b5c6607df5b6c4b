//! One booking: for whom and when, and what becomes of it.

use domain::appointment::{AppointmentEvent, AppointmentStatus};
use domain::booking::ResourceView;
use domain::booking_form::{BookingAct, MoveForm};
use domain::live::LiveEvent;
use domain::money::Money;
use domain::{AppointmentId, Instant, Permission};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::new_booking::{clock_fields, who_fields};
use crate::api::bookings::{BookingPage, ChangeBooking, MoveBooking, read_booking};
use crate::components::{
    Any, Badge, Data, Icon, Post, ask, card, dynamic, fact, page_head, refusal, steady, submit,
};
use crate::live::{News, refetch, use_live};
use crate::text::{self, Locale, say, use_locale};
use crate::time::{PageZone, ago, ticking_in};

/// The page of one booking.
#[component]
pub(crate) fn Booking() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    Data::new(id, move || read_booking(untrack(id))).page(view)
}

fn view(page: BookingPage) -> AnyView {
    let l = use_locale();
    let now = ticking_in(page.zone.clone(), page.now);
    let zone = PageZone::of_page();
    let id = page.booking.id;
    let may = page.role.may(Permission::ChangeBookings);
    let title = page.booking.service.clone();
    let shown = RwSignal::new(page);
    let again = move || {
        refetch(
            move || read_booking(id.to_string()),
            move |fresh: BookingPage| {
                // By now the page may have been left.
                let other = |shown: &BookingPage| shown.booking != fresh.booking;
                if shown.try_with_untracked(other) == Some(true) {
                    shown.try_set(fresh);
                }
            },
        );
    };
    let live = use_live();
    live.listen(move |news| {
        if matches!(news, News::Event(LiveEvent::Bookings { .. }) | News::Fresh { .. }) {
            again();
        }
    });
    let (change, other_time) = (Post::to::<ChangeBooking>(), Post::to::<MoveBooking>());
    change.after(again);
    other_time.after(again);
    let lead = dynamic(move || {
        let booking = shown.with(|shown| shown.booking.clone());
        let at = zone.with(|zone| text::exactly(l, zone, booking.starts_at));
        let badge = Badge::appointment(l, booking.status).view("booking-status");
        view! { {badge} " " <span data-testid="booking-when">{at}</span> }.any()
    });
    let about = dynamic(move || facts(l, shown.get(), zone, now));
    let acts = may.then(|| {
        let state =
            move || shown.with(|shown| (shown.booking.status, shown.booking.contact_id.is_some()));
        steady(state, move |state| acts(l, id, *state, change))
    });
    // What is being typed stays while the customer confirms it.
    let form = move || {
        shown.with(|shown| {
            let can_move = may && shown.booking.status.apply(AppointmentEvent::Moved).is_ok();
            can_move.then(|| (shown.form.clone(), shown.resources.clone()))
        })
    };
    let moving = steady(form, move |form| match form {
        Some((form, resources)) => card(
            say!(l, booking.move_it),
            move_form(l, id, form.clone(), resources.clone(), other_time),
        ),
        None => ().into_any(),
    });
    view! {
        <Title text=title.clone()/>
        {page_head(title.into_any(), Some(lead), None)}
        <div class="booking">
            <div>{about}</div>
            <div class="booking-acts">{acts}</div>
            <div>{moving}</div>
        </div>
        <p class="below"><a class="way" href="/app/appointments">{say!(l, calendar.to_calendar)}</a></p>
    }
    .any()
}

fn facts(l: Locale, page: BookingPage, zone: PageZone, now: ReadSignal<Instant>) -> AnyView {
    let BookingPage { currency, booking, .. } = page;
    let clock = |at: Instant| zone.with(|zone| text::clock(zone.local(at)));
    let length = (booking.ends_at - booking.starts_at).num_minutes().to_string();
    let length = text::fill(say!(l, booking.minutes), &[("n", &length)]);
    let when = format!("{} – {} ({length})", clock(booking.starts_at), clock(booking.ends_at));
    let nobody = || say!(l, calendar.nobody).to_owned();
    let customer = booking.customer.clone().unwrap_or_else(nobody);
    let customer = match booking.contact_id {
        Some(_) => view! {
            {customer} " · " <a href="/app/messages">{say!(l, booking.to_messages)}</a>
        }
        .any(),
        None => view! {
            {customer} <span class="quiet below-it">{say!(l, booking.by_hand)}</span>
        }
        .any(),
    };
    let price = booking.price_minor.map(|minor| {
        let price = Money { minor, currency }.text();
        fact(say!(l, booking.price), view! { <span class="number">{price}</span> }.any())
    });
    let note = booking.note.clone().map(|note| {
        fact(say!(l, booking.note), view! { <span class="kept-lines">{note}</span> }.any())
    });
    let body = view! {
        <dl class="facts">
            {fact(say!(l, booking.when), view! { <span class="number">{when}</span> }.any())}
            {fact(say!(l, booking.customer), customer)}
            {fact(say!(l, booking.service), booking.service.clone())}
            {fact(say!(l, booking.with), booking.resource.clone())}
            {price}
            {note}
            {fact(say!(l, booking.made), ago(booking.created_at, now))}
        </dl>
        <p class="ways">
            <a class="way" href=format!("/app/appointments/{}/booking.ics", booking.id) rel="external" download="booking.ics" data-testid="booking-file">{say!(l, booking.file)}</a>
        </p>
    };
    card(say!(l, booking.title), body.any())
}

/// What can become of it, the likeliest first.
///
/// `tells`: there is a customer to whom it is told.
fn acts(
    l: Locale,
    id: AppointmentId,
    (status, tells): (AppointmentStatus, bool),
    post: Post,
) -> AnyView {
    let may = |act: BookingAct| status.apply(act.event()).is_ok();
    let button = |act: BookingAct, class, sign, word, testid| {
        let same = status.apply(act.event()) == Ok(status);
        (may(act) && !same).then(|| {
            let button = submit(class, Some(sign), word, testid, post.pending());
            post.form("", None, view! { {hidden(id, act)} {button} }.any())
        })
    };
    let cancel = may(BookingAct::Cancel).then(|| {
        let pending = post.pending();
        let yes = submit(
            "btn btn-danger",
            Some(Icon::Cross),
            say!(l, booking.cancel_yes),
            "btn-cancel-yes",
            pending,
        );
        let tell =
            tells.then(|| view! { <p class="quiet">{say!(l, booking.cancel_tell)}</p> }.any());
        let form = view! { {hidden(id, BookingAct::Cancel)} {yes} };
        let sure = view! {
            <p>{say!(l, booking.cancel_sure)}</p>
            {tell}
            {post.form("", None, form.any())}
        };
        ask("btn btn-danger", Some(Icon::Cross), say!(l, booking.cancel), "btn-cancel", sure.any())
    });
    let over = (status == AppointmentStatus::Cancelled)
        .then(|| view! { <p class="quiet">{say!(l, booking.over)}</p> }.any());
    let body = view! {
        {refusal(post.error())}
        <div class="acts">
            {button(BookingAct::Confirm, "btn btn-primary", Icon::Check, say!(l, booking.confirm), "btn-confirm")}
            {button(BookingAct::Complete, "btn btn-quiet", Icon::CheckCheck, say!(l, booking.came), "btn-complete")}
            {button(BookingAct::Miss, "btn btn-quiet", Icon::Alert, say!(l, booking.missed_act), "btn-miss")}
            {cancel}
            {over}
        </div>
    };
    card(say!(l, booking.state), body.any())
}

fn hidden(id: AppointmentId, act: BookingAct) -> AnyView {
    view! {
        <input type="hidden" name="id" value=id.to_string()/>
        <input type="hidden" name="act" value=act.as_str()/>
    }
    .any()
}

fn move_form(
    l: Locale,
    id: AppointmentId,
    form: MoveForm,
    resources: Vec<ResourceView>,
    post: Post,
) -> AnyView {
    let error = post.error();
    let fields = view! {
        <p class="quiet">{say!(l, booking.move_lead)}</p>
        {refusal(error)}
        <input type="hidden" name="id" value=id.to_string()/>
        <div class="fields">
            {clock_fields(l, form.date, form.time, error)}
            {who_fields(l, resources, form.resource, error)}
        </div>
        <div class="form-end">
            {submit("btn btn-quiet", Some(Icon::Calendar), say!(l, booking.move_it), "btn-move", post.pending())}
        </div>
    };
    post.form("form", Some("move-form"), fields.any())
}
