//! What Flow HQ is.

use engine::Engine;
use leptos::prelude::*;

use super::pricing::price;
use super::visit::language_of;
use super::{Facts, Visit, scenes, talk};
use crate::components::{Any, Icon, icon, pindo};
use crate::text::{Locale, say};

/// The kanga's saying on this page: let the guest come, that the host may prosper.
const JINA: &str = "Mgeni njoo, mwenyeji apone.";

pub(super) fn body(l: Locale, facts: &Facts, visit: &Visit, engine: &Engine) -> AnyView {
    view! {
        {hero(l, visit, engine)}
        {how(l)}
        {both(l, engine)}
        {trust(l)}
        {templates(l)}
        {prices(l, facts)}
        {questions(l)}
        {end(l, visit)}
    }
    .into_any()
}

fn doors(l: Locale, visit: &Visit) -> AnyView {
    let first = match visit.home {
        Some("/admin") => ("/admin", say!(l, site.open_admin)),
        Some(home) => (home, say!(l, site.open)),
        None => ("/signup", say!(l, site.start)),
    };
    view! {
        <div class="site-doors">
            <a class="btn btn-primary" href=first.0>{first.1}</a>
            <a class="btn btn-quiet" href="/templates">{say!(l, site.try_it)}</a>
        </div>
    }
    .any()
}

fn hero(l: Locale, visit: &Visit, engine: &Engine) -> AnyView {
    let sample = talk::talk(l, &talk::SALON, engine, say!(l, landing.sample));
    view! {
        <section class="site-hero">
            <div class="hero-words">
                <h1>{say!(l, landing.h1)}</h1>
                <p class="lead">{say!(l, landing.lead)}</p>
                {doors(l, visit)}
                <p class="quiet">{say!(l, landing.small)}</p>
            </div>
            <div class="site-cloth">{pindo("pindo-talk")} {sample}</div>
        </section>
    }
    .any()
}

fn how(l: Locale) -> AnyView {
    let steps = [
        (scenes::tell(), say!(l, landing.step1), say!(l, landing.step1_lead)),
        (scenes::review(), say!(l, landing.step2), say!(l, landing.step2_lead)),
        (scenes::scan(), say!(l, landing.step3), say!(l, landing.step3_lead)),
    ];
    let steps = steps
        .map(|(scene, title, lead)| view! { <li>{scene}<h3>{title}</h3><p>{lead}</p></li> }.any());
    view! {
        <section class="band" id="how">
            <h2>{say!(l, landing.how)}</h2>
            <ol class="site-steps">{steps.into_iter().collect_view()}</ol>
        </section>
    }
    .any()
}

fn both(l: Locale, engine: &Engine) -> AnyView {
    let sample = talk::talk(l, &talk::SHOP, engine, say!(l, landing.sample_en));
    view! {
        <section class="band band-two">
            <div class="band-words">
                <h2>{say!(l, landing.both)}</h2>
                <p class="lead">{say!(l, landing.both_lead)}</p>
                <p class="aside">{say!(l, landing.real)}</p>
            </div>
            <div class="site-cloth">{sample}</div>
        </section>
    }
    .any()
}

fn trust(l: Locale) -> AnyView {
    let points = [
        (Icon::Phone, say!(l, landing.trust1), say!(l, landing.trust1_lead)),
        (Icon::History, say!(l, landing.trust2), say!(l, landing.trust2_lead)),
        (Icon::Person, say!(l, landing.trust3), say!(l, landing.trust3_lead)),
        (Icon::Shield, say!(l, landing.trust4), say!(l, landing.trust4_lead)),
    ];
    let points = points.map(|(sign, title, lead)| {
        view! { <li>{icon(sign)}<div><h3>{title}</h3><p>{lead}</p></div></li> }.any()
    });
    view! {
        <section class="band">
            <h2>{say!(l, landing.trust)}</h2>
            <ul class="trust">{points.into_iter().collect_view()}</ul>
        </section>
    }
    .any()
}

fn templates(l: Locale) -> AnyView {
    let templates = [
        ("/templates#booking", say!(l, template.booking), say!(l, templates.booking_for)),
        ("/templates#ecommerce", say!(l, template.ecommerce), say!(l, templates.ecommerce_for)),
        ("/templates#support", say!(l, template.support), say!(l, templates.support_for)),
        ("/templates#restaurant", say!(l, template.restaurant), say!(l, templates.restaurant_for)),
        ("/templates#salon", say!(l, template.salon), say!(l, templates.salon_for)),
        ("/templates#healthcare", say!(l, template.healthcare), say!(l, templates.healthcare_for)),
        ("/templates#hotel", say!(l, template.hotel), say!(l, templates.hotel_for)),
        (
            "/templates#real_estate",
            say!(l, template.real_estate),
            say!(l, templates.real_estate_for),
        ),
        ("/templates#studio", say!(l, template.studio), say!(l, templates.studio_for)),
    ];
    let templates = templates.map(|(place, name, whom)| {
        view! {
            <li><a href=place>{name}</a><p>{say!(l, templates.whom)} " " {whom}</p></li>
        }
        .any()
    });
    view! {
        <section class="band band-two">
            <div class="band-words">
                <h2>{say!(l, landing.templates)}</h2>
                <p class="lead">{say!(l, landing.templates_lead)}</p>
            </div>
            <ul class="tmpl-list">{templates.into_iter().collect_view()}</ul>
        </section>
    }
    .any()
}

fn prices(l: Locale, facts: &Facts) -> AnyView {
    let language = language_of(l);
    let plans = facts.plans.plan.iter().map(|plan| {
        view! {
            <div class="teaser"><dt>{plan.name.get(language).to_owned()}</dt><dd>{price(l, plan)}</dd></div>
        }
        .any()
    });
    view! {
        <section class="band band-two">
            <div class="band-words">
                <h2>{say!(l, landing.prices)}</h2>
                <p class="lead">{say!(l, landing.prices_lead)}</p>
                <p><a class="way" href="/pricing">{say!(l, landing.see_prices)}</a></p>
            </div>
            <dl class="teasers">{plans.collect_view()}</dl>
        </section>
    }
    .any()
}

fn questions(l: Locale) -> AnyView {
    let asked = [
        (say!(l, landing.q1), say!(l, landing.a1)),
        (say!(l, landing.q2), say!(l, landing.a2)),
        (say!(l, landing.q3), say!(l, landing.a3)),
        (say!(l, landing.q4), say!(l, landing.a4)),
        (say!(l, landing.q5), say!(l, landing.a5)),
        (say!(l, landing.q6), say!(l, landing.a6)),
    ];
    let asked = asked.map(|(question, answer)| {
        view! { <details class="asked"><summary>{question}</summary><p>{answer}</p></details> }
            .any()
    });
    view! {
        <section class="band band-two">
            <div class="band-words"><h2>{say!(l, landing.questions)}</h2></div>
            <div>{asked.into_iter().collect_view()}</div>
        </section>
    }
    .any()
}

fn end(l: Locale, visit: &Visit) -> AnyView {
    view! {
        <section class="site-end">
            {pindo("pindo-end")}
            <h2>{say!(l, landing.end)}</h2>
            <p class="lead">{say!(l, landing.end_lead)}</p>
            {doors(l, visit)}
            <p class="site-jina"><span lang="sw">{JINA}</span> <small>{say!(l, landing.jina_meaning)}</small></p>
        </section>
    }
    .any()
}
