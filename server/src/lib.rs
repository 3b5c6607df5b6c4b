//! The server of Flow HQ: configuration, HTTP, live connections, health and life cycle.
//!
//! It brings requests to the use cases of `engine` and the pages of `app`, and decides nothing that
//! they decide. What a request passes, in order, is in [`router`].

pub mod answer;
pub mod api;
pub mod cli;
pub mod command;
pub mod config;
pub mod demo;
pub mod health;
pub mod lifecycle;
mod pages;
pub mod router;
pub mod security;
pub mod services;
pub mod signals;
pub mod site;
pub mod state;
pub mod telemetry;
pub mod ws;
