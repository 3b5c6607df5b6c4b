//! Who or what bookings take up.

use domain::Language;
use domain::booking::{ResourceView, ServiceView};
use domain::booking_form::{ResourceForm, resource_form};
use leptos::prelude::*;

use super::{MayChange, form_end, form_page_of, gone, remove, section};
use crate::AppError;
use crate::api::bookings::{RemoveResource, SaveResource, ServicesPage};
use crate::components::{
    Any, Field, Post, change_link, check, error_line, hours_fields, problem, refusal, row,
};
use crate::text::{Locale, fill, say};

/// All of them.
pub(super) fn list(l: Locale, page: &ServicesPage, may: Option<MayChange>) -> AnyView {
    let rows = page
        .resources
        .iter()
        .map(|resource| {
            let acts = may.map(|MayChange| {
                let href = format!("/app/services?resource={}", resource.id);
                let id = resource.id.to_string();
                let sure = say!(l, services.remove_resource_sure);
                view! { {change_link(l, href, &resource.name)} {remove::<RemoveResource>(l, id, sure)} }
                    .any()
            });
            row(resource.name.clone(), about(l, resource, page), acts, "resource")
        })
        .collect_view();
    let body = match page.resources.is_empty() {
        true => view! { <p class="quiet">{say!(l, services.none_people)}</p> }.any(),
        false => view! { <ul class="rows">{rows}</ul> }.any(),
    };
    let add = may.map(|MayChange| {
        ("/app/services?resource=new", say!(l, services.add_resource), "add-resource")
    });
    section(say!(l, services.people), say!(l, services.people_lead), add, body)
}

fn about(l: Locale, resource: &ResourceView, page: &ServicesPage) -> String {
    let named = page.services.iter().filter(|service| resource.services.contains(&service.id));
    let named: Vec<_> = named.map(|service| service.name(page.language)).collect();
    let mut parts = vec![match resource.services.is_empty() {
        true => say!(l, services.does_all).to_owned(),
        false => named.join(", "),
    }];
    if resource.capacity > 1 {
        let capacity = resource.capacity.to_string();
        parts.push(fill(say!(l, services.at_once), &[("n", &capacity)]));
    }
    if resource.hours.is_some() {
        parts.push(say!(l, services.has_hours).to_owned());
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// The form of one of them, or of a new one.
pub(super) fn form_page(l: Locale, page: ServicesPage, asked: &str) -> AnyView {
    let is_new = asked == "new";
    let known = page.resources.iter().find(|resource| resource.id.to_string() == asked);
    if known.is_none() && !is_new {
        return gone(l);
    }
    let begun = || match known {
        Some(resource) => resource_form(resource),
        None => ResourceForm { capacity: "1".to_owned(), ..ResourceForm::default() },
    };
    let form = page.resource_draft.clone().unwrap_or_else(begun);
    let post = Post::to::<SaveResource>();
    let error = post.error();
    let id = if is_new { String::new() } else { asked.to_owned() };
    let has_hours = form.hours != domain::forms::HoursForm::default();
    let fields = view! {
        {refusal(error)}
        <input type="hidden" name="id" value=id/>
        <div class="fields">
            <Field id="name" name="form[name]" label=say!(l, services.name) help=say!(l, services.name_help)
                filled=form.name error/>
            <Field id="capacity" name="form[capacity]" label=say!(l, services.capacity) inputmode="numeric"
                help=say!(l, services.capacity_help) maxlength=3 filled=form.capacity error/>
        </div>
        {does(l, &page.services, page.language, &form.services, error)}
        <details class="own-hours" open=has_hours>
            <summary class="btn btn-quiet" data-testid="own-hours">{say!(l, services.own_hours)}</summary>
            <p class="field-help">{say!(l, services.own_hours_help)}</p>
            {hours_fields(&form.hours, error)}
        </details>
        {form_end(l, post, "btn-save-resource")}
    };
    let title =
        if is_new { say!(l, services.add_resource) } else { say!(l, services.change_resource) };
    form_page_of(title, post.form("form", Some("resource-form"), fields.any()))
}

/// Ticks for what somebody or something is there for.
fn does(
    l: Locale,
    services: &[ServiceView],
    language: Language,
    ticked: &[String],
    error: Signal<Option<AppError>>,
) -> AnyView {
    let ticks = services
        .iter()
        .map(|service| {
            let id = service.id.to_string();
            let on = ticked.contains(&id);
            check("form[services][]", id, service.name(language), on, "tick-service")
        })
        .collect_view();
    view! {
        <fieldset class="ticks" hidden=services.is_empty()>
            <legend>{say!(l, services.does)}</legend>
            <p class="field-help">{say!(l, services.does_help)}</p>
            <div class="ticks-list">{ticks}</div>
            {error_line("services", problem("services", error))}
        </fieldset>
    }
    .any()
}
