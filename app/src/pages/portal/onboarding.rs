//! The setup form: what the owner tells us about the business.

use domain::{SetupStatus, TenantStatus};
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::portal::{Setup, SubmitSetup, setup};
use crate::components::{business_facts, card, error_of, known, loaded, refusal, setup_fields, stepper};
use crate::text::{say, use_locale};

/// The setup page: the form while it may be sent, the facts afterwards.
#[component]
pub(crate) fn Onboarding() -> impl IntoView {
    loaded(Resource::new(|| (), |()| setup()), view)
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
            <div class="stack">
                {card(say!(l, setup.facts), business_facts(&detail.config, number))}
                {detail.request.map(|request| card(say!(l, request.title), stepper(request)))}
            </div>
        }
        .into_any();
    }
    let action = ServerAction::<SubmitSetup>::new();
    let error = error_of(action);
    let form = draft.unwrap_or_else(|| known(&detail.config, number));
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
        })}
        <ActionForm action attr:class="form card" attr:data-testid="setup-form" attr:novalidate=true>
            {refusal(error)}
            {setup_fields(form, error)}
            <div class="form-end">
                <button class="btn btn-primary" disabled=move || action.pending().get()>{say!(l, setup.submit)}</button>
            </div>
        </ActionForm>
    }
    .into_any()
}
