//! WhatsApp over a real socket: the worker on one side, a peer on this machine on the other.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

mod contents;
#[path = "../../../store/tests/support/database.rs"]
#[expect(dead_code, reason = "the store's own tests use all of it")]
mod database;
mod journey;
mod linking;
mod storage;
mod trouble;
mod world;
