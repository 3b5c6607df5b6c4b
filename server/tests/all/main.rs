//! The server as a whole: the real router, engine and store over a temporary database.
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

mod accounts;
mod config;
mod control_plane;
mod deploy;
mod doors;
mod downloads;
mod feed;
mod figures;
mod forms;
mod gallery;
mod golden;
mod headers;
mod health;
mod live;
mod logging;
mod mail;
mod model;
mod operations;
mod pages;
mod portal;
mod program;
mod public;
mod redirects;
mod refusals;
mod security;
mod shop;
mod site;
mod team;
mod wares;
mod world;
