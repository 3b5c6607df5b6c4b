//! When the business is closed although it is usually open.

use leptos::prelude::*;

use super::{MayChange, form_end, form_page_of, remove, section};
use crate::api::bookings::{AddClosure, ClosureLine, RemoveClosure, ServicesPage};
use crate::components::{Any, Field, Post, refusal, row};
use crate::text::{Locale, say};

/// All of them.
pub(super) fn list(l: Locale, closures: Vec<ClosureLine>, may: Option<MayChange>) -> AnyView {
    let none = closures.is_empty();
    let rows = closures
        .into_iter()
        .map(|closure| {
            let acts = may.map(|MayChange| {
                let sure = say!(l, services.remove_closure_sure);
                remove::<RemoveClosure>(l, closure.id.to_string(), sure)
            });
            row(closure.when, closure.reason, acts, "closure")
        })
        .collect_view();
    let body = match none {
        true => view! { <p class="quiet">{say!(l, services.none_closures)}</p> }.any(),
        false => view! { <ul class="rows">{rows}</ul> }.any(),
    };
    let add = may.map(|MayChange| {
        ("/app/services?closure=new", say!(l, services.add_closure), "add-closure")
    });
    section(say!(l, services.closures), say!(l, services.closures_lead), add, body)
}

/// The form of a new one.
pub(super) fn form_page(l: Locale, page: ServicesPage) -> AnyView {
    let form = page.closure_draft.unwrap_or_default();
    let post = Post::to::<AddClosure>();
    let error = post.error();
    let fields = view! {
        {refusal(error)}
        <p class="quiet">{say!(l, services.closure_bookings)}</p>
        <div class="fields">
            <Field id="first" name="form[first]" kind="date" label=say!(l, services.first) filled=form.first error/>
            <Field id="last" name="form[last]" kind="date" label=say!(l, services.last)
                help=say!(l, services.last_help) optional=true filled=form.last error/>
            <Field id="from" name="form[from]" kind="time" label=say!(l, services.from)
                help=say!(l, services.day_help) optional=true filled=form.from error/>
            <Field id="to" name="form[to]" kind="time" label=say!(l, services.to)
                help=say!(l, services.day_help) optional=true filled=form.to error/>
            <div class="field-broad">
                <Field id="reason" name="form[reason]" label=say!(l, services.reason)
                    help=say!(l, services.reason_help) optional=true filled=form.reason error/>
            </div>
        </div>
        {form_end(l, post, "btn-save-closure")}
    };
    let form = post.form("form", Some("closure-form"), fields.any());
    form_page_of(say!(l, services.add_closure), form)
}
