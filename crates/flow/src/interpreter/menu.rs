//! The first message, and what is said at a menu.

use super::wish::{Made, beside_courtesy, look_up_or_wish, own};
use super::{MISUNDERSTANDINGS, Outcome};
use crate::answer::{self, Looked};
use crate::choice::{by_number, by_word};
use crate::definition::{FlowDefinition, Item, Menu, Node, StepId};
use crate::facts::Need;
use crate::heard::Heard;
use crate::order;
use crate::run::Run;
use crate::vocabulary::{self, Everywhere, asks_for_person};

/// The first message: a greeting with the menu, or the answer at once where it names an item. A
/// bare number is none, because no menu was seen yet.
pub(super) fn begin(mut run: Run<'_>, heard: &Heard) -> Result<Outcome, Need> {
    let flow = run.flow;
    if asks_for_person(heard) {
        return run.go(flow.person());
    }
    if let Some(own) = own(&run, heard)? {
        return run.go(own);
    }
    if vocabulary::thanks_for_service(run.turn.text, heard) {
        return Ok(thank(run, flow.start()));
    }
    if let Some(order) = order::asked_price(&run, heard)? {
        run.say(flow.welcome());
        return run.go(order);
    }
    if let Some((item, found)) = by_word(heard, main_items(flow)) {
        run.say(flow.welcome());
        if let Some(text) = answer::better(&run, heard, found)? {
            return Ok(answer::tell(run, text, flow.start()));
        }
        return run.go(&item.goto);
    }
    let courtesy = vocabulary::at_menu(heard);
    let made = match courtesy {
        Some(Everywhere::Farewell) => return run.go(flow.goodbye()),
        Some(Everywhere::Back | Everywhere::Noted) => Made::Answer(Looked::Nothing),
        Some(Everywhere::Greeting | Everywhere::Thanks) => beside_courtesy(&run, heard)?,
        None => look_up_or_wish(&run, heard)?,
    };
    let is_question = courtesy.is_some() || vocabulary::asks(run.turn.text, heard);
    match made {
        Made::Wish(node) => {
            run.say(flow.welcome());
            run.go(node)
        }
        Made::Answer(Looked::Found(text)) => {
            run.say(flow.welcome());
            Ok(answer::tell(run, text, flow.start()))
        }
        Made::Answer(Looked::Unknown(node)) if is_question => {
            run.say(flow.welcome());
            answer::unknown(run, node, 1)
        }
        Made::Answer(_) if courtesy == Some(Everywhere::Thanks) => Ok(thank(run, flow.start())),
        Made::Answer(_) => run.greet(),
    }
}

pub(super) fn at_menu<'a>(
    run: Run<'a>,
    heard: &Heard,
    at: &'a StepId,
    menu: &'a Menu,
    misunderstood: u8,
) -> Result<Outcome, Need> {
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
    if let Some(own) = own(&run, heard)? {
        return run.go(own);
    }
    if vocabulary::thanks_for_service(run.turn.text, heard) {
        return Ok(thank(run, at));
    }
    if vocabulary::is_sign(run.turn.text) {
        return Ok(note(run, at));
    }
    if let Some(order) = order::asked_price(&run, heard)? {
        return run.go(order);
    }
    // The main menu is further up in the customer's chat, so its items count everywhere.
    if let Some((item, found)) = named.or_else(|| by_word(heard, main_items(flow))) {
        return match answer::better(&run, heard, found)? {
            Some(text) => Ok(answer::tell(run, text, at)),
            None => run.go(&item.goto),
        };
    }
    if let Some(item) = by_number(heard, main_items(flow)) {
        return run.go(&item.goto);
    }
    let courtesy = vocabulary::at_menu(heard);
    let made = match courtesy {
        Some(Everywhere::Back) => return run.go_back(),
        Some(Everywhere::Farewell) => return run.go(flow.goodbye()),
        Some(Everywhere::Noted) => return Ok(note(run, at)),
        Some(Everywhere::Greeting | Everywhere::Thanks) => beside_courtesy(&run, heard)?,
        None => look_up_or_wish(&run, heard)?,
    };
    let is_question = courtesy.is_some() || vocabulary::may_be_question(run.turn.text, heard);
    let misunderstood = misunderstood.saturating_add(1);
    match (made, courtesy) {
        (Made::Wish(node), _) => run.go(node),
        (Made::Answer(Looked::Found(text)), _) => Ok(answer::tell(run, text, at)),
        (Made::Answer(Looked::Unknown(node)), _) if is_question => {
            answer::unknown(run, node, misunderstood)
        }
        (Made::Answer(_), Some(Everywhere::Thanks)) => Ok(thank(run, at)),
        (Made::Answer(_), Some(_)) => run.greet(),
        (Made::Answer(_), None) => misunderstand_menu(run, at, menu, misunderstood),
    }
}

fn misunderstand_menu<'a>(
    mut run: Run<'a>,
    at: &'a StepId,
    menu: &'a Menu,
    misunderstood: u8,
) -> Result<Outcome, Need> {
    let flow = run.flow;
    if misunderstood > MISUNDERSTANDINGS {
        return run.go(flow.person());
    }
    if misunderstood == MISUNDERSTANDINGS {
        return Ok(offer_person(run, misunderstood));
    }
    run.say(&flow.not_understood().text);
    run.say_again(menu)?;
    Ok(run.stay_beside("not_understood", flow.not_understood(), at, misunderstood))
}

pub(crate) fn offer_person(mut run: Run<'_>, misunderstood: u8) -> Outcome {
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

pub(super) fn note(mut run: Run<'_>, at: &StepId) -> Outcome {
    let noted = run.flow.noted();
    run.say(&noted.text);
    run.stay_beside("noted", noted, at, 0)
}

pub(super) fn is_noted(text: &str, heard: &Heard) -> bool {
    vocabulary::is_sign(text) || vocabulary::at_menu(heard) == Some(Everywhere::Noted)
}

pub(crate) fn main_items(flow: &FlowDefinition) -> &[Item] {
    match flow.node(flow.start()) {
        Some(Node::Menu(menu)) => &menu.items,
        _ => &[],
    }
}
