//! The server as a whole: the real router, engine and store over a temporary database.
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

mod config;
mod control_plane;
mod golden;
mod health;
mod live;
mod pages;
mod portal;
mod program;
mod security;
mod site;
mod world;
