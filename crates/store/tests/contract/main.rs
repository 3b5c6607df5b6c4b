//! What the store promises, on every database it runs on.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod auth_sessions;
mod commands;
mod conversations;
mod database;
mod events;
mod requests;
mod stale;
mod tenants;
mod writes;
