//! The owner's own flow over the real store: changed, tried, published, used again, taken along as a file.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

mod editing;
mod publishing;
mod roles;
#[path = "../support/mod.rs"]
mod support;
mod trying;
mod world;
