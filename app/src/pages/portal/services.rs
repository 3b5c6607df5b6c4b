//! What can be booked, who does it, and when the business is closed.

mod closure;
mod resource;
mod service;

use domain::Permission;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::AppError;
use crate::api::bookings::{ServicesPage, read_services};
use crate::components::{Any, Data, Icon, Post, Tone, ask, go, notice, page_head, refusal, submit};
use crate::pages::nowhere;
use crate::text::{Locale, say, use_locale};

/// The page of the services; one form at a time takes its place.
#[component]
pub(crate) fn Services() -> impl IntoView {
    let query = use_query_map();
    let asked = move |name: &str| query.with(|query| query.get(name)).unwrap_or_default();
    let shown = move || Shown {
        service: asked("service"),
        resource: asked("resource"),
        closure: asked("closure"),
        saved: asked("saved"),
    };
    let key = move || {
        let Shown { service, resource, closure, saved } = shown();
        [service, resource, closure, saved].join(" ")
    };
    let data = Data::new(key, read_services);
    data.page(move |page| view(page, untrack(shown)))
}

/// What of the page is asked for: a form by the id of what it changes or `new`, and what was just done.
struct Shown {
    service: String,
    resource: String,
    closure: String,
    saved: String,
}

fn view(page: ServicesPage, shown: Shown) -> AnyView {
    let l = use_locale();
    let may = page.role.may(Permission::ChangeBusiness);
    if may && !shown.service.is_empty() {
        return service::form_page(l, page, &shown.service);
    }
    if may && !shown.resource.is_empty() {
        return resource::form_page(l, page, &shown.resource);
    }
    if may && !shown.closure.is_empty() {
        return closure::form_page(l, page);
    }
    let saved = (!shown.saved.is_empty())
        .then(|| notice(Tone::Good, Icon::Check, say!(l, settings.saved).to_owned()));
    let may = may.then_some(MayChange);
    view! {
        <Title text=say!(l, services.title)/>
        {page_head(say!(l, services.title).into_any(), Some(say!(l, services.lead).into_any()), None)}
        {saved}
        <div class="stack">
            {service::list(l, &page, may)}
            {resource::list(l, &page, may)}
            {closure::list(l, page.closures, may)}
        </div>
    }
    .any()
}

/// The person may change what the business says.
#[derive(Debug, Clone, Copy)]
struct MayChange;

/// A list with what adds to it.
fn section(
    title: &'static str,
    lead: &'static str,
    add: Option<(&'static str, &'static str, &'static str)>,
    body: AnyView,
) -> AnyView {
    let add = add.map(|(href, word, testid)| {
        go("btn btn-quiet btn-small", href, Some(Icon::Plus), word, testid)
    });
    view! {
        <section class="card">
            <div class="between">
                <div>
                    <h2>{title}</h2>
                    <p class="quiet">{lead}</p>
                </div>
                {add}
            </div>
            {body}
        </section>
    }
    .any()
}

/// Asks, and takes something off a list.
fn remove<S: ServerFn<Error = AppError>>(l: Locale, id: String, sure: &'static str) -> AnyView {
    let post = Post::to::<S>();
    let yes = submit(
        "btn btn-danger",
        Some(Icon::Trash),
        say!(l, services.remove_yes),
        "btn-remove-yes",
        post.pending(),
    );
    let form = view! { {refusal(post.error())} <input type="hidden" name="id" value=id/> {yes} };
    let body = view! { <p>{sure}</p> {post.form("", None, form.any())} };
    ask("btn btn-link btn-small", None, say!(l, services.remove), "btn-remove", body.any())
}

/// The page of a form; its end has the way back.
fn form_page_of(title: &'static str, body: AnyView) -> AnyView {
    view! {
        <Title text=title/>
        {page_head(title.into_any(), None, None)}
        <section class="card">{body}</section>
    }
    .any()
}

/// The end of a form.
fn form_end(l: Locale, post: Post, testid: &'static str) -> AnyView {
    view! {
        <div class="form-end">
            <a class="btn btn-link" href="/app/services">{say!(l, services.back)}</a>
            {submit("btn btn-primary", Some(Icon::Check), say!(l, services.save), testid, post.pending())}
        </div>
    }
    .any()
}

/// What was asked for is not there any more.
fn gone(l: Locale) -> AnyView {
    nowhere(say!(l, lost.title), say!(l, lost.lead))
}
