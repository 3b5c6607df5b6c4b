//! Putting an order together with a customer, and placing it.

mod basket;
mod news;
mod notice;
mod task;

pub(crate) use basket::Basket;
pub use news::{FollowUp, OrderNews};
pub(crate) use task::{How, Open, Task};
