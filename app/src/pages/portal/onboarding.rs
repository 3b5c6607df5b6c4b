//! The setup form: what the owner tells us about the business.

use domain::{SetupStatus, TenantStatus};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::portal::{Setup, SubmitSetup, read_setup};
use crate::components::{
    Any, Data, Post, business_facts, card, known, refusal, setup_fields, stepper,
};
use crate::text::{say, use_locale};

/// The setup page: the form while it may be sent, the facts afterwards.
#[component]
pub(crate) fn Onboarding() -> impl IntoView {
    Data::once(read_setup).page(view)
}

fn view(setup: Setup) -> AnyView {
    let l = use_locale();
    let Setup { detail, draft, allowed } = setup;
    let number = detail.tenant.phone_number.clone();
    let rejected = detail.request.clone().filter(|request| request.status == SetupStatus::Rejected);
    if detail.tenant.status != TenantStatus::New || !allowed {
        return view! {
            <Title text=say!(l, setup.title)/>
            <header class="page-head"><div>
                <h1>{say!(l, setup.title)}</h1>
                <p class="lead">{say!(l, setup.done_lead)}</p>
            </div></header>
            <div class="grid gap-6 min-w-0">
                {card(say!(l, setup.facts), business_facts(&detail.config, number))}
                {detail.request.map(|request| card(say!(l, request.title), stepper(request)))}
            </div>
        }
        .any();
    }
    let post = Post::to::<SubmitSetup>();
    let error = post.error();
    let fields = view! {
        {refusal(error)}
        {setup_fields(draft.unwrap_or_else(|| known(&detail.config, number)), error)}
        <div class="form-end">
            <button class="btn btn-primary" disabled=post.pending()>{say!(l, setup.submit)}</button>
        </div>
    };
    view! {
        <Title text=say!(l, setup.title)/>
        <header class="page-head"><div>
            <h1>{say!(l, setup.title)}</h1>
            <p class="lead">{say!(l, setup.lead)}</p>
        </div></header>
        {rejected.map(|request| view! {
            <div class="card card-now">
                <h2 class="card-title">{say!(l, request.rejected_lead)}</h2>
                <blockquote class="note" data-testid="request-notes">{request.notes}</blockquote>
            </div>
        }.any())}
        {post.form("form card", Some("setup-form"), fields.any())}
    }
    .any()
}
