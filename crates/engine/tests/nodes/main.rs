//! Two nodes over one PostgreSQL database, where `TEST_DATABASE_URL` names a server: what happens on one of them is
//! heard on the other. Workers beat and pools look by themselves so seldom here that only news can be as quick as this.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

#[path = "../support/begin.rs"]
mod begin;
#[path = "../../../store/tests/support/database.rs"]
#[expect(dead_code, reason = "the store's suites use more of it")]
mod database;
mod hearing;
mod losing;
mod world;
