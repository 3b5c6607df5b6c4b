//! Words for where an order stands.

use domain::order::OrderStatus;

use super::{Locale, say};

/// Where an order stands, as a part of a sentence.
pub(crate) fn order_status(l: Locale, status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::New => say!(l, order_status.fresh),
        OrderStatus::Accepted => say!(l, order_status.accepted),
        OrderStatus::Ready => say!(l, order_status.ready),
        OrderStatus::OnTheWay => say!(l, order_status.on_the_way),
        OrderStatus::Completed => say!(l, order_status.completed),
        OrderStatus::Cancelled => say!(l, order_status.cancelled),
    }
}

/// Where an order stands, as its badge says it.
pub(crate) fn order_badge(l: Locale, status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::New => say!(l, order.fresh),
        OrderStatus::Accepted => say!(l, order.accepted),
        OrderStatus::Ready => say!(l, order.ready),
        OrderStatus::OnTheWay => say!(l, order.on_the_way),
        OrderStatus::Completed => say!(l, order.completed),
        OrderStatus::Cancelled => say!(l, order.cancelled),
    }
}
