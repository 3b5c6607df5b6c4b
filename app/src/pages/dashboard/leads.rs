//! What visitors wrote to us through the contact page.

use domain::Instant;
use domain::lead::LeadView;
use leptos::prelude::*;
use leptos_meta::Title;

use super::list::{begin, pages, use_wish};
use crate::api::platform::{Asked, DeleteLead, HandleLead, LeadsPage, Seen, read_leads};
use crate::components::{
    Any, Badge, Data, Icon, Post, Tone, ask, empty, flag, icon, page_head, refusal, submit,
};
use crate::text::{self, say, use_locale};
use crate::time::ago;

/// The list of messages.
#[component]
pub(crate) fn Leads() -> impl IntoView {
    let l = use_locale();
    let wish = use_wish();
    let again = RwSignal::new(0_u32);
    let data = Data::new(
        move || format!("{} {}", again.get(), wish.get()),
        move || read_leads(wish.get_untracked()),
    );
    view! {
        <Title text=say!(l, nav.leads)/>
        {page_head(say!(l, leads.title).into_any(), Some(say!(l, leads.lead).into_any()), None)}
        {data.page(move |seen| list(seen, again))}
    }
}

fn list(seen: Seen<LeadsPage>, again: RwSignal<u32>) -> AnyView {
    let l = use_locale();
    let (now, LeadsPage { leads, open, first }) = begin(seen);
    let (handle, delete) = (Post::to::<HandleLead>(), Post::to::<DeleteLead>());
    for post in [handle, delete] {
        post.after(move || again.update(|again| *again += 1));
    }
    let nothing = leads.items.is_empty().then(|| {
        empty(
            say!(l, leads.none),
            "Mgeni njoo, mwenyeji apone.",
            "Come, guest, and the host is well.",
        )
    });
    let none = flag({
        let none = leads.items.is_empty();
        move || none
    });
    let waiting = text::fill(say!(l, leads.open), &[("count", &open.to_string())]);
    let rows = leads.items.into_iter().map(|lead| row(lead, now, handle, delete)).collect_view();
    let newest = (!first).then(|| view! { <a class="btn btn-quiet" href="/admin/leads">{icon(Icon::Left)} <span>{say!(l, pager.first)}</span></a> }.any());
    view! {
        {refusal(handle.error())}
        {refusal(delete.error())}
        <p class="quiet list-head" data-testid="leads-open" hidden=none>{waiting}</p>
        {nothing}
        <ul class="rows card" data-testid="leads" hidden=none>{rows}</ul>
        {newest}
        {pages("/admin/leads", &Asked::default(), None, leads.next.as_deref())}
    }
    .any()
}

fn row(lead: LeadView, now: ReadSignal<Instant>, handle: Post, delete: Post) -> AnyView {
    let l = use_locale();
    let id = lead.id.to_string();
    let field = {
        let id = id.clone();
        move || view! { <input type="hidden" name="id" value=id.clone()/> }.any()
    };
    let scheme = if lead.reach.contains('@') { "mailto:" } else { "tel:" };
    let href = format!("{scheme}{}", lead.reach.replace(' ', ""));
    let state = match lead.handled_at {
        Some(at) => {
            let by = lead.handled_by;
            let badge = Badge::new(Tone::Good, Icon::Check, say!(l, leads.handled), "handled")
                .view("lead-status");
            view! { {badge} <span class="quiet">{by} " · " {ago(at, now)}</span> }.any()
        }
        None => {
            let button = submit(
                "btn btn-quiet",
                Some(Icon::Check),
                say!(l, leads.handle),
                "btn-handle-lead",
                handle.pending(),
            );
            handle.form("", None, view! { {field()} {button} }.any())
        }
    };
    let erase = submit(
        "btn btn-danger",
        Some(Icon::Trash),
        say!(l, leads.erase),
        "btn-delete-lead",
        delete.pending(),
    );
    let sure = view! {
        <p>{say!(l, leads.erase_sure)}</p>
        {delete.form("", None, view! { {field()} {erase} }.any())}
    };
    let business = lead.business.map(|business| format!(" · {business}"));
    view! {
        <li class="row row-tall" data-testid="lead">
            <div class="stack-small">
                <p class="row-name">{lead.name} {business}</p>
                <p class="quiet">
                    <a href=href>{lead.reach}</a> " · " {text::language(lead.language)} " · " {ago(lead.created_at, now)}
                </p>
                <blockquote class="note">{lead.message}</blockquote>
            </div>
            <div class="stack-small">
                {state}
                {ask("btn btn-link", None, say!(l, leads.erase), "ask-delete-lead", sure.any())}
            </div>
        </li>
    }
    .any()
}
