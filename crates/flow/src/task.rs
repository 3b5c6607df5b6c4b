//! What a node that asks several things is in the middle of, whichever node it is.

use serde::{Deserialize, Serialize};

use crate::ask::Partly;
use crate::{book, order};

/// What is asked just now; kept with the conversation's state. Each kind has other names for what it asks, by which
/// it is known again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Task {
    /// About a booking.
    Book(book::Task),
    /// About an order.
    Order(order::Task),
    /// About one value, of which something is known already.
    Value(Partly),
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
