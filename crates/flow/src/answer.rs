//! Answering from what the business has written down.

use crate::choice::{by_number, by_word};
use crate::definition::{Answer, Item, Node, StepId, Text};
use crate::facts::{Act, Knowledge, Lookup, Need};
use crate::heard::{Found, Heard};
use crate::interpreter::{MISUNDERSTANDINGS, Outcome, main_items, offer_person};
use crate::order;
use crate::run::Run;
use crate::vocabulary::{self, Everywhere};

/// What is said below an answer, where the flow does not say it otherwise.
pub(crate) fn usual_after() -> Text {
    Text {
        sw: "Una swali lingine? Uliza tu, au andika 0 kuona menyu.".to_owned(),
        en: "Anything else? Just ask, or reply with 0 for the menu.".to_owned(),
    }
}

/// What became of looking a text up that nothing else was made of.
pub(crate) enum Looked<'a> {
    /// It is nothing to look up, or there is nothing to look in.
    Nothing,
    /// It may be a question, and the business has not written of it.
    Unknown(&'a Answer),
    /// What the business has written of it.
    Found(&'a str),
}

/// Looks up what a customer wrote at a place where it was not understood.
pub(crate) fn look_up<'a>(run: &Run<'a>, heard: &Heard) -> Result<Looked<'a>, Need> {
    let Some((_, node)) = run.flow.answers() else { return Ok(Looked::Nothing) };
    if !vocabulary::can_be_looked_up(heard) {
        return Ok(Looked::Nothing);
    }
    Ok(match run.knowledge()? {
        Knowledge::Looked { found: Lookup::Found(text), .. } => Looked::Found(text),
        Knowledge::Looked { found: Lookup::Unknown, .. } => Looked::Unknown(node),
        Knowledge::Nothing | Knowledge::Looked { found: Lookup::NoWords, .. } => Looked::Nothing,
    })
}

/// The same for a text that is something else already, such as a greeting: only a question with an answer counts.
pub(crate) fn found<'a>(run: &Run<'a>, heard: &Heard) -> Result<Option<&'a str>, Need> {
    if !vocabulary::asks(run.turn.text, heard) {
        return Ok(None);
    }
    match look_up(run, heard)? {
        Looked::Found(text) => Ok(Some(text)),
        Looked::Nothing | Looked::Unknown(_) => Ok(None),
    }
}

/// The same for a text that names an item and says more: "bei ya kusuka rasta?" is better answered than with all prices.
pub(crate) fn better<'a>(
    run: &Run<'a>,
    heard: &Heard,
    item: Found,
) -> Result<Option<&'a str>, Need> {
    // Where the business is, its owner tells better than an address in a row of other things.
    if vocabulary::place(heard)
        && let Looked::Found(text) = look_up(run, heard)?
    {
        return Ok(Some(text));
    }
    if item.length == heard.core().len() { Ok(None) } else { found(run, heard) }
}

/// Tells an answer; the conversation stays where it is.
pub(crate) fn tell(mut run: Run<'_>, text: &str, at: &StepId) -> Outcome {
    run.say_text(text.to_owned());
    match run.flow.answers() {
        Some((id, node)) => {
            run.say(&node.after);
            run.stay(id, at, 0)
        }
        None => run.stay(at, at, 0),
    }
}

/// Says that the business has not written of it, notes the question for the owner and offers a person.
pub(crate) fn unknown<'a>(
    mut run: Run<'a>,
    node: &'a Answer,
    misunderstood: u8,
) -> Result<Outcome, Need> {
    let flow = run.flow;
    run.acts.push(Act::Unanswered { question: run.turn.text.to_owned() });
    if misunderstood > MISUNDERSTANDINGS {
        return run.go(flow.person());
    }
    if let Some(Node::Menu(menu)) = flow.node(&node.unknown) {
        run.say(&menu.text);
    }
    Ok(run.stay(&node.unknown, &node.unknown, misunderstood))
}

/// The node that asks for a question.
pub(crate) struct Questions<'a> {
    pub run: Run<'a>,
    pub at: &'a StepId,
    pub node: &'a Answer,
    pub heard: &'a Heard,
    pub misunderstood: u8,
}

impl<'a> Questions<'a> {
    /// Comes to the node: a question that was asked on the way is answered at once.
    pub fn enter(mut self) -> Result<Outcome, Need> {
        match self.run.knowledge()? {
            Knowledge::Nothing => return self.run.go(&self.node.none),
            Knowledge::Looked { found: Lookup::Found(text), .. }
                if vocabulary::asks(self.run.turn.text, self.heard) =>
            {
                return Ok(tell(self.run, text, self.at));
            }
            Knowledge::Looked { .. } => {}
        }
        self.run.say(&self.node.prompt);
        Ok(self.run.stay(self.at, self.at, 0))
    }

    /// Answers a question.
    pub fn answer(mut self) -> Result<Outcome, Need> {
        let flow = self.run.flow;
        if let Some(item) = by_number(self.heard, main_items(flow)) {
            return self.run.go(&item.goto);
        }
        match vocabulary::at_menu(self.heard) {
            Some(Everywhere::Thanks) if self.heard.core().len() <= 3 => {
                self.run.say(&flow.thanks().text);
                return Ok(self.run.stay_beside("thanks", flow.thanks(), self.at, 0));
            }
            Some(Everywhere::Noted) => {
                self.run.say(&flow.noted().text);
                return Ok(self.run.stay_beside("noted", flow.noted(), self.at, 0));
            }
            _ => {}
        }
        if let Some(order) = order::asked_price(&self.run, self.heard)? {
            return self.run.go(order);
        }
        let lookup = match self.run.knowledge()? {
            // What there was is gone since.
            Knowledge::Nothing => return self.run.go(&self.node.none),
            Knowledge::Looked { found, .. } => found,
        };
        let misunderstood = self.misunderstood.saturating_add(1);
        match lookup {
            Lookup::Found(text) => Ok(tell(self.run, text, self.at)),
            Lookup::Unknown => match self.item() {
                Some(item) => self.run.go(&item.goto),
                None => unknown(self.run, self.node, misunderstood),
            },
            Lookup::NoWords if misunderstood >= MISUNDERSTANDINGS => {
                Ok(offer_person(self.run, misunderstood))
            }
            Lookup::NoWords => {
                self.run.say(&self.node.prompt);
                Ok(self.run.stay(self.at, self.at, misunderstood))
            }
        }
    }

    /// The item of the main menu that the text is, and nothing else.
    fn item(&self) -> Option<&'a Item> {
        let (item, found) = by_word(self.heard, main_items(self.run.flow))?;
        (found.length == self.heard.core().len()).then_some(item)
    }
}
