//! What the store promises, on every database it runs on.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "the suites share it and each uses a part")]
mod support;

mod account_tokens;
mod accounts;
mod alerts;
mod auth_sessions;
mod bookings;
mod commands;
mod conversations;
mod customers;
mod database;
mod days;
mod events;
mod flows;
mod hands;
mod idle;
mod inbox;
mod knowledge;
mod leads;
mod lengths;
mod lists;
mod news;
mod portal;
mod requests;
#[path = "../tenancy/rows.rs"]
mod rows;
mod shop;
mod stale;
mod team;
mod tenants;
mod together;
mod tools;
mod writes;
