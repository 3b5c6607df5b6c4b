//! The server as a whole: the real router, engine and store over a temporary database.

mod config;
mod control_plane;
mod golden;
mod health;
mod live;
mod portal;
mod program;
mod security;
mod site;
mod world;
