//! How to write to us; a refused form keeps what was typed.

use domain::forms::NAME_MAX;
use domain::lead::{LEAD_MESSAGE_MAX, LeadForm, REACH_MAX};
use leptos::prelude::*;

use super::{Contact, Facts, NotSent, Operator};
use crate::AppError;
use crate::components::{Any, Icon, Tone, icon, notice};
use crate::text::{self, Locale, say};

pub(super) fn body(l: Locale, facts: &Facts, contact: &Contact) -> AnyView {
    let (form, refused) = match contact {
        Contact::Sent => return thanks(l),
        Contact::Empty => (LeadForm::default(), None),
        Contact::Refused(form, refused) => (form.clone(), Some(refused)),
    };
    let others = ways(l, &facts.operator);
    let others = others.map(|ways| {
        view! { <aside class="ways-beside"><h2>{say!(l, contact.others)}</h2>{ways}</aside> }.any()
    });
    view! {
        <section class="site-head">
            <h1>{say!(l, contact.h1)}</h1>
            <p class="lead">{say!(l, contact.lead)}</p>
        </section>
        <div class="contact">{fields(l, form, refused)} {others}</div>
    }
    .into_any()
}

fn fields(l: Locale, form: LeadForm, refused: Option<&NotSent>) -> AnyView {
    let sentence = refused.map(|refused| match &refused.0 {
        AppError::Unavailable => say!(l, contact.failed).to_owned(),
        other => other.sentence(l),
    });
    let sentence = sentence.map(|sentence| notice(Tone::Bad, Icon::Alert, sentence));
    let wrong = |field: &str| {
        let problem = refused.and_then(|refused| refused.0.problem(field));
        problem.map(|problem| text::problem(l, problem))
    };
    let line = |id: &'static str, label: &'static str, filled: String, complete: &'static str| {
        let max = if id == "reach" { REACH_MAX } else { NAME_MAX };
        let wrong = wrong(id);
        let is_wrong = wrong.is_some();
        let invalid = is_wrong.then_some("true");
        let described = described_by(id, id == "reach", is_wrong);
        let optional = (id == "business")
            .then(|| view! { <span class="field-optional">{say!(l, form.optional)}</span> }.any());
        let help = (id == "reach").then(|| {
            view! { <p class="field-help" id="reach-help">{say!(l, contact.reach_help)}</p> }.any()
        });
        view! {
            <div class="field" class:field-wrong=is_wrong>
                <label for=id>{label} " " {optional}</label>
                <input id=id name=id value=filled maxlength=max.to_string() autocomplete=complete
                    data-testid=format!("field-{id}") aria-invalid=invalid aria-describedby=described/>
                {help}
                {error(id, wrong)}
            </div>
        }
        .any()
    };
    let unclear = wrong("message");
    let is_unclear = unclear.is_some();
    let invalid = is_unclear.then_some("true");
    let described = described_by("message", false, is_unclear);
    view! {
        <form class="form" method="post" action="/contact" novalidate data-testid="contact-form">
            {sentence}
            {line("name", say!(l, contact.name), form.name, "name")}
            {line("business", say!(l, contact.business), form.business, "organization")}
            {line("reach", say!(l, contact.reach), form.reach, "email")}
            <div class="field" class:field-wrong=is_unclear>
                <label for="message">{say!(l, contact.message)}</label>
                <textarea id="message" name="message" rows="6" maxlength=LEAD_MESSAGE_MAX.to_string()
                    data-testid="field-message" aria-invalid=invalid aria-describedby=described>{form.message}</textarea>
                {error("message", unclear)}
            </div>
            // Only programs see it, and they fill in what they see.
            <p class="unseen" aria-hidden="true">
                <label for="website">{say!(l, contact.website)}</label>
                <input id="website" name="website" tabindex="-1" autocomplete="off"/>
            </p>
            <button class="btn btn-primary" data-testid="contact-send">{say!(l, contact.send)}</button>
            <p class="quiet">{say!(l, contact.keep)} " " <a href="/privacy">{say!(l, site.privacy)}</a></p>
        </form>
    }
    .any()
}

fn described_by(id: &str, helped: bool, wrong: bool) -> Option<String> {
    let help = helped.then(|| format!("{id}-help"));
    let error = wrong.then(|| format!("{id}-error"));
    match (error, help) {
        (Some(error), Some(help)) => Some(format!("{error} {help}")),
        (error, help) => error.or(help),
    }
}

fn error(id: &str, wrong: Option<String>) -> Option<AnyView> {
    wrong.map(|sentence| {
        view! {
            <p class="field-error" id=format!("{id}-error") data-testid=format!("error-{id}")>
                {icon(Icon::Alert)}
                <span>{sentence}</span>
            </p>
        }
        .any()
    })
}

fn thanks(l: Locale) -> AnyView {
    view! {
        <section class="site-head" data-testid="contact-thanks">
            <h1>{say!(l, contact.thanks)}</h1>
            <p class="lead">{say!(l, contact.thanks_lead)}</p>
            <p class="site-doors">
                <a class="btn btn-primary" href="/templates" data-testid="thanks-next">{say!(l, contact.thanks_next)}</a>
                <a class="btn btn-quiet" href="/contact">{say!(l, contact.again)}</a>
            </p>
        </section>
    }
    .any()
}

/// Where else the operator can be reached; nothing while nobody has said.
pub(super) fn ways(l: Locale, operator: &Operator) -> Option<AnyView> {
    let link = |scheme: &str, to: &str| {
        let bare: String = to.chars().filter(|c| !c.is_whitespace()).collect();
        view! { <a href=format!("{scheme}:{bare}")>{to.to_owned()}</a> }.any()
    };
    let ways = [
        (say!(l, contact.email), operator.email.as_ref().map(|to| link("mailto", to))),
        (say!(l, contact.phone), operator.phone.as_ref().map(|to| link("tel", to))),
        (say!(l, contact.place), operator.address.as_ref().map(|at| at.clone().into_any())),
    ];
    let ways: Vec<_> = ways.into_iter().filter_map(|(name, way)| Some((name, way?))).collect();
    if ways.is_empty() {
        return None;
    }
    let ways = ways
        .into_iter()
        .map(|(name, way)| view! { <div class="fact"><dt>{name}</dt><dd>{way}</dd></div> }.any());
    Some(view! { <dl class="facts">{ways.collect_view()}</dl> }.any())
}
