//! PostgreSQL's row-level security, tried past the store: whoever connects as the serving role and
//! forgets a filter still gets nothing of anybody else.
//!
//! That the store names the right tenant or door in every transaction is shown by all other suites, which
//! run as the same role.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "the suites share it and each uses a part")]
mod support;

mod catalogue;
mod doors;
mod forgotten;
mod roles;
mod served;
