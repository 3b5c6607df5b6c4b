//! What the business offers.

use domain::booking::ServiceView;
use domain::booking_form::{ServiceForm, service_form};
use domain::money::{Currency, Money};
use leptos::prelude::*;

use super::{MayChange, change, form_end, form_page_of, gone, remove, row, section};
use crate::api::bookings::{RemoveService, SaveService, ServicesPage};
use crate::components::{Any, Field, Icon, Post, Tone, empty_next, go, notice, refusal, switch};
use crate::text::{Locale, fill, say};

/// All of it.
pub(super) fn list(l: Locale, page: &ServicesPage, may: Option<MayChange>) -> AnyView {
    let add = "/app/services?service=new";
    if page.services.is_empty() {
        let next = may.map(|MayChange| {
            go(
                "btn btn-primary",
                add,
                Some(Icon::Plus),
                say!(l, services.add_service),
                "add-service",
            )
        });
        let body = empty_next(
            say!(l, services.none_services),
            say!(l, services.none_services_saying),
            say!(l, services.none_services_meaning),
            next.into_any(),
        );
        return section(say!(l, services.services), say!(l, services.services_lead), None, body);
    }
    let rows = page
        .services
        .iter()
        .map(|service| {
            let name = service.name(page.language).to_owned();
            let acts = may.map(|MayChange| {
                let href = format!("/app/services?service={}", service.id);
                let id = service.id.to_string();
                let sure = say!(l, services.remove_service_sure);
                view! { {change(l, href, &name)} {remove::<RemoveService>(l, id, sure)} }.any()
            });
            row(name.clone(), about(l, service, page.currency), acts, "service")
        })
        .collect_view();
    let add = may.map(|MayChange| (add, say!(l, services.add_service), "add-service"));
    let body = view! { <ul class="rows">{rows}</ul> };
    section(say!(l, services.services), say!(l, services.services_lead), add, body.any())
}

fn about(l: Locale, service: &ServiceView, currency: Currency) -> String {
    let minutes = |text: &str, n: u32| fill(text, &[("n", &n.to_string())]);
    let mut parts = vec![minutes(say!(l, booking.minutes), service.minutes)];
    if service.buffer_minutes > 0 {
        parts.push(minutes(say!(l, services.after), service.buffer_minutes));
    }
    parts.push(match service.price_minor {
        Some(minor) => Money { minor, currency }.text(),
        None => say!(l, services.no_price).to_owned(),
    });
    if !service.active {
        parts.push(say!(l, services.inactive).to_owned());
    }
    parts.join(" · ")
}

/// The form of one of them, or of a new one.
pub(super) fn form_page(l: Locale, page: ServicesPage, asked: &str) -> AnyView {
    let is_new = asked == "new";
    let known = page.services.iter().find(|service| service.id.to_string() == asked);
    if known.is_none() && !is_new {
        return gone(l);
    }
    let begun = || match known {
        Some(service) => service_form(service),
        None => ServiceForm { active: "on".to_owned(), ..ServiceForm::default() },
    };
    let form = page.service_draft.clone().unwrap_or_else(begun);
    let post = Post::to::<SaveService>();
    let error = post.error();
    let first = (is_new && page.resources.is_empty())
        .then(|| notice(Tone::Calm, Icon::Info, say!(l, services.first_service).to_owned()));
    let id = if is_new { String::new() } else { asked.to_owned() };
    let fields = view! {
        {refusal(error)}
        {first}
        <input type="hidden" name="id" value=id/>
        <div class="fields">
            <Field id="name_sw" name="form[name_sw]" label=say!(l, services.name_sw)
                help=say!(l, services.names_help) filled=form.name_sw error/>
            <Field id="name_en" name="form[name_en]" label=say!(l, services.name_en) filled=form.name_en error/>
            <Field id="minutes" name="form[minutes]" label=say!(l, services.minutes) inputmode="numeric"
                help=say!(l, services.minutes_help) maxlength=4 filled=form.minutes error/>
            <Field id="buffer" name="form[buffer]" label=say!(l, services.buffer) inputmode="numeric"
                help=say!(l, services.buffer_help) maxlength=3 optional=true filled=form.buffer error/>
            <Field id="price" name="form[price]" label=say!(l, booking.price) inputmode="decimal" placeholder=page.currency.sign()
                help=say!(l, services.price_help) maxlength=20 optional=true filled=form.price error/>
        </div>
        {switch("form[active]", say!(l, services.active), say!(l, services.active_help), !form.active.is_empty(), "switch-active")}
        {form_end(l, post, "btn-save-service")}
    };
    let title =
        if is_new { say!(l, services.add_service) } else { say!(l, services.change_service) };
    form_page_of(title, post.form("form", Some("service-form"), fields.any()))
}
