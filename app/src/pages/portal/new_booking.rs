//! A booking that somebody of the business makes.

use domain::booking::{ResourceView, ServiceView};
use domain::booking_form::BOOKING_NOTE_MAX;
use domain::{Language, Permission};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::AppError;
use crate::api::bookings::{Book, NewBookingPage, read_new_booking};
use crate::components::{
    Any, Data, Field, Icon, Post, TextArea, card, error_line, flag, page_head, problem, refusal,
    submit, value,
};
use crate::pages::nowhere;
use crate::text::{Locale, fill, say, use_locale};

/// The page of a new booking.
#[component]
pub(crate) fn NewBooking() -> impl IntoView {
    let query = use_query_map();
    let asked = move |name: &str| query.with(|query| query.get(name)).unwrap_or_default();
    let key = move || [asked("date"), asked("time"), asked("resource")].join(" ");
    let data = Data::new(key, move || {
        untrack(|| read_new_booking(asked("date"), asked("time"), asked("resource")))
    });
    data.page(view)
}

fn view(page: NewBookingPage) -> AnyView {
    let l = use_locale();
    if !page.role.may(Permission::ChangeBookings) {
        return nowhere(say!(l, lost.forbidden_title), say!(l, lost.forbidden_lead));
    }
    let post = Post::to::<Book>();
    let error = post.error();
    let form = page.form;
    let fields = view! {
        {refusal(error)}
        <div class="fields">
            <Field id="customer" name="form[customer]" label=say!(l, booking.name) filled=form.customer error/>
            {services(l, page.services, page.language, &form.service, error)}
            {clock_fields(l, form.date, form.time, error)}
            {who_fields(l, page.resources, form.resource, error)}
            <div class="field-broad">
                <TextArea id="note" name="form[note]" label=say!(l, booking.note) help=say!(l, booking.note_help)
                    maxlength=BOOKING_NOTE_MAX optional=true filled=form.note error/>
            </div>
        </div>
        <div class="form-end">
            <a class="btn btn-link" href="/app/appointments">{say!(l, calendar.to_calendar)}</a>
            {submit("btn btn-primary", Some(Icon::Check), say!(l, booking.book), "btn-book", post.pending())}
        </div>
    };
    let form = post.form("form", Some("booking-form"), fields.any());
    view! {
        <Title text=say!(l, calendar.new)/>
        {page_head(say!(l, calendar.new).into_any(), Some(say!(l, booking.new_lead).into_any()), None)}
        {card(say!(l, booking.title), form)}
    }
    .any()
}

/// What is booked.
fn services(
    l: Locale,
    services: Vec<ServiceView>,
    language: Language,
    filled: &str,
    error: Signal<Option<AppError>>,
) -> AnyView {
    // A single one needs no choosing.
    let only = (services.len() == 1).then(|| services[0].id.to_string());
    let filled = only.as_deref().unwrap_or(filled).to_owned();
    let choices = services
        .into_iter()
        .map(|service| {
            let length = fill(say!(l, booking.minutes), &[("n", &service.minutes.to_string())]);
            (service.id.to_string(), format!("{} · {length}", service.name(language)))
        })
        .collect();
    select(
        "service",
        "form[service]",
        say!(l, booking.service),
        Some(say!(l, booking.choose)),
        choices,
        &filled,
        error,
    )
}

/// A day and a time.
pub(super) fn clock_fields(
    l: Locale,
    date: String,
    time: String,
    error: Signal<Option<AppError>>,
) -> AnyView {
    view! {
        <Field id="date" name="form[date]" kind="date" label=say!(l, booking.date) filled=date error/>
        <Field id="time" name="form[time]" kind="time" label=say!(l, booking.time) filled=time error/>
    }
    .any()
}

/// Who or what does it.
pub(super) fn who_fields(
    l: Locale,
    resources: Vec<ResourceView>,
    filled: String,
    error: Signal<Option<AppError>>,
) -> AnyView {
    if let [only] = resources.as_slice() {
        let wrong = problem("resource", error);
        return view! {
            <input type="hidden" name="form[resource]" value=only.id.to_string()/>
            {error_line("resource", wrong)}
        }
        .any();
    }
    let choices =
        resources.into_iter().map(|resource| (resource.id.to_string(), resource.name)).collect();
    select(
        "resource",
        "form[resource]",
        say!(l, booking.with),
        Some(say!(l, booking.anyone)),
        choices,
        &filled,
        error,
    )
}

/// A choice whose values are made at run time.
fn select(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    nothing: Option<&'static str>,
    choices: Vec<(String, String)>,
    filled: &str,
    error: Signal<Option<AppError>>,
) -> AnyView {
    let wrong = problem(id, error);
    let nothing = nothing.map(|word| view! { <option value="">{word}</option> }.any());
    let options = choices
        .into_iter()
        .map(|(value, word)| {
            let selected = value == filled;
            view! { <option value=value selected=selected>{word}</option> }.any()
        })
        .collect_view();
    view! {
        <div class="field" class:field-wrong=flag(move || wrong.get().is_some())>
            <label for=id>{label}</label>
            <select id=id name=name data-testid=format!("field-{id}")
                aria-invalid=value(move || wrong.get().map(|_| "true".to_owned()))
                aria-describedby=format!("{id}-error")>
                {nothing}
                {options}
            </select>
            {error_line(id, wrong)}
        </div>
    }
    .any()
}
