//! What is kept about people, and on which terms Flow HQ answers.
//!
//! Names and addresses come from the configuration; the texts claim nothing about the operator.

use leptos::prelude::*;

use super::contact::ways;
use super::{Facts, Operator};
use crate::components::Any;
use crate::text::{Locale, fill, say};

pub(super) fn privacy(l: Locale, facts: &Facts) -> AnyView {
    let parts = [
        (say!(l, privacy.who_h2), vec![say!(l, privacy.who1), say!(l, privacy.who2)]),
        (
            say!(l, privacy.what_h2),
            vec![
                say!(l, privacy.what1),
                say!(l, privacy.what2),
                say!(l, privacy.what3),
                say!(l, privacy.what4),
            ],
        ),
        (say!(l, privacy.not_h2), vec![say!(l, privacy.not1), say!(l, privacy.not2)]),
        (say!(l, privacy.cookies_h2), vec![say!(l, privacy.cookies)]),
        (say!(l, privacy.why_h2), vec![say!(l, privacy.why)]),
        (say!(l, privacy.long_h2), vec![say!(l, privacy.long)]),
        (say!(l, privacy.share_h2), vec![say!(l, privacy.share1), say!(l, privacy.share2)]),
        (say!(l, privacy.safe_h2), vec![say!(l, privacy.safe)]),
        (say!(l, privacy.rights_h2), vec![say!(l, privacy.rights), say!(l, privacy.complain)]),
    ];
    let head = (say!(l, privacy.title), say!(l, privacy.lead));
    page(l, facts, head, &parts, say!(l, privacy.ask_h2))
}

pub(super) fn terms(l: Locale, facts: &Facts) -> AnyView {
    let parts = [
        (say!(l, terms.who_h2), vec![say!(l, terms.who)]),
        (
            say!(l, terms.get_h2),
            vec![say!(l, terms.get1), say!(l, terms.get2), say!(l, terms.get3)],
        ),
        (
            say!(l, terms.you_h2),
            vec![say!(l, terms.you1), say!(l, terms.you2), say!(l, terms.you3)],
        ),
        (say!(l, terms.wa_h2), vec![say!(l, terms.wa)]),
        (say!(l, terms.pay_h2), vec![say!(l, terms.pay)]),
        (say!(l, terms.end_h2), vec![say!(l, terms.end)]),
        (say!(l, terms.liable_h2), vec![say!(l, terms.liable)]),
        (say!(l, terms.law_h2), vec![say!(l, terms.law)]),
        (say!(l, terms.change_h2), vec![say!(l, terms.change)]),
    ];
    let head = (say!(l, terms.title), say!(l, terms.lead));
    page(l, facts, head, &parts, say!(l, terms.ask_h2))
}

fn page(
    l: Locale,
    facts: &Facts,
    (title, lead): (&'static str, &'static str),
    parts: &[(&'static str, Vec<&'static str>)],
    ask: &'static str,
) -> AnyView {
    let operator = facts.operator.name.as_deref().unwrap_or(say!(l, legal.operator));
    let parts = parts.iter().map(|(title, texts)| {
        let texts =
            texts.iter().map(|text| view! { <p>{fill(text, &[("name", operator)])}</p> }.any());
        view! { <section><h2>{*title}</h2>{texts.collect_view()}</section> }.any()
    });
    view! {
        <article class="prose prose-page">
            <h1>{title}</h1>
            <p class="lead">{lead}</p>
            <p class="quiet">{say!(l, legal.date)}</p>
            {parts.collect_view()}
            <section>
                <h2>{ask}</h2>
                <p>{reach(l, &facts.operator)} " " <a href="/contact">{say!(l, site.contact)}</a></p>
                {ways(l, &facts.operator)}
            </section>
        </article>
    }
    .any()
}

fn reach(l: Locale, operator: &Operator) -> String {
    match &operator.email {
        Some(email) => fill(say!(l, legal.reach), &[("email", email)]),
        None => say!(l, legal.reach_page).to_owned(),
    }
}
