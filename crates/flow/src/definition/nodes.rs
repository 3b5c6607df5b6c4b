//! The places in a flow: what is said there, and what the customer answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Choice, Reply, StepId, Text, Validator};
use crate::answer::usual_after;
use crate::book::BookTexts;
use crate::condition::Branch;
use crate::order::OrderTexts;

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
