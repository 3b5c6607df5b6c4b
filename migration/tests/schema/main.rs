//! The schema as both databases have it: its history, and what its keys refuse.
//!
//! SQLite is always tried, PostgreSQL where `TEST_DATABASE_URL` names a server.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made ends its test")]

mod catalogue;
mod chains;
mod database;
mod history;
mod messages;
mod ownership;
mod people;
mod rows;
