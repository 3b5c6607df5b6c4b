//! What the store promises, on every database it runs on.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "the suites share it and each uses a part")]
mod support;

mod account_tokens;
mod accounts;
mod auth_sessions;
mod bookings;
mod commands;
mod conversations;
mod database;
mod events;
mod knowledge;
mod leads;
mod lengths;
mod lists;
mod portal;
mod requests;
mod shop;
mod stale;
mod tenants;
mod writes;
