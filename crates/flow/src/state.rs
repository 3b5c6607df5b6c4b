//! Where a conversation is.

use std::collections::BTreeMap;

use domain::{FlowVersionId, Instant};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::definition::{
    Answer, Ask, Book, Bookings, FlowDefinition, Menu, Node, OrderNode, OrdersNode, StepId,
};
use crate::order::{self, Basket};
use crate::task::Task;
use crate::{ask, book};

/// Where a conversation is; the engine stores it as JSON with the conversation.
///
/// It is never trusted: a state of another flow or version (the program's or the business's own), or one that points to a place where
/// nothing waits, counts as none, and the customer is greeted afresh.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowState {
    flow: String,
    version: u32,
    /// The node whose answer is awaited; `None` once the flow has handed over or ended.
    at: Option<StepId>,
    #[serde(default)]
    slots: BTreeMap<String, String>,
    #[serde(default)]
    misunderstood: u8,
    /// What is asked just now, at a node that asks several things.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    task: Option<Task>,
    /// What the customer has put together and not ordered yet; it outlives the node where that is done.
    #[serde(default, skip_serializing_if = "Basket::is_empty")]
    basket: Basket,
    /// What was asked when a person was called; there the conversation goes on when it is handed back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    left: Option<Left>,
    /// The business's own version that was running; nothing for a built-in flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<FlowVersionId>,
    /// When this was the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answered_at: Option<Instant>,
}

/// A place that was left in the middle of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Left {
    at: StepId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    task: Option<Task>,
}

/// Which version a stored state stands in the middle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnderWay {
    /// The business's own version; nothing for a built-in flow.
    pub of: Option<FlowVersionId>,
    /// When the customer was answered last.
    pub answered_at: Instant,
}

impl UnderWay {
    /// Looks into a stored state without reading all of it; nothing where the flow waits for no answer and left none
    /// for a person, and in a state from a time when it was not known when that was.
    pub fn of(state: &Value) -> Option<Self> {
        state.get("at").and_then(Value::as_str).or_else(|| state.pointer("/left/at")?.as_str())?;
        let of = state.get("of").and_then(Value::as_str).and_then(|id| id.parse().ok());
        let answered_at = state.get("answered_at")?.as_str()?.parse().ok()?;
        Some(Self { of, answered_at })
    }
}

impl FlowState {
    /// Reads a stored state; `None` when it is broken or from a time when states looked different.
    pub fn from_json(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// The customer's answers so far, by slot; after a hand-off those that the person needs.
    pub fn slots(&self) -> &BTreeMap<String, String> {
        &self.slots
    }

    pub(crate) fn new(
        flow: &FlowDefinition,
        at: Option<StepId>,
        slots: BTreeMap<String, String>,
        misunderstood: u8,
        task: Option<Task>,
        basket: Basket,
    ) -> Self {
        let (name, version) = (flow.name().to_owned(), flow.version());
        let (of, answered_at) = (flow.id(), None);
        Self {
            flow: name,
            version,
            at,
            slots,
            misunderstood,
            task,
            basket,
            left: None,
            of,
            answered_at,
        }
    }

    /// This state, after a hand-off, with what was asked before it.
    pub(crate) fn leaving(mut self, flow: &FlowDefinition, before: &Self) -> Self {
        if before.waiting(flow).is_some() && before.slots == self.slots {
            let task = before.task.clone();
            self.left = before.at.clone().map(|at| Left { at, task });
        }
        self
    }

    /// This state, when the conversation goes on with what was left for a person.
    pub(crate) fn resumed(mut self) -> Self {
        if let Some(Left { at, task }) = self.left.take() {
            (self.at, self.task, self.misunderstood) = (Some(at), task, 0);
        }
        self
    }

    /// Notes when this was the answer, so that a version that was replaced is kept for those who are in the middle
    /// of it and not for ever.
    #[must_use]
    pub fn answered(self, at: Instant) -> Self {
        Self { answered_at: Some(at), ..self }
    }

    /// What the customer has put together in this flow, of whatever version it was.
    pub(crate) fn basket(&self, flow: &FlowDefinition) -> Basket {
        if self.flow == flow.name() { self.basket.clone() } else { Basket::default() }
    }

    /// How often in a row the customer was not understood.
    pub(crate) fn misunderstood(&self) -> u8 {
        self.misunderstood
    }

    /// Whether something is begun that the customer can leave: a question, a booking or an order, and no menu.
    pub(crate) fn is_in_task(&self, flow: &FlowDefinition) -> bool {
        match self.waiting(flow) {
            Some(
                Waiting::Ask(..)
                | Waiting::Book(..)
                | Waiting::Bookings(..)
                | Waiting::Order(..)
                | Waiting::Orders(..),
            ) => true,
            Some(Waiting::Menu(..) | Waiting::Answer(..)) | None => false,
        }
    }

    /// What the flow waits for, when this state belongs to it.
    pub(crate) fn waiting<'f>(&'f self, flow: &'f FlowDefinition) -> Option<Waiting<'f>> {
        if self.flow != flow.name() || self.version != flow.version() || self.of != flow.id() {
            return None;
        }
        let at = self.at.as_ref()?;
        match flow.node(at)? {
            Node::Menu(menu) => Some(Waiting::Menu(at, menu)),
            Node::Ask(ask) => {
                let begun = self.task.as_ref().and_then(Task::ask);
                Some(Waiting::Ask(at, ask, begun))
            }
            Node::Book(book) => {
                self.task.as_ref()?.book().map(|task| Waiting::Book(at, book, task))
            }
            Node::Bookings(node) => {
                self.task.as_ref()?.book().map(|task| Waiting::Bookings(at, node, task))
            }
            Node::Order(node) => {
                self.task.as_ref()?.order().map(|task| Waiting::Order(at, node, task))
            }
            Node::Orders(node) => {
                self.task.as_ref()?.order().map(|task| Waiting::Orders(at, node, task))
            }
            Node::Answer(node) => Some(Waiting::Answer(at, node)),
            Node::Say(_) | Node::Branch(_) | Node::Handoff(_) | Node::End(_) => None,
        }
    }
}

/// A node that a customer's text answers.
pub(crate) enum Waiting<'f> {
    Menu(&'f StepId, &'f Menu),
    Ask(&'f StepId, &'f Ask, Option<&'f ask::Task>),
    Book(&'f StepId, &'f Book, &'f book::Task),
    Bookings(&'f StepId, &'f Bookings, &'f book::Task),
    Order(&'f StepId, &'f OrderNode, &'f order::Task),
    Orders(&'f StepId, &'f OrdersNode, &'f order::Task),
    Answer(&'f StepId, &'f Answer),
}
