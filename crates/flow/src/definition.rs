//! A flow as data.

mod answers;
mod nodes;

use std::collections::BTreeMap;
use std::fmt;

pub use answers::{Choice, Validator};
use domain::{FlowVersionId, Language};
pub use nodes::{Answer, Ask, Book, Bookings, Item, Menu, Node, OrderNode, OrdersNode, Say};
use serde::{Deserialize, Serialize};

use crate::book::BookTexts;
use crate::check;
use crate::emergency::Emergency;
use crate::error::FlowError;

/// A node's name in its flow; also the stable name of the step in logs and decisions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StepId(String);

impl StepId {
    /// The id as it is written in the flow.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for StepId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

/// A text in every language that customers are answered in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Swahili. Empty when it is missing, so that the check can name it.
    #[serde(rename = "SW", default)]
    pub sw: String,
    /// English.
    #[serde(rename = "EN", default)]
    pub en: String,
}

impl Text {
    /// The text in one language, to be changed.
    pub(crate) fn get_mut(&mut self, language: Language) -> &mut String {
        match language {
            Language::Sw => &mut self.sw,
            Language::En => &mut self.en,
        }
    }

    /// The text in one language, its placeholders not yet filled.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Sw => &self.sw,
            Language::En => &self.en,
        }
    }
}

/// A flow as data, checked when it is read: whoever holds one can run it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Draft")]
pub struct FlowDefinition {
    name: String,
    version: u32,
    start: StepId,
    person: StepId,
    lost: StepId,
    goodbye: StepId,
    #[serde(skip_serializing_if = "Option::is_none")]
    bookings: Option<StepId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    orders: Option<StepId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<StepId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    emergency: Option<Emergency>,
    welcome: Text,
    not_understood: Reply,
    thanks: Reply,
    noted: Reply,
    nodes: BTreeMap<StepId, Node>,
    /// Which of the business's own versions it is; nothing for a built-in flow.
    #[serde(skip)]
    of: Option<FlowVersionId>,
}

impl FlowDefinition {
    /// Reads and checks a flow.
    ///
    /// # Errors
    /// When the text is no flow, or when a conversation would break on it; then with every problem
    /// at once.
    pub fn parse(json: &str) -> Result<Self, FlowError> {
        Self::checked(serde_json::from_str(json)?)
    }

    /// The flow's name, such as `BOOKING`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Rises with every change that a conversation in progress would notice.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Makes it one of a business's own versions: conversations on it know by the id that they are.
    #[must_use]
    pub fn with_id(self, id: FlowVersionId) -> Self {
        Self { of: Some(id), ..self }
    }

    /// Which of the business's own versions it is; nothing for a built-in flow.
    pub fn id(&self) -> Option<FlowVersionId> {
        self.of
    }

    /// What the owner reads of a step, in a language; nothing where there is no such step.
    pub fn title_of(&self, step: &str, language: Language) -> Option<&str> {
        let node = self.nodes.get(&StepId::from(step))?;
        Some(node.title().get(language))
    }

    /// The main menu, where every conversation begins and `0` leads back to.
    pub fn start(&self) -> &StepId {
        &self.start
    }

    /// The hand-off that follows when a customer asks for a person.
    pub(crate) fn person(&self) -> &StepId {
        &self.person
    }

    /// The menu that offers a person after several misunderstandings.
    pub(crate) fn lost(&self) -> &StepId {
        &self.lost
    }

    /// The end that follows a farewell.
    pub(crate) fn goodbye(&self) -> &StepId {
        &self.goodbye
    }

    /// Where customers see, move and cancel what they booked, where the flow has such a place.
    pub(crate) fn bookings(&self) -> Option<&StepId> {
        self.bookings.as_ref()
    }

    /// Where customers book, where the flow has such a place.
    pub(crate) fn book(&self) -> Option<&StepId> {
        self.nodes.iter().find_map(|(id, node)| matches!(node, Node::Book(_)).then_some(id))
    }

    /// Where customers see and call off what they ordered, where the flow has such a place.
    pub(crate) fn orders(&self) -> Option<&StepId> {
        self.orders.as_ref()
    }

    /// Where customers order, where the flow has such a place.
    pub(crate) fn order(&self) -> Option<&StepId> {
        self.nodes.iter().find_map(|(id, node)| matches!(node, Node::Order(_)).then_some(id))
    }

    /// Where questions are answered from what the business has written down; what nothing else is made of at a
    /// menu is looked up there too, where the flow has such a place.
    pub(crate) fn answers(&self) -> Option<(&StepId, &Answer)> {
        let id = self.answers.as_ref()?;
        match self.node(id)? {
            Node::Answer(node) => Some((id, node)),
            _ => None,
        }
    }

