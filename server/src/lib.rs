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
pub mod doors;
mod downloads;
mod feed;
mod gallery;
pub mod health;
pub mod lifecycle;
pub mod listen;
pub mod mail;
pub mod metrics;
pub mod model;
pub mod operations;
mod pages;
pub mod refusal;
pub mod router;
pub mod security;
pub mod services;
pub mod signals;
pub mod site;
pub mod site_map;
pub mod sockets;
pub mod state;
pub mod telemetry;
mod uploads;
pub mod visitors;
mod whatsapp;
pub mod ws;
