//! What Flow HQ costs.

use domain::plans::{Plan, PlanAction, dollars, shillings};
use leptos::prelude::*;

use super::Facts;
use super::visit::language_of;
use crate::components::{Any, Icon, icon};
use crate::text::{Locale, fill, say};

/// A plan's price in shillings, in words where it is none.
pub(super) fn price(l: Locale, plan: &Plan) -> String {
    match plan.tzs {
        None => say!(l, pricing.agreed).to_owned(),
        Some(0) => say!(l, pricing.free).to_owned(),
        Some(amount) => shillings(amount, language_of(l)),
    }
}

pub(super) fn body(l: Locale, facts: &Facts) -> AnyView {
    let plans = facts.plans.plan.iter().map(|plan| card(l, plan)).collect_view();
    view! {
        <section class="site-head">
            <h1>{say!(l, pricing.h1)}</h1>
            <p class="lead">{say!(l, pricing.lead)}</p>
        </section>
        <ul class="plans">{plans}</ul>
        <section class="band band-two">
            <div class="band-words"><h2>{say!(l, pricing.h2)}</h2></div>
            <div class="prose">
                <p>{say!(l, pricing.pay1)}</p>
                <p>{say!(l, pricing.pay2)}</p>
                <p>{say!(l, pricing.pay3)}</p>
                <p>{say!(l, pricing.more)} " " <a href="/contact">{say!(l, site.talk)}</a></p>
            </div>
        </section>
    }
    .into_any()
}

fn card(l: Locale, plan: &Plan) -> AnyView {
    let language = language_of(l);
    let per_month = plan.tzs.is_some_and(|amount| amount > 0);
    let month = per_month.then(|| say!(l, pricing.month));
    let in_dollars = plan
        .usd_cents
        .filter(|cents| *cents > 0)
        .map(|cents| fill(say!(l, pricing.or), &[("price", &dollars(cents))]));
    let features = plan.features.iter().map(|feature| {
        view! { <li>{icon(Icon::Check)}<span>{feature.get(language).to_owned()}</span></li> }.any()
    });
    let (place, word) = match plan.action {
        PlanAction::Start => ("/signup", say!(l, site.start)),
        PlanAction::Talk => ("/contact", say!(l, site.talk)),
    };
    let button = if plan.featured { "btn btn-primary btn-wide" } else { "btn btn-quiet btn-wide" };
    let most =
        plan.featured.then(|| view! { <p class="plan-most">{say!(l, pricing.most)}</p> }.any());
    view! {
        <li class="plan" class:plan-featured=plan.featured>
            {most}
            <h2>{plan.name.get(language).to_owned()}</h2>
            <p class="plan-summary">{plan.summary.get(language).to_owned()}</p>
            <p class="plan-price"><strong>{price(l, plan)}</strong> " " <span>{month}</span></p>
            <p class="plan-other">{in_dollars}</p>
            <ul class="plan-features">{features.collect_view()}</ul>
            <a class=button href=place>{word}</a>
        </li>
    }
    .any()
}
