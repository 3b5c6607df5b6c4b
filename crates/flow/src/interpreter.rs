//! The interpreter: a customer's turn in, the answer out.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use domain::Language;

use crate::choice::{by_number, by_word};
use crate::definition::{Ask, FlowDefinition, Item, Menu, Node, StepId};
use crate::heard::Heard;
use crate::run::Run;
use crate::state::{FlowState, Waiting};
use crate::template::Business;
use crate::vocabulary::{self, Everywhere, asks_for_person, asks_for_person_in_answer};

/// After so many misunderstandings in a row a person is offered; after one more there is one.
const MISUNDERSTANDINGS: u8 = 3;

/// The names of steps that are no nodes; no node may have them.
pub(crate) const STEPS_BESIDE: [&str; 3] = ["not_understood", "thanks", "noted"];

/// What a customer said and to whom.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'a> {
    /// What the customer wrote; several fragments are joined with line breaks.
    pub text: &'a str,
    /// The language to answer in.
    pub language: Language,
    /// Whom the customer writes to.
    pub business: &'a Business,
    /// The business's local time. No node looks at it yet.
    pub now: NaiveDateTime,
}

/// What a turn comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Where the conversation now is.
    pub state: FlowState,
    /// What to send, in this order; never empty, each at most [`MAX_REPLY_CHARS`](crate::MAX_REPLY_CHARS) long.
    pub replies: Vec<String>,
    /// The stable name of the step that answered: a node such as `menu` or `prices`, or
    /// `not_understood`, `thanks`, `noted`.
    pub step: String,
    /// The step's name for the owner, in the turn's language.
    pub step_title: Option<String>,
    /// What has to happen beside sending the replies.
    pub effect: Effect,
}

/// What has to happen beside sending the replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: the flow waits for the customer.
    None,
    /// A person takes over.
    HandOff,
    /// The conversation is over.
    End,
}

/// Answers one turn of a customer. Without a state, or with one that does not fit the flow, the
/// conversation begins.
pub fn step(flow: &FlowDefinition, state: Option<&FlowState>, turn: &Turn<'_>) -> Outcome {
    let heard = Heard::new(turn.text);
    let waiting = state.and_then(|state| Some((state, state.waiting(flow)?)));
    let Some((state, waiting)) = waiting else {
        return begin(Run::new(flow, turn, BTreeMap::new()), &heard);
    };
    let run = Run::new(flow, turn, state.slots().clone());
    match waiting {
        Waiting::Menu(at, menu) => at_menu(run, &heard, at, menu, state.misunderstood()),
        Waiting::Ask(at, ask) => in_answer(run, &heard, at, ask, state.misunderstood()),
    }
}

/// The first message: a greeting with the menu, or the answer at once where it names an item. A
/// bare number is none, because no menu was seen yet.
fn begin(mut run: Run<'_>, heard: &Heard) -> Outcome {
    let flow = run.flow;
    if asks_for_person(heard) {
        return run.go(flow.person());
    }
    if let Some((item, _)) = by_word(heard, main_items(flow)) {
        run.say(flow.welcome());
        return run.go(&item.goto);
    }
    match vocabulary::at_menu(heard) {
        Some(Everywhere::Thanks) => thank(run, flow.start()),
        Some(Everywhere::Farewell) => run.go(flow.goodbye()),
        _ => run.greet(),
    }
}

fn at_menu(run: Run<'_>, heard: &Heard, at: &StepId, menu: &Menu, misunderstood: u8) -> Outcome {
    let flow = run.flow;
    if let Some(item) = by_number(heard, &menu.items) {
        return run.go(&item.goto);
    }
    if vocabulary::back(heard) {
        return run.go_back();
    }
    let named = by_word(heard, &menu.items);
    let says_nothing_else = named.is_some_and(|(_, found)| found.length == heard.core().len());
    if !says_nothing_else && asks_for_person(heard) {
        return run.go(flow.person());
    }
    // The main menu is further up in the customer's chat, so its items count everywhere.
    let chosen = named
        .or_else(|| by_word(heard, main_items(flow)))
        .map(|(item, _)| item)
        .or_else(|| by_number(heard, main_items(flow)));
    if let Some(item) = chosen {
        return run.go(&item.goto);
    }
    match vocabulary::at_menu(heard) {
        Some(Everywhere::Back) => run.go_back(),
        Some(Everywhere::Greeting) => run.greet(),
        Some(Everywhere::Farewell) => run.go(flow.goodbye()),
        Some(Everywhere::Thanks) => thank(run, at),
        Some(Everywhere::Noted) => note(run, at),
        None => misunderstand_menu(run, at, menu, misunderstood.saturating_add(1)),
    }
}

fn in_answer(
    mut run: Run<'_>,
    heard: &Heard,
    at: &StepId,
    ask: &Ask,
    misunderstood: u8,
) -> Outcome {
    let flow = run.flow;
    if asks_for_person_in_answer(heard) {
        return run.go(flow.person());
    }
    match vocabulary::in_answer(heard) {
        Some(Everywhere::Back) => return run.go_back(),
        Some(Everywhere::Greeting) => return run.greet(),
        Some(Everywhere::Farewell) => return run.go(flow.goodbye()),
        Some(Everywhere::Thanks) => {
            run.say(&flow.thanks().text);
            run.say(&ask.prompt);
            return run.stay_beside("thanks", flow.thanks(), at, 0);
        }
        Some(Everywhere::Noted) | None => {}
    }
    if let Some(value) = ask.validator.accept(run.turn.text, heard, run.turn.language) {
        run.slots.insert(ask.slot.clone(), value);
        return run.go(&ask.next);
    }
    let misunderstood = misunderstood.saturating_add(1);
    if misunderstood >= MISUNDERSTANDINGS {
        return offer_person(run, misunderstood);
    }
    run.say(&ask.retry);
    run.stay(at, at, misunderstood)
}

fn misunderstand_menu(mut run: Run<'_>, at: &StepId, menu: &Menu, misunderstood: u8) -> Outcome {
    let flow = run.flow;
    if misunderstood > MISUNDERSTANDINGS {
        return run.go(flow.person());
    }
    if misunderstood == MISUNDERSTANDINGS {
        return offer_person(run, misunderstood);
    }
    run.say(&flow.not_understood().text);
    run.say_again(menu);
    run.stay_beside("not_understood", flow.not_understood(), at, misunderstood)
}

fn offer_person(mut run: Run<'_>, misunderstood: u8) -> Outcome {
    let lost = run.flow.lost();
    if let Some(Node::Menu(menu)) = run.flow.node(lost) {
        run.say(&menu.text);
    }
    run.stay(lost, lost, misunderstood)
}

fn thank(mut run: Run<'_>, at: &StepId) -> Outcome {
    let thanks = run.flow.thanks();
    run.say(&thanks.text);
    run.stay_beside("thanks", thanks, at, 0)
}

fn note(mut run: Run<'_>, at: &StepId) -> Outcome {
    let noted = run.flow.noted();
    run.say(&noted.text);
    run.stay_beside("noted", noted, at, 0)
}

fn main_items(flow: &FlowDefinition) -> &[Item] {
    match flow.node(flow.start()) {
        Some(Node::Menu(menu)) => &menu.items,
        _ => &[],
    }
}
