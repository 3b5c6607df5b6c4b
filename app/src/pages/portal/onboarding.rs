//! Setting up in three steps: the business, the number, the assistant; and a last look.

mod review;
mod step;

use domain::draft::{SetupStep, known};
use domain::forms::SetupForm;
use domain::{SetupStatus, TenantStatus};
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::status::way;
use crate::api::portal::{Setup, read_setup};
use crate::components::{Any, Data, Icon, business_facts, card, effect, icon, page_head};
use crate::text::{Locale, fill, say, use_locale};
use crate::time::ticking_in;

/// The setup page: a step of the form while it may be sent, the facts afterwards.
#[component]
pub(crate) fn Onboarding() -> impl IntoView {
    let query = use_query_map();
    let asked = move || query.with(|query| query.get("step")).unwrap_or_default();
    let data = Data::new(asked, read_setup);
    data.page(move |setup| view(setup, untrack(asked).parse().ok()))
}

fn view(setup: Setup, asked: Option<SetupStep>) -> AnyView {
    let l = use_locale();
    let now = ticking_in(setup.zone.clone(), setup.now);
    let number = setup.detail.tenant.phone_number.clone();
    if setup.detail.tenant.status != TenantStatus::New || !setup.allowed {
        let lead = say!(l, setup.done_lead).into_any();
        let request = setup.detail.request;
        return view! {
            <Title text=say!(l, setup.title)/>
            {page_head(say!(l, setup.title).into_any(), Some(lead), None)}
            <div class="columns">
                {card(say!(l, setup.facts), business_facts(&setup.detail.config, number))}
                {request.map(|request| card(say!(l, request.title), way(l, request, now)))}
            </div>
        }
        .any();
    }
    let rejected = setup.detail.request.filter(|request| request.status == SetupStatus::Rejected);
    let reached = setup.draft.as_ref().map_or(SetupStep::Business, |draft| draft.step);
    let form = match setup.draft {
        Some(draft) => draft.form,
        None => known(&setup.detail.config, number),
    };
    let step = asked.unwrap_or(reached);
    view! {
        <Title text=say!(l, setup.title)/>
        {page_head(say!(l, setup.title).into_any(), Some(say!(l, setup.kept).into_any()), None)}
        {rejected.map(|request| view! {
            <section class="card card-now">
                <h2 class="card-title">{icon(Icon::Alert)} <span>{say!(l, request.rejected_lead)}</span></h2>
                <blockquote class="note" data-testid="request-notes">{request.notes}</blockquote>
            </section>
        }.any())}
        {places(l, step, reached.max(step))}
        {body(l, step, form)}
    }
    .any()
}

fn body(l: Locale, step: SetupStep, form: SetupForm) -> AnyView {
    match step {
        SetupStep::Business => step::business(l, form),
        SetupStep::Number => step::number(l, form),
        SetupStep::Template => step::template(l, form),
        SetupStep::Review => review::review(l, form),
    }
}

/// A step's name.
fn name(l: Locale, step: SetupStep) -> &'static str {
    match step {
        SetupStep::Business => say!(l, setup.step_business),
        SetupStep::Number => say!(l, setup.step_number),
        SetupStep::Template => say!(l, setup.step_template),
        SetupStep::Review => say!(l, setup.step_review),
    }
}

/// A step's address.
fn place(step: SetupStep) -> String {
    "/app/onboarding?step=".to_owned() + step.as_str()
}

/// The steps beside each other; those that were reached lead back to themselves.
fn places(l: Locale, now: SetupStep, reached: SetupStep) -> AnyView {
    let steps = SetupStep::ALL
        .iter()
        .enumerate()
        .map(|(number, step)| {
            let state = match step {
                step if *step == now => "now",
                step if *step <= reached => "done",
                _ => "todo",
            };
            // Three steps are counted; the fourth is the last look before it is sent.
            let sign = match (state, step) {
                ("done", _) => icon(Icon::Check),
                (_, SetupStep::Review) => icon(Icon::Send),
                _ => view! { <span>{(number + 1).to_string()}</span> }.any(),
            };
            let inner = view! {
                <span class="step-sign">{sign}</span>
                <span class="step-name">{name(l, *step)}</span>
            };
            let testid = "step-".to_owned() + step.as_str();
            let current = (state == "now").then_some("step");
            let inner = match state {
                "todo" => view! { <span class="step-place" data-testid=testid>{inner}</span> }.any(),
                _ => view! { <a class="step-place" href=place(*step) aria-current=current data-testid=testid>{inner}</a> }.any(),
            };
            view! { <li data-state=state>{inner}</li> }.any()
        })
        .collect_view();
    view! { <nav aria-label=say!(l, setup.steps)><ol class="stepper">{steps}</ol></nav> }.any()
}

/// The heading of a step; it takes the focus when the step is reached without loading the page.
fn head(l: Locale, step: SetupStep, title: &'static str, lead: Option<&'static str>) -> AnyView {
    let place = SetupStep::ALL.iter().position(|other| *other == step).unwrap_or_default() + 1;
    let number = (step != SetupStep::Review).then(|| {
        let text = fill(say!(l, setup.of), &[("n", &place.to_string())]);
        view! { <p class="quiet">{text}</p> }.any()
    });
    let here = NodeRef::<html::H2>::new();
    let hydrating = Owner::current_shared_context().is_some_and(|shared| shared.during_hydration());
    effect(move || {
        if let Some(here) = here.get().filter(|_| !hydrating) {
            drop(here.focus());
        }
    });
    let lead = lead.map(|lead| view! { <p class="lead">{lead}</p> }.any());
    view! {
        <div class="step-head">
            {number}
            <h2 tabindex="-1" node_ref=here data-testid="step-head">{title}</h2>
            {lead}
        </div>
    }
    .any()
}
