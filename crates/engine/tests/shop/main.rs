//! Products and orders by hand over the real store: who may, what is refused, and what is kept.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

mod catalogue;
mod import;
mod orders;
mod roles;
#[path = "../support/mod.rs"]
mod support;
mod world;
