//! What operators rely on: the log's chains, the keys, copies of the whole, and that nothing grows for ever.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "the suites share it and each uses a part")]
mod support;

mod audit;
mod forgetting;
mod keys;
mod snapshot;
