//! Workers over the real store: the sandbox is the world outside, time is the machine's own with
//! short settings, and nothing sleeps for a fixed time but waits for what must come.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

mod alerts;
mod answers;
#[path = "../support/begin.rs"]
mod begin;
mod bulk;
mod closed;
mod conversations;
mod crashes;
mod customers;
mod faults;
mod flows;
mod idle;
mod inbox;
mod journey;
mod limits;
mod numbers;
mod orders;
mod pictures;
mod setup;
mod supervision;
mod together;
mod wishes;
mod world;
