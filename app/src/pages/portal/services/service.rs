//! What the business offers.

use leptos::prelude::*;

use super::{MayChange, form_end, form_page_of, gone, remove, section};
use crate::api::bookings::{RemoveService, SaveService, ServicesPage};
use crate::components::{
    Any, Icon, Post, Tone, about_service, change_link, empty_next, go, notice, refusal, row,
    service_fields,
};
use crate::text::{Locale, say};

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
                view! { {change_link(l, href, &name)} {remove::<RemoveService>(l, id, sure)} }.any()
            });
            row(name.clone(), about_service(l, service, page.currency), acts, "service")
        })
        .collect_view();
    let add = may.map(|MayChange| (add, say!(l, services.add_service), "add-service"));
    let body = view! { <ul class="rows">{rows}</ul> };
    section(say!(l, services.services), say!(l, services.services_lead), add, body.any())
}

/// The form of one of them, or of a new one.
pub(super) fn form_page(l: Locale, page: ServicesPage, asked: &str) -> AnyView {
    let is_new = asked == "new";
    let known = page.services.iter().find(|service| service.id.to_string() == asked);
    if known.is_none() && !is_new {
        return gone(l);
    }
    let post = Post::to::<SaveService>();
    let error = post.error();
    let first = (is_new && page.resources.is_empty())
        .then(|| notice(Tone::Calm, Icon::Info, say!(l, services.first_service).to_owned()));
    let fields = view! {
        {refusal(error)}
        {first}
        {service_fields(l, known, page.service_draft, page.currency, error)}
        {form_end(l, post, "btn-save-service")}
    };
    let title =
        if is_new { say!(l, services.add_service) } else { say!(l, services.change_service) };
    form_page_of(title, post.form("form", Some("service-form"), fields.any()))
}
