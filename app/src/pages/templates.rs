//! The templates, each with a conversation to try.

use domain::{Language, TemplateType};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_query_map;

use crate::components::{Any, Icon, icon, public_frame, simulator};
use crate::text::{self, Locale, say, use_locale};

/// The page of templates.
#[component]
pub(crate) fn Templates() -> impl IntoView {
    let l = use_locale();
    // The conversations' language is the reader's unless the address says otherwise.
    let wanted = use_query_map().with_untracked(|query| query.get("language"));
    let language = wanted.and_then(|wanted| wanted.parse().ok()).unwrap_or(match l {
        Locale::en => Language::En,
        Locale::sw => Language::Sw,
    });
    let templates = TemplateType::ALL.iter().map(|template| one(l, *template, language));
    let choice = [(Language::Sw, say!(l, templates.sw)), (Language::En, say!(l, templates.en))];
    let choice = choice.map(|(of, word)| {
        let current = (of == language).then_some("true");
        view! { <a class="chip" rel="external" href=["/templates?language=", of.as_str()].concat() aria-current=current>{word}</a> }.any()
    });
    public_frame(
        "/templates",
        view! {
            <Title text=say!(l, templates.title)/>
            <Meta name="description" content=say!(l, templates.description)/>
            <Meta property="og:title" content=say!(l, templates.title)/>
            <Meta property="og:description" content=say!(l, templates.description)/>
            <section class="site-head">
                <h1>{say!(l, templates.h1)}</h1>
                <p class="lead">{say!(l, templates.lead)}</p>
                <p class="flex flex-wrap gap-2">{choice.into_iter().collect_view()}</p>
            </section>
            <div class="tmpls">{templates.collect_view()}</div>
        }
        .into_any(),
    )
}

fn one(l: Locale, template: TemplateType, language: Language) -> AnyView {
    let (id, about, whom, business) = match template {
        TemplateType::Booking => (
            "booking",
            say!(l, templates.booking),
            say!(l, templates.booking_for),
            say!(l, sim.business),
        ),
        TemplateType::Ecommerce => (
            "ecommerce",
            say!(l, templates.ecommerce),
            say!(l, templates.ecommerce_for),
            say!(l, sim.shop),
        ),
        TemplateType::Support => (
            "support",
            say!(l, templates.support),
            say!(l, templates.support_for),
            say!(l, sim.office),
        ),
        TemplateType::Restaurant => (
            "restaurant",
            say!(l, templates.restaurant),
            say!(l, templates.restaurant_for),
            say!(l, sim.restaurant),
        ),
        TemplateType::Salon => {
            ("salon", say!(l, templates.salon), say!(l, templates.salon_for), say!(l, sim.business))
        }
        TemplateType::Healthcare => (
            "healthcare",
            say!(l, templates.healthcare),
            say!(l, templates.healthcare_for),
            say!(l, sim.clinic),
        ),
        TemplateType::Hotel => {
            ("hotel", say!(l, templates.hotel), say!(l, templates.hotel_for), say!(l, sim.hotel))
        }
        TemplateType::RealEstate => (
            "real_estate",
            say!(l, templates.real_estate),
            say!(l, templates.real_estate_for),
            say!(l, sim.estate),
        ),
        TemplateType::Studio => (
            "studio",
            say!(l, templates.studio),
            say!(l, templates.studio_for),
            say!(l, sim.studio),
        ),
    };
    let keep = vec![("language", language.as_str().to_owned())];
    view! {
        <section class="tmpl">
            <div class="tmpl-words">
                <h2>{icon(Icon::of(template))} {text::template(l, template)}</h2>
                <p>{about}</p>
                <p class="quiet">{say!(l, templates.whom)} " " {whom}</p>
                <a class="btn btn-quiet" href="/signup">{say!(l, templates.begin)}</a>
            </div>
            {simulator(id, template, language, business.to_owned(), keep)}
        </section>
    }
    .any()
}
