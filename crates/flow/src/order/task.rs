//! What an order's nodes are in the middle of.

use domain::order::Fulfilment;
use domain::{OrderId, ProductId};
use serde::{Deserialize, Serialize};

/// What is asked just now; kept with the conversation's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "asks", rename_all = "snake_case")]
pub(crate) enum Task {
    /// What else goes into the basket.
    Products {
        /// How many of the catalogue the customer has seen.
        #[serde(default)]
        seen: usize,
    },
    /// What the customer meant; the first of these, then the next.
    Meaning {
        /// Never empty, and never more than a few.
        open: Vec<Open>,
    },
    /// Whether it is brought or fetched.
    Fulfilment,
    /// Where it is brought to.
    Address,
    /// The customer's name.
    OrderName {
        fulfilment: Fulfilment,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<String>,
    },
    /// Whether all of it is right.
    ConfirmOrder {
        fulfilment: Fulfilment,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<String>,
        /// What bringing it costs as the customer saw it, in hundredths.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fee: Option<i64>,
    },
    /// Which of the customer's orders.
    PickOrder {
        /// It is to be called off.
        #[serde(default)]
        cancels: bool,
    },
    /// What is to become of an order.
    PickOrderChange { order: OrderId },
    /// Whether it is really to be called off.
    CancelOrder { order: OrderId },
}

/// Something that the customer left open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "open", rename_all = "snake_case")]
pub(crate) enum Open {
    /// Which of several products.
    Which {
        /// What they called it.
        said: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quantity: Option<u64>,
        how: How,
        among: Vec<ProductId>,
    },
    /// How many of a product.
    HowMany { product: ProductId, how: How },
}

/// What is to become of a product in the basket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum How {
    /// So many more.
    Add,
    /// So many altogether.
    Set,
    /// So many less, or none at all.
    Remove,
}
