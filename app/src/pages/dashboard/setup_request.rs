//! One request: what the owner told us beside what customers would read, and the decision.

mod decide;

use domain::Instant;
use domain::live::LiveEvent;
use domain::views::SetupRequestView;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::list::begin;
use crate::api::platform::{RequestPage, Seen, open_request};
use crate::components::{
    Any, Badge, Data, Icon, Moment, Side, Tone, bubble, bubbles, business_facts, card, dynamic,
    fact, page_head, timeline,
};
use crate::live::{News, use_live};
use crate::text::{self, say, use_locale};
use crate::time::ago;

/// One setup request; looking at it opens it for review.
#[component]
pub(crate) fn SetupRequest() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    Data::new(id, move || open_request(untrack(id))).page(view)
}

fn view(seen: Seen<RequestPage>) -> AnyView {
    let l = use_locale();
    let (now, RequestPage { request, config, greeting, earlier }) = begin(seen);
    let (id, tenant, name) = (request.id, request.tenant_id, request.tenant_name.clone());
    let number = request.whatsapp_number.clone();
    let sender = sender(&request, now);
    let request = RwSignal::new(request);
    use_live().listen(move |news| {
        if let News::Event(LiveEvent::Request { request: fresh }) = news
            && fresh.id == id
        {
            request.set(fresh.clone());
        }
    });
    let lead = dynamic(move || {
        let (status, at) = request.with(|request| (request.status, request.created_at));
        view! {
            {Badge::request(l, status).view("request-status")}
            " " {say!(l, requests.sent)} " " {ago(at, now)} " · "
            <a href=format!("/admin/tenants/{tenant}")>{say!(l, requests.tenant)}</a>
        }
        .any()
    });
    let notes = dynamic(move || {
        let notes = request.with(|request| request.notes.clone()).unwrap_or_default();
        if notes.is_empty() {
            return ().into_any();
        }
        let quote =
            view! { <blockquote class="note" data-testid="request-notes">{notes}</blockquote> };
        card(say!(l, requests.notes), quote.any())
    });
    let first_words = view! {
        <p class="quiet">{say!(l, requests.first_words_lead)}</p>
        {bubbles(say!(l, requests.first_words), bubble(Side::Business, greeting, None))}
    };
    view! {
        <Title text=name.clone()/>
        {page_head(name.into_any(), Some(lead), None)}
        <div class="columns columns-decide">
            <div class="stack">
                {card(say!(l, setup.facts), business_facts(&config, Some(number)))}
                {card(say!(l, requests.first_words), first_words.any())}
            </div>
            <div class="stack">
                {notes}
                {decide::forms(request)}
                {card(say!(l, requests.sender), sender)}
                {history(earlier, now)}
            </div>
        </div>
    }
    .any()
}

/// Who sent it, and how to reach them.
fn sender(request: &SetupRequestView, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let mail = format!("mailto:{}", request.user_email);
    let call = format!("tel:{}", request.whatsapp_number);
    view! {
        <dl class="facts">
            {fact(say!(l, owner.name), request.user_name.clone())}
            {fact(say!(l, account.email), view! { <a href=mail>{request.user_email.clone()}</a> })}
            {fact(say!(l, setup.number), view! { <a class="number" href=call>{request.whatsapp_number.clone()}</a> })}
            {fact(say!(l, requests.sent), ago(request.created_at, now))}
        </dl>
    }
    .any()
}

/// What the tenant asked for before, and what was answered.
pub(super) fn history(earlier: Vec<SetupRequestView>, now: ReadSignal<Instant>) -> Option<AnyView> {
    let l = use_locale();
    if earlier.is_empty() {
        return None;
    }
    let moments = earlier
        .into_iter()
        .map(|request| {
            let tone = match request.status {
                domain::SetupStatus::Rejected => Tone::Bad,
                status if status.is_open() => Tone::Wait,
                _ => Tone::Good,
            };
            let href = format!("/admin/setup-requests/{}", request.id);
            let title = view! {
                <a href=href>{text::setup_status(l, request.status)}</a>
                " · " {text::template(l, request.template)}
            };
            let moment = Moment::new(tone, Icon::Form, title.any(), ago(request.created_at, now));
            match request.notes.filter(|notes| !notes.is_empty()) {
                Some(notes) => {
                    moment.body(view! { <blockquote class="note">{notes}</blockquote> }.any())
                }
                None => moment,
            }
        })
        .collect();
    Some(card(say!(l, requests.earlier), timeline(moments)))
}