    /// The name of that place, whatever is there.
    pub(crate) fn answers_id(&self) -> Option<&StepId> {
        self.answers.as_ref()
    }

    /// What is heard before anything else, where the flow has such words.
    pub(crate) fn emergency(&self) -> Option<&Emergency> {
        self.emergency.as_ref()
    }

    /// The questions whose answers a slot holds.
    pub(crate) fn asking<'a>(&'a self, slot: &'a str) -> impl Iterator<Item = &'a Ask> {
        self.nodes.values().filter_map(move |node| match node {
            Node::Ask(ask) if ask.slot == slot => Some(ask),
            _ => None,
        })
    }

    /// What is said while a time is being found.
    pub(crate) fn book_texts(&self) -> Option<&BookTexts> {
        self.nodes.values().find_map(|node| match node {
            Node::Book(book) => Some(&book.texts),
            _ => None,
        })
    }

    /// Said before the answer when the first message already names a menu item.
    pub(crate) fn welcome(&self) -> &Text {
        &self.welcome
    }

    pub(crate) fn not_understood(&self) -> &Reply {
        &self.not_understood
    }

    pub(crate) fn thanks(&self) -> &Reply {
        &self.thanks
    }

    pub(crate) fn noted(&self) -> &Reply {
        &self.noted
    }

    pub(crate) fn node(&self, id: &StepId) -> Option<&Node> {
        self.nodes.get(id)
    }

    pub(crate) fn nodes(&self) -> &BTreeMap<StepId, Node> {
        &self.nodes
    }

    /// Whether two flows say and do the same, whichever versions they are.
    pub(crate) fn is_same(one: &Self, other: &Self) -> bool {
        one.clone() == Self { of: one.of, ..other.clone() }
    }

    pub(crate) fn nodes_mut(&mut self) -> &mut BTreeMap<StepId, Node> {
        &mut self.nodes
    }

    /// What is said from anywhere, to be changed: the welcome's text alone, or a reply.
    pub(crate) fn beside_mut(&mut self, name: &str) -> Option<Beside<'_>> {
        Some(match name {
            "@welcome" => Beside::Welcome(&mut self.welcome),
            "@not_understood" => Beside::Reply(&mut self.not_understood),
            "@thanks" => Beside::Reply(&mut self.thanks),
            "@noted" => Beside::Reply(&mut self.noted),
            _ => return None,
        })
    }

    /// Reads what is shaped like a flow, whatever a conversation would make of it.
    pub(crate) fn unchecked(json: &str) -> Result<Self, serde_json::Error> {
        Ok(Self::of_draft(serde_json::from_str(json)?))
    }

    /// Whether a conversation can be had on it.
    pub(crate) fn into_checked(self) -> Result<Self, FlowError> {
        let problems = check::problems(&self);
        if problems.is_empty() { Ok(self) } else { Err(FlowError::Broken(problems)) }
    }

    fn checked(draft: Draft) -> Result<Self, FlowError> {
        Self::of_draft(draft).into_checked()
    }

    fn of_draft(draft: Draft) -> Self {
        Self {
            name: draft.name,
            version: draft.version,
            start: draft.start,
            person: draft.person,
            lost: draft.lost,
            goodbye: draft.goodbye,
            bookings: draft.bookings,
            orders: draft.orders,
            answers: draft.answers,
            emergency: draft.emergency,
            welcome: draft.welcome,
            not_understood: draft.not_understood,
            thanks: draft.thanks,
            noted: draft.noted,
            nodes: draft.nodes,
            of: None,
        }
    }
}

/// What is said from anywhere.
pub(crate) enum Beside<'a> {
    /// Said before the first answer.
    Welcome(&'a mut Text),
    /// Said instead of an answer.
    Reply(&'a mut Reply),
}

/// The same fields before they are checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    name: String,
    version: u32,
    start: StepId,
    person: StepId,
    lost: StepId,
    goodbye: StepId,
    #[serde(default)]
    bookings: Option<StepId>,
    #[serde(default)]
    orders: Option<StepId>,
    #[serde(default)]
    answers: Option<StepId>,
    #[serde(default)]
    emergency: Option<Emergency>,
    welcome: Text,
    not_understood: Reply,
    thanks: Reply,
    noted: Reply,
    nodes: BTreeMap<StepId, Node>,
}

impl TryFrom<Draft> for FlowDefinition {
    type Error = FlowError;
    fn try_from(draft: Draft) -> Result<Self, Self::Error> {
        Self::checked(draft)
    }
}

/// Something that is said from anywhere in the flow without moving the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// What the owner reads in the message log.
    pub title: Text,
    /// What the customer reads.
    pub text: Text,
}
