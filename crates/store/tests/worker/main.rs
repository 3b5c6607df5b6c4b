//! What nodes and workers do to the store, on every database that can be had here.

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "other suites use more of it")]
mod support;

mod fence;
mod fixture;
mod leases;
mod outbox;
mod receive;
mod session;
mod settle;
