//! Workers over the real store: the sandbox is the world outside, time is the machine's own with
//! short settings, and nothing sleeps for a fixed time but waits for what must come.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

mod answers;
mod bulk;
mod closed;
mod conversations;
mod crashes;
mod faults;
mod journey;
mod limits;
mod numbers;
mod orders;
mod pictures;
mod setup;
mod supervision;
mod wishes;
mod world;
