//! What nodes and workers do to the store, on every database that can be had here.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "the suites share it and each uses a part")]
mod support;

mod addresses;
mod consent;
mod device;
mod fence;
mod fixture;
mod leases;
mod orders;
mod outbox;
mod receive;
mod session;
mod settle;
