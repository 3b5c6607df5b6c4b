//! What a node that asks several things is in the middle of, whichever node it is.

use serde::{Deserialize, Serialize};

use crate::{ask, book, order};

/// What is asked just now; kept with the conversation's state. Each kind has other names for what it asks, by which
/// it is known again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Task {
    /// About one value.
    Ask(ask::Task),
    /// About a booking.
    Book(book::Task),
    /// About an order.
    Order(order::Task),
}

impl Task {
    pub fn ask(&self) -> Option<&ask::Task> {
        if let Self::Ask(task) = self { Some(task) } else { None }
    }

    pub fn book(&self) -> Option<&book::Task> {
        if let Self::Book(task) = self { Some(task) } else { None }
    }

    pub fn order(&self) -> Option<&order::Task> {
        if let Self::Order(task) = self { Some(task) } else { None }
    }
}

impl From<ask::Task> for Task {
    fn from(task: ask::Task) -> Self {
        Self::Ask(task)
    }
}

impl From<book::Task> for Task {
    fn from(task: book::Task) -> Self {
        Self::Book(task)
    }
}

impl From<order::Task> for Task {
    fn from(task: order::Task) -> Self {
        Self::Order(task)
    }
}
