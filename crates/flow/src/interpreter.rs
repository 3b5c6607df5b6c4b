//! The interpreter: a customer's turn in, the answer out.

mod beside;
mod menu;
mod turn;
mod wish;

use std::collections::BTreeMap;

use beside::{Beside, beside_the_answer, beside_the_booking, beside_the_question};
use domain::Language;
use menu::{at_menu, begin, is_noted, note};
pub(crate) use menu::{main_items, offer_person};
pub use turn::{Effect, LanguageBy, Outcome, Turn};

use crate::answer::Questions;
use crate::ask::Asking;
use crate::book::{Booking, Bookings};
use crate::definition::FlowDefinition;
use crate::facts::Need;
use crate::heard::Heard;
use crate::language::{self, Doubt};
use crate::order::{Ordering, Orders};
use crate::run::Run;
use crate::state::{FlowState, Waiting};
use crate::words;

/// After so many misunderstandings in a row a person is offered; after one more there is one.
pub(crate) const MISUNDERSTANDINGS: u8 = 3;

/// The names of steps that are no nodes; no node may have them.
pub(crate) const STEPS_BESIDE: [&str; 4] = ["not_understood", "thanks", "noted", "received"];

/// Answers one turn of a customer. Without a state, or with one that does not fit the flow, the
/// conversation begins.
///
/// # Errors
/// When a fact is missing. With that fact the turn can be answered, or says what else it lacks.
pub fn step(
    flow: &FlowDefinition,
    state: Option<&FlowState>,
    turn: &Turn<'_>,
) -> Result<Outcome, Need> {
    let heard = Heard::new(turn.text);
    let language = language_of(turn, &heard);
    let turn = &Turn { language: language.map_or(turn.language, |(it, _)| it), ..*turn };
    let emergency = flow.emergency().filter(|emergency| emergency.is_in(&heard));
    let mut outcome = match (language, turn.attachment) {
        _ if let Some(emergency) = emergency => {
            let slots = state.map(|state| state.slots().clone()).unwrap_or_default();
            Run::new(flow, turn, slots).go(&emergency.node)
        }
        (Some((_, LanguageBy::Choice)), _) => {
            say_and_go_on(flow, state, turn, words::speaks(turn.language))
        }
        (_, Some(kind)) => {
            let mut outcome =
                say_and_go_on(flow, state, turn, words::received(kind, turn.language))?;
            "received".clone_into(&mut outcome.step);
            outcome.step_title = Some(words::received_title(turn.language).to_owned());
            Ok(outcome)
        }
        _ => answer(flow, state, turn, &heard),
    }?;
    outcome.language = language;
    if let Some(before) = state.filter(|_| outcome.effect == Effect::HandOff)
        && outcome.acts.is_empty()
    {
        outcome.state = outcome.state.leaving(flow, before);
    }
    Ok(outcome)
}

/// Goes on after a person has answered in between: says so, and asks again what was open, or begins anew where
/// nothing was. What the turn's text is does not matter.
///
/// # Errors
/// When a fact is missing, as in [`step`].
pub fn resume(
    flow: &FlowDefinition,
    state: Option<&FlowState>,
    turn: &Turn<'_>,
) -> Result<Outcome, Need> {
    let state = state.cloned().map(FlowState::resumed);
    say_and_go_on(flow, state.as_ref(), turn, words::is_back(turn.language))
}

/// The customer's language, where this turn tells it.
fn language_of(turn: &Turn<'_>, heard: &Heard) -> Option<(Language, LanguageBy)> {
    if let Some(language) = language::asked_for(heard, turn.language) {
        return Some((language, LanguageBy::Choice));
    }
    let doubt = match turn.language_by {
        LanguageBy::Default => Doubt::First,
        LanguageBy::Heard => Doubt::Known,
        LanguageBy::Choice => return None,
    };
    let language = language::heard(heard, doubt)?;
    let is_news = turn.language_by == LanguageBy::Default || language != turn.language;
    is_news.then_some((language, LanguageBy::Heard))
}

