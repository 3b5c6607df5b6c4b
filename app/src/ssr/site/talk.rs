//! Conversations as the assistant would have them today.

use domain::Language;
use domain::hours::WeekHours;
use domain::simulation::{SimulatedTurn, Simulation, SimulationForm};
use engine::Engine;
use leptos::prelude::*;

use crate::components::{Any, Side, bubble, bubbles, chat_note};
use crate::text::{Locale, say};

/// What a customer writes, and to which assistant.
pub(super) struct Talk {
    template: &'static str,
    language: Language,
    business: &'static str,
    said: &'static [&'static str],
}

/// To a salon, in Swahili, until a person takes over.
pub(super) const SALON: Talk = Talk {
    template: "BOOKING",
    language: Language::Sw,
    business: "Saluni ya Asha",
    said: &["Habari", "1", "Kusuka nywele", "Ijumaa saa nne asubuhi", "Neema"],
};

/// To a shop, in English.
pub(super) const SHOP: Talk = Talk {
    template: "ECOMMERCE",
    language: Language::En,
    business: "Juma's Shop",
    said: &["Hello", "3", "2 kg rice, 1 litre oil", "Ilala, near the market"],
};

/// The conversation, told by the interpreter that answers customers, as bubbles in its own language.
pub(super) fn talk(
    l: Locale,
    talk: &Talk,
    engine: &Engine,
    label: &'static str,
) -> Option<AnyView> {
    let form = SimulationForm {
        template: talk.template.to_owned(),
        language: talk.language.as_str().to_owned(),
        business: talk.business.to_owned(),
        said: talk.said.join("\n"),
    };
    let told: Simulation = engine.simulate(&form, &WeekHours::USUAL).ok()?;
    let lang = match talk.language {
        Language::En => "en",
        Language::Sw => "sw",
    };
    let turns = told.turns.into_iter().map(|turn| turn_of(l, turn)).collect_view();
    Some(
        view! {
            <figure class="talk" lang=lang>
                <figcaption>{label}</figcaption>
                {bubbles(label, turns.into_any())}
            </figure>
        }
        .any(),
    )
}

fn turn_of(l: Locale, turn: SimulatedTurn) -> AnyView {
    let replies = turn.replies.into_iter().map(|reply| bubble(Side::Business, reply, None));
    let handed = turn.handed_over.then(|| chat_note(say!(l, landing.passed).to_owned()));
    view! {
        {bubble(Side::Customer, turn.said, None)}
        {replies.collect_view()}
        {handed}
    }
    .into_any()
}
