//! Rows become views: texts become types, and what cannot be read is an error that names its column.

mod booking;
mod business;
mod conversation;
mod people;
mod session;
mod shop;
mod worker;

use std::fmt::Display;
use std::str::FromStr;

use crate::error::{Result, StoreError};

pub(crate) use booking::{appointment, appointment_status, closure, resource, service};
pub(crate) use business::{config, request, request_status, team_settings, tenant, tenant_status};
pub(crate) use conversation::{conversation, decision, event, message};
pub(crate) use people::user;
pub(crate) use session::{disconnected_at, session, session_columns, session_state, wish};
pub(crate) use shop::{delivery, fulfilment, import, order, order_status, product};
pub(crate) use worker::{desired, worker, worker_status};

/// Reads a stored text as a type; `what` is the column.
pub(crate) fn read<T>(what: &'static str, text: &str) -> Result<T>
where
    T: FromStr,
    T::Err: Display,
{
    text.parse().map_err(|error: T::Err| StoreError::Corrupt { what, detail: error.to_string() })
}

/// Reads stored JSON as a type; `what` is the column.
pub(crate) fn read_json<T: serde::de::DeserializeOwned>(
    what: &'static str,
    value: serde_json::Value,
) -> Result<T> {
    serde_json::from_value(value)
        // Not the error's own text, which quotes the value.
        .map_err(|_| StoreError::Corrupt { what, detail: "not of the expected form".to_owned() })
}
