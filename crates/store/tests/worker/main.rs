//! What nodes and workers do to the store, on every database that can be had here.

#[path = "../harness/mod.rs"]
mod harness;

mod fence;
mod fixture;
mod leases;
mod outbox;
mod receive;
mod session;
mod settle;
