//! Bookings by hand over the real store: who may, what is refused, and what is kept.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

mod booking;
mod roles;
mod shelf;
#[path = "../support/mod.rs"]
mod support;
mod world;
