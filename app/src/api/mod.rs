//! Server functions: extract, call, map. The use cases stand in the engine.
//!
//! Everything is checked there again, because these are public addresses like any other.

pub(crate) mod account;
pub(crate) mod answers;
pub(crate) mod bookings;
pub(crate) mod customer_import;
pub(crate) mod customers;
mod doc;
pub(crate) mod editor;
pub(crate) mod feed;
pub(crate) mod inbox;
pub(crate) mod insights;
pub(crate) mod node;
pub(crate) mod orders;
pub(crate) mod platform;
pub(crate) mod portal;
pub(crate) mod products;
pub(crate) mod profile;
pub(crate) mod sandbox;
pub(crate) mod simulator;
pub(crate) mod team;
pub(crate) mod tenant;
pub(crate) mod theme;

pub(crate) use doc::{Doc, Json};
