//! One request: what the owner told us, and the decision.

use domain::live::LiveEvent;
use domain::views::SetupRequestView;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::AppError;
use crate::api::platform::{ApproveRequest, RejectRequest, RequestPage, Timed, open_request};
use crate::components::{Badge, Icon, TextArea, business_facts, card, error_of, fact, icon, loaded, refusal};
use crate::live::{Update, use_live};
use crate::text::{say, use_locale};
use crate::time::{Ago, ticking};

/// One setup request; looking at it opens it for review.
#[component]
pub(crate) fn SetupRequest() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    loaded(Resource::new(id, open_request), view)
}

fn view(timed: Timed<RequestPage>) -> AnyView {
    let l = use_locale();
    let now = ticking(timed.now);
    let RequestPage { request, config } = timed.value;
    let id = request.id;
    let (tenant, name, number) = (request.tenant_id, request.tenant_name.clone(), request.whatsapp_number.clone());
    let sender = view! {
        <dl class="facts">
            {fact(say!(l, owner.name), request.user_name.clone())}
            {fact(say!(l, account.email), request.user_email.clone())}
            {fact(say!(l, requests.sent), view! { <Ago at=request.created_at now/> })}
        </dl>
    };
    let request = RwSignal::new(request);
    use_live().listen(move |update| {
        if let Update::Event(LiveEvent::Request { request: fresh }) = update
            && fresh.id == id
        {
            request.set(fresh.clone());
        }
    });
    let status = Memo::new(move |_| request.with(|request| request.status));
    let notes = Memo::new(move |_| request.with(|request| request.notes.clone()));
    view! {
        <Title text=name.clone()/>
        <header class="page-head">
            <div>
                <h1>{name}</h1>
                <p><a href=format!("/admin/tenants/{tenant}")>{say!(l, requests.tenant)}</a></p>
            </div>
            {move || Badge::request(l, status.get()).view("request-status")}
        </header>
        <div class="columns">
            <div class="stack">
                {card(say!(l, setup.facts), business_facts(&config, Some(number)))}
                {card(say!(l, requests.sender), sender.into_any())}
            </div>
            <div class="stack">
                {move || notes.get().filter(|notes| !notes.is_empty()).map(|notes| card(
                    say!(l, requests.notes),
                    view! { <blockquote class="note" data-testid="request-notes">{notes}</blockquote> }.into_any(),
                ))}
                {decide(request)}
            </div>
        </div>
    }
    .into_any()
}

/// The two ways to decide, while nobody has.
fn decide(request: RwSignal<SetupRequestView>) -> AnyView {
    let l = use_locale();
    let id = request.with_untracked(|request| request.id).to_string();
    let approve = ServerAction::<ApproveRequest>::new();
    let reject = ServerAction::<RejectRequest>::new();
    let take = move |answer: Option<Result<SetupRequestView, AppError>>| {
        if let Some(Ok(fresh)) = answer {
            request.set(fresh);
        }
    };
    Effect::new(move |_| take(approve.value().get()));
    Effect::new(move |_| take(reject.value().get()));
    let open = Memo::new(move |_| request.with(|request| request.status.is_open()));
    let (error_approve, error_reject) = (error_of(approve), error_of(reject));
    let forms = move || {
        open.get().then(|| {
            view! {
                <section class="card">
                    <h2 class="card-title">{say!(l, requests.approve)}</h2>
                    <ActionForm action=approve attr:class="form">
                        <input type="hidden" name="id" value=id.clone()/>
                        <TextArea id="note" name="note" label=say!(l, requests.note) help=say!(l, requests.note_help) optional=true error=error_approve/>
                        <button class="btn btn-primary" data-testid="btn-approve" disabled=move || approve.pending().get()>
                            {icon(Icon::Check)} <span>{say!(l, requests.approve_do)}</span>
                        </button>
                    </ActionForm>
                </section>
                <section class="card">
                    <h2 class="card-title">{say!(l, requests.reject)}</h2>
                    <ActionForm action=reject attr:class="form">
                        <input type="hidden" name="id" value=id.clone()/>
                        <TextArea id="reason" name="reason" label=say!(l, requests.reason) help=say!(l, requests.reason_help) error=error_reject/>
                        <button class="btn btn-danger" data-testid="btn-reject" disabled=move || reject.pending().get()>
                            {icon(Icon::Cross)} <span>{say!(l, requests.reject_do)}</span>
                        </button>
                    </ActionForm>
                </section>
            }
        })
    };
    view! {
        {refusal(error_approve)}
        {refusal(error_reject)}
        {forms}
    }
    .into_any()
}
