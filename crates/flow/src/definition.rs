//! A flow as data.

mod answers;

use std::collections::BTreeMap;
use std::fmt;

pub use answers::{Choice, Validator};
use domain::Language;
use serde::{Deserialize, Serialize};

use crate::answer::usual_after;
use crate::book::BookTexts;
use crate::check;
use crate::condition::Branch;
use crate::emergency::Emergency;
use crate::error::FlowError;
use crate::order::OrderTexts;

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

    fn checked(draft: Draft) -> Result<Self, FlowError> {
        let flow = Self {
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
        };
        let problems = check::problems(&flow);
        if problems.is_empty() {
            return Ok(flow);
        }
        Err(FlowError::Broken(problems))
    }
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

/// One place in a flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Node {
    /// Says something and goes on.
    Say(Say),
    /// Shows numbered items and waits for one.
    Menu(Menu),
    /// Asks for one value and waits for it.
    Ask(Ask),
    /// Goes one of two ways at once.
    Branch(Branch),
    /// Finds a free time for a service with the customer, and books it.
    Book(Book),
    /// Shows the customer's bookings, and moves or cancels one.
    Bookings(Bookings),
    /// Puts an order together with the customer, and places it.
    Order(OrderNode),
    /// Shows the customer's orders, and calls one off.
    Orders(OrdersNode),
    /// Asks for a question and answers it from what the business has written down.
    Answer(Answer),
    /// Says something and gives the conversation to a person.
    Handoff(Reply),
    /// Says something and closes the conversation.
    End(Reply),
}

impl Node {
    /// The kind as it is written in the flow.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Say(_) => "say",
            Self::Menu(_) => "menu",
            Self::Ask(_) => "ask",
            Self::Branch(_) => "branch",
            Self::Book(_) => "book",
            Self::Bookings(_) => "bookings",
            Self::Order(_) => "order",
            Self::Orders(_) => "orders",
            Self::Answer(_) => "answer",
            Self::Handoff(_) => "handoff",
            Self::End(_) => "end",
        }
    }

    /// What the owner reads in the message log.
    pub fn title(&self) -> &Text {
        match self {
            Self::Say(say) => &say.title,
            Self::Menu(menu) => &menu.title,
            Self::Ask(ask) => &ask.title,
            Self::Branch(branch) => &branch.title,
            Self::Book(book) => &book.title,
            Self::Bookings(bookings) => &bookings.title,
            Self::Order(order) => &order.title,
            Self::Orders(orders) => &orders.title,
            Self::Answer(answer) => &answer.title,
            Self::Handoff(reply) | Self::End(reply) => &reply.title,
        }
    }
}

/// Says something and goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Say {
    /// What the owner reads in the message log.
    pub title: Text,
    /// What the customer reads.
    pub text: Text,
    /// Said instead of `text` while the named placeholder is unknown.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub without: BTreeMap<String, Text>,
    /// The node that follows at once.
    pub next: StepId,
}

/// Shows numbered items and waits for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Menu {
    /// What the owner reads in the message log.
    pub title: Text,
    /// What the customer reads; it shows the number of every item as `1)`.
    pub text: Text,
    /// Said instead of `text` when the customer comes back or was not understood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Text>,
    /// Said instead of `text` while the named placeholder is unknown.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub without: BTreeMap<String, Text>,
    /// The items, numbered from 1 in this order.
    pub items: Vec<Item>,
}

/// One numbered line of a menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its name; a customer may write it instead of the number, in either language.
    pub label: Text,
    /// Other words for it, in any language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// Where it leads.
    pub goto: StepId,
}

/// Asks for one value and waits for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// What the owner reads in the message log.
    pub title: Text,
    /// The name under which later texts find the answer.
    pub slot: String,
    /// The question.
    pub prompt: Text,
    /// What counts as an answer.
    pub validator: Validator,
    /// Answers that are suggested, by number or by word; others count as well. The question shows their numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// Said when an answer is refused: what would be right.
    pub retry: Text,
    /// The node that follows an accepted answer.
    pub next: StepId,
}

/// Finds a free time for a service with the customer, and books it: the service, the time, the name where it is
/// not known, and a last question whether it is right.
///
/// Later texts know the booking as `{service}`, `{day}`, `{time}`, `{price}`, `{with}` and `{name}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// What the owner reads in the message log.
    pub title: Text,
    /// What is said on the way, where it is not the usual.
    #[serde(default, skip_serializing_if = "BookTexts::is_usual")]
    pub texts: BookTexts,
    /// Noted with the booking for the owner; a line that names something unknown is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// The node that follows a booking.
    pub next: StepId,
    /// The node that follows when the business has named no service yet.
    pub none: StepId,
}

/// Shows the customer's bookings, and moves or cancels one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bookings {
    /// What the owner reads in the message log.
    pub title: Text,
    /// The node that follows a change.
    pub next: StepId,
    /// The node that follows when the customer has no booking to come.
    pub none: StepId,
}

/// Puts an order together with the customer, and places it: what and how many, whether it is brought or fetched, the
/// name where it is not known, and a last question whether it is right.
///
/// The texts that follow at once know the order as `{order}`, `{total}`, `{fee}`, `{fulfilment}`, `{address}` and
/// `{name}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderNode {
    /// What the owner reads in the message log.
    pub title: Text,
    /// What is said on the way, where it is not the usual.
    #[serde(default, skip_serializing_if = "OrderTexts::is_usual")]
    pub texts: OrderTexts,
    /// The node that follows an order.
    pub next: StepId,
    /// The node that follows while the business sells nothing here.
    pub none: StepId,
}

/// Shows the customer's orders, and calls one off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrdersNode {
    /// What the owner reads in the message log.
    pub title: Text,
    /// The node that follows a change.
    pub next: StepId,
    /// The node that follows when nothing is to be done for the customer.
    pub none: StepId,
}

/// Asks for a question and answers it from what the business has written down; the conversation then waits there for
/// the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// What the owner reads in the message log.
    pub title: Text,
    /// Asks for the question.
    pub prompt: Text,
    /// Said below an answer, where it is not the usual.
    #[serde(default = "usual_after", skip_serializing_if = "is_usual_after")]
    pub after: Text,
    /// The menu that follows a question of which the business has not written.
    pub unknown: StepId,
    /// The node that takes its place while the business has written nothing down.
    pub none: StepId,
}

fn is_usual_after(text: &Text) -> bool {
    *text == usual_after()
}
