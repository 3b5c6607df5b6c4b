//! One turn while it is being answered.

use std::collections::BTreeMap;

use crate::definition::{FlowDefinition, Menu, Node, Reply, StepId, Text};
use crate::interpreter::{Effect, Outcome, Turn};
use crate::state::FlowState;
use crate::template::{MAX_REPLY_CHARS, Values, cut};

/// Collects what one turn says and where it leads.
pub(crate) struct Run<'a> {
    pub flow: &'a FlowDefinition,
    pub turn: &'a Turn<'a>,
    pub slots: BTreeMap<String, String>,
    said: Vec<String>,
}

impl<'a> Run<'a> {
    pub fn new(
        flow: &'a FlowDefinition,
        turn: &'a Turn<'a>,
        slots: BTreeMap<String, String>,
    ) -> Self {
        Self { flow, turn, slots, said: Vec::new() }
    }

    /// Says a text after what was said before.
    pub fn say(&mut self, text: &Text) {
        let filled = self.values().fill(text.get(self.turn.language));
        if !filled.is_empty() {
            self.said.push(filled);
        }
    }

    /// Says a menu to a customer who has seen it before.
    pub fn say_again(&mut self, menu: &Menu) {
        match &menu.again {
            Some(again) => self.say(again),
            None => self.say_or_without(&menu.text, &menu.without),
        }
    }

    /// Goes to a node and on until something waits for the customer; that node's step answered.
    pub fn go(self, to: &StepId) -> Outcome {
        self.go_as(to, Entrance::Known)
    }

    /// Greets with the main menu; what was begun before is dropped.
    pub fn greet(mut self) -> Outcome {
        self.slots.clear();
        let start = self.flow.start();
        self.go_as(start, Entrance::Greeted)
    }

    /// Goes back to the main menu without a greeting; what was begun before is dropped.
    pub fn go_back(mut self) -> Outcome {
        self.slots.clear();
        let start = self.flow.start();
        self.go(start)
    }

    fn go_as(mut self, to: &StepId, entrance: Entrance) -> Outcome {
        let flow = self.flow;
        let mut at = to;
        // A checked flow has no circle of nodes that only speak; the bound makes that no promise
        // that this loop relies on.
        for _ in 0..=flow.nodes().len() {
            match flow.node(at) {
                Some(Node::Say(say)) => {
                    self.say_or_without(&say.text, &say.without);
                    at = &say.next;
                }
                Some(Node::Menu(menu)) => {
                    if at == flow.start() && entrance == Entrance::Known {
                        self.say_again(menu);
                    } else {
                        self.say_or_without(&menu.text, &menu.without);
                    }
                    return self.stay(to, at, 0);
                }
                Some(Node::Ask(ask)) => {
                    self.say(&ask.prompt);
                    return self.stay(to, at, 0);
                }
                Some(Node::Handoff(Reply { text, .. })) => {
                    self.say(text);
                    return self.leave(to, Effect::HandOff);
                }
                Some(Node::End(Reply { text, .. })) => {
                    self.say(text);
                    return self.leave(to, Effect::End);
                }
                None => break,
            }
        }
        self.leave(to, Effect::HandOff)
    }

    /// Ends the turn waiting at `at`; the step `answered` is what the log names.
    pub fn stay(self, answered: &StepId, at: &StepId, misunderstood: u8) -> Outcome {
        let title = self.title_of(answered);
        self.finish(
            answered.as_str().to_owned(),
            title,
            Some(at.clone()),
            misunderstood,
            Effect::None,
        )
    }

    /// Ends the turn with a reply that is no node.
    pub fn stay_beside(self, name: &str, reply: &Reply, at: &StepId, misunderstood: u8) -> Outcome {
        let title = reply.title.get(self.turn.language).to_owned();
        self.finish(name.to_owned(), Some(title), Some(at.clone()), misunderstood, Effect::None)
    }

    fn leave(self, answered: &StepId, effect: Effect) -> Outcome {
        let title = self.title_of(answered);
        self.finish(answered.as_str().to_owned(), title, None, 0, effect)
    }

    fn title_of(&self, step: &StepId) -> Option<String> {
        self.flow.node(step).map(|node| node.title().get(self.turn.language).to_owned())
    }

    fn finish(
        self,
        step: String,
        step_title: Option<String>,
        at: Option<StepId>,
        misunderstood: u8,
        effect: Effect,
    ) -> Outcome {
        let state = FlowState::new(self.flow, at, self.slots, misunderstood);
        Outcome { state, replies: messages(self.said), step, step_title, effect }
    }

    fn say_or_without(&mut self, text: &Text, without: &BTreeMap<String, Text>) {
        let values = self.values();
        let text = without
            .iter()
            .find(|(placeholder, _)| values.get(placeholder).is_none())
            .map_or(text, |(_, instead)| instead);
        self.say(text);
    }

    fn values(&self) -> Values<'_> {
        Values { business: self.turn.business, language: self.turn.language, slots: &self.slots }
    }
}

/// How a customer comes to the main menu, whose first text greets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entrance {
    Greeted,
    Known,
}

/// Joins what was said into as few messages as it fits into: customers read one message more
/// easily than three, and each one counts against the limits.
fn messages(said: Vec<String>) -> Vec<String> {
    let mut messages: Vec<String> = Vec::new();
    for text in said.into_iter().map(cut) {
        match messages.last_mut() {
            Some(last) if last.chars().count() + 2 + text.chars().count() <= MAX_REPLY_CHARS => {
                last.push_str("\n\n");
                last.push_str(&text);
            }
            _ => messages.push(text),
        }
    }
    messages
}
