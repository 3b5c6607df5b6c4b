//! One request: what the owner told us, and the decision.

use domain::live::LiveEvent;
use domain::views::SetupRequestView;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::api::Doc;
use crate::api::platform::{ApproveRequest, RejectRequest, RequestPage, Timed, open_request};
use crate::components::{
    Any, Badge, Data, Icon, Post, TextArea, business_facts, card, dynamic, fact, icon, refusal,
};
use crate::live::{News, use_live};
use crate::text::{say, use_locale};
use crate::time::{ago, ticking};

/// One setup request; looking at it opens it for review.
#[component]
pub(crate) fn SetupRequest() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    Data::new(id, move || open_request(untrack(id))).page(view)
}

fn view(timed: Timed<RequestPage>) -> AnyView {
    let l = use_locale();
    let now = ticking(timed.now);
    let RequestPage { request, config } = timed.value;
    let id = request.id;
    let (tenant, name, number) =
        (request.tenant_id, request.tenant_name.clone(), request.whatsapp_number.clone());
    let sender = view! {
        <dl class="facts">
            {fact(say!(l, owner.name), request.user_name.clone())}
            {fact(say!(l, account.email), request.user_email.clone())}
            {fact(say!(l, requests.sent), ago(request.created_at, now))}
        </dl>
    };
    let request = RwSignal::new(request);
    use_live().listen(move |news| {
        if let News::Event(LiveEvent::Request { request: fresh }) = news
            && fresh.id == id
        {
            request.set(fresh.clone());
        }
    });
    let badge = dynamic(move || {
        Badge::request(l, request.with(|request| request.status)).view("request-status")
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
    view! {
        <Title text=name.clone()/>
        <header class="page-head">
            <div>
                <h1>{name}</h1>
                <p><a href=format!("/admin/tenants/{tenant}")>{say!(l, requests.tenant)}</a></p>
            </div>
            {badge}
        </header>
        <div class="grid gap-6 items-start lg:grid-cols-2">
            <div class="grid gap-6 min-w-0">
                {card(say!(l, setup.facts), business_facts(&config, Some(number)))}
                {card(say!(l, requests.sender), sender.any())}
            </div>
            <div class="grid gap-6 min-w-0">
                {notes}
                {decide(request)}
            </div>
        </div>
    }
    .any()
}

/// The two ways to decide, while nobody has.
fn decide(request: RwSignal<SetupRequestView>) -> AnyView {
    let l = use_locale();
    let id = request.with_untracked(|request| request.id);
    let approve = Post::to::<ApproveRequest>();
    let reject = Post::to::<RejectRequest>();
    approve.after(move || fetch(request));
    reject.after(move || fetch(request));
    let forms = dynamic(move || {
        if !request.with(|request| request.status.is_open()) {
            return ().into_any();
        }
        let yes = view! {
            <input type="hidden" name="id" value=id.to_string()/>
            <TextArea id="note" name="note" label=say!(l, requests.note) help=say!(l, requests.note_help) optional=true error=approve.error()/>
            <button class="btn btn-primary" data-testid="btn-approve" disabled=approve.pending()>
                {icon(Icon::Check)} <span>{say!(l, requests.approve_do)}</span>
            </button>
        };
        let no = view! {
            <input type="hidden" name="id" value=id.to_string()/>
            <TextArea id="reason" name="reason" label=say!(l, requests.reason) help=say!(l, requests.reason_help) error=reject.error()/>
            <button class="btn btn-danger" data-testid="btn-reject" disabled=reject.pending()>
                {icon(Icon::Cross)} <span>{say!(l, requests.reject_do)}</span>
            </button>
        };
        view! {
            {card(say!(l, requests.approve), approve.form("form", None, yes.any()))}
            {card(say!(l, requests.reject), reject.form("form", None, no.any()))}
        }
        .any()
    });
    view! {
        {refusal(approve.error())}
        {refusal(reject.error())}
        {forms}
    }
    .any()
}

/// Takes the decision in; the live connection tells it as well.
fn fetch(request: RwSignal<SetupRequestView>) {
    let id = request.with_untracked(|request| request.id).to_string();
    spawn_local(async move {
        if let Ok(fresh) = open_request(id).await.and_then(Doc::read) {
            request.try_set(fresh.value.request);
        }
    });
}
