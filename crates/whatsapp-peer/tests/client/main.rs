//! The peer against the stock client: what a test of ours may rely on.
#![cfg(feature = "client-tests")]
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

mod by_http;
mod crowd;
mod harness;
#[path = "../support/http.rs"]
mod http;
mod linking;
mod talking;
mod trouble;