/// Says something, and then what was asked last once more.
fn say_and_go_on(
    flow: &FlowDefinition,
    state: Option<&FlowState>,
    turn: &Turn<'_>,
    said: &str,
) -> Result<Outcome, Need> {
    let slots = state.map(|state| state.slots().clone()).unwrap_or_default();
    let mut run = Run::new(flow, turn, slots).with_basket_of(state);
    run.say_text(said.to_owned());
    let misunderstood = state.map_or(0, FlowState::misunderstood);
    match state.and_then(|state| state.waiting(flow)) {
        Some(Waiting::Menu(at, menu)) => {
            run.say_again(menu)?;
            Ok(run.stay(at, at, 0))
        }
        Some(Waiting::Ask(at, ask, _)) => {
            run.say(&ask.prompt);
            Ok(run.stay(at, at, 0))
        }
        Some(Waiting::Answer(at, node)) => {
            run.say(&node.prompt);
            Ok(run.stay(at, at, 0))
        }
        Some(Waiting::Book(at, book, task)) => {
            let heard = Heard::new(turn.text);
            Booking { misunderstood, ..Booking::at(run, at, book, &heard) }.again(task)
        }
        Some(Waiting::Bookings(at, node, task)) => {
            let heard = &Heard::new(turn.text);
            Bookings { run, at, node, heard, misunderstood }.again(task)
        }
        Some(Waiting::Order(at, node, task)) => {
            let misunderstood = misunderstood.saturating_add(1);
            let heard = &Heard::new("");
            Ordering::at(run, at, node, heard).misunderstood(misunderstood).again(task)
        }
        Some(Waiting::Orders(at, node, task)) => {
            let heard = &Heard::new("");
            Orders { run, at, node, heard, misunderstood: 0 }.again(task)
        }
        _ => run.go_back(),
    }
}

fn answer(
    flow: &FlowDefinition,
    state: Option<&FlowState>,
    turn: &Turn<'_>,
    heard: &Heard,
) -> Result<Outcome, Need> {
    let waiting = state.and_then(|state| Some((state, state.waiting(flow)?)));
    let Some((state, waiting)) = waiting else {
        // "Sawa" after a booking begins nothing new.
        if state.is_some() && is_noted(turn.text, heard) {
            let run = Run::new(flow, turn, BTreeMap::new()).with_basket_of(state);
            return Ok(note(run, flow.start()));
        }
        let run = Run::new(flow, turn, BTreeMap::new()).with_basket_of(state);
        return begin(run, heard);
    };
    let run = Run::new(flow, turn, state.slots().clone()).with_basket_of(Some(state));
    let run = match waiting {
        Waiting::Ask(..) => match beside_the_answer(run, heard)? {
            Beside::Answered(outcome) => return outcome,
            Beside::Asked(run) => run,
        },
        Waiting::Book(..) => match beside_the_booking(run, heard)? {
            Beside::Answered(outcome) => return outcome,
            Beside::Asked(run) => run,
        },
        _ => run,
    };
    match waiting {
        Waiting::Menu(at, menu) => at_menu(run, heard, at, menu, state.misunderstood()),
        Waiting::Ask(at, ask, task) => {
            Asking::new(run, at, ask, heard, task, state.misunderstood()).answer()
        }
        Waiting::Book(at, book, task) => match beside_the_question(run, heard) {
            Beside::Answered(outcome) => outcome,
            Beside::Asked(run) => {
                let misunderstood = state.misunderstood();
                Booking { misunderstood, ..Booking::at(run, at, book, heard) }.answer(task)
            }
        },
        Waiting::Bookings(at, node, task) => match beside_the_question(run, heard) {
            Beside::Answered(outcome) => outcome,
            Beside::Asked(run) => {
                let misunderstood = state.misunderstood();
                Bookings { run, at, node, heard, misunderstood }.answer(task)
            }
        },
        Waiting::Order(at, node, task) => match beside_the_question(run, heard) {
            Beside::Answered(outcome) => outcome,
            Beside::Asked(run) => {
                let misunderstood = state.misunderstood();
                Ordering::at(run, at, node, heard).misunderstood(misunderstood).answer(task)
            }
        },
        Waiting::Orders(at, node, task) => match beside_the_question(run, heard) {
            Beside::Answered(outcome) => outcome,
            Beside::Asked(run) => {
                let misunderstood = state.misunderstood();
                Orders { run, at, node, heard, misunderstood }.answer(task)
            }
        },
        Waiting::Answer(at, node) => match beside_the_question(run, heard) {
            Beside::Answered(outcome) => outcome,
            Beside::Asked(run) => {
                let misunderstood = state.misunderstood();
                Questions { run, at, node, heard, misunderstood }.answer()
            }
        },
    }
}
