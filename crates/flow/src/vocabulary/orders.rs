//! What customers say of orders that are placed; of one that is put together: `order/phrases.rs`.

use super::denial::said;
use crate::heard::Heard;
use crate::word_lists::word_lists;

word_lists! {
    "orders.txt":
    OWN_ORDERS, NEW_ORDERS,
}

/// Whether the customer speaks of what is ordered already.
pub(crate) fn own_orders(heard: &Heard) -> bool {
    said(heard, &OWN_ORDERS) && !heard.has_any(&NEW_ORDERS)
}
