//! Asking as a customer would.

use domain::knowledge::{DocumentKind, Fit, PassageView, Tried};
use leptos::prelude::*;

use crate::components::{Any, Badge, Icon, Tone, icon};
use crate::text::{Locale, fill, say, use_locale};

/// The box that a question is tried in, and what came of it; hidden while there is nothing to answer from.
pub(super) fn card(asked: &str, tried: Option<Tried>, is_empty: bool) -> AnyView {
    if is_empty {
        return ().into_any();
    }
    let l = use_locale();
    let outcome = tried.map(|tried| {
        view! { <div class="trial" role="status" data-testid="tried">{outcome(l, tried)}</div> }
            .any()
    });
    view! {
        <section class="card">
            <h2 class="card-title">{say!(l, answers.trial)}</h2>
            <p class="quiet">{say!(l, answers.try_lead)}</p>
            <form class="trial-form" method="get" action="/app/answers">
                <label class="unseen" for="ask">{say!(l, answers.try_label)}</label>
                <input id="ask" name="ask" type="text" maxlength="500" required value=asked.to_owned()
                    placeholder=say!(l, answers.try_label) data-testid="field-ask"/>
                <button class="btn btn-quiet" data-testid="btn-try">
                    {icon(Icon::Search)} <span>{say!(l, answers.try_button)}</span>
                </button>
            </form>
            {outcome}
        </section>
    }
    .any()
}

fn outcome(l: Locale, tried: Tried) -> AnyView {
    match tried {
        Tried::NoWords => view! { <p>{say!(l, answers.no_words)}</p> }.any(),
        Tried::Nothing => view! { <p>{say!(l, answers.would_not)}</p> }.any(),
        Tried::Best { passage, fit, said, phrased } => {
            let (tone, sign, word) = match fit {
                Fit::Good => (Tone::Good, Icon::CheckCheck, say!(l, answers.fit_good)),
                Fit::Enough => (Tone::Good, Icon::Check, say!(l, answers.fit_enough)),
                Fit::Weak => (Tone::Wait, Icon::Help, say!(l, answers.fit_weak)),
            };
            let lead = match &said {
                Some(_) => say!(l, answers.would_say).to_owned(),
                None => [say!(l, answers.would_not), " ", say!(l, answers.nearest)].concat(),
            };
            let name = match fit {
                Fit::Good => "good",
                Fit::Enough => "enough",
                Fit::Weak => "weak",
            };
            let badge = Badge::new(tone, sign, word, name).view("fit");
            let from = from(l, &passage);
            let by_model = phrased.then(|| {
                let word = say!(l, answers.phrased);
                Badge::new(Tone::Calm, Icon::Spark, word, "phrased").view("phrased")
            });
            // Stars are how WhatsApp writes bold.
            let text = said.map_or(passage.text, |said| said.replace('*', ""));
            view! {
                <p>{lead}</p>
                <blockquote class="note as-written">{text}</blockquote>
                <p class="trial-fit">{badge} {by_model} {from}</p>
            }
            .any()
        }
    }
}

/// Whose words these are, with the way there.
fn from(l: Locale, passage: &PassageView) -> AnyView {
    let edit = if passage.kind == DocumentKind::Qa { "&edit=1" } else { "" };
    let href = format!("/app/answers?document={}{edit}", passage.document_id);
    let name = passage.title.clone().unwrap_or_default();
    let text = fill(say!(l, answers.from), &[("name", &name)]);
    view! { <a class="quiet" href=href>{text}</a> }.any()
}
