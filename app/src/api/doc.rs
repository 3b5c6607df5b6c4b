//! Answers that are read once, where they are shown.
//!
//! A typed resource per page would bring one copy of the reactive machinery per type into the
//! browser, and the same type would be decoded by several codecs; as JSON that nobody has looked
//! into, all answers are one type, and each is decoded in one place.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::AppError;

/// A server function's answer of type `T`, as JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent, bound = "")]
pub(crate) struct Doc<T> {
    json: Box<RawValue>,
    #[serde(skip)]
    of: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Doc<T> {
    /// What it says.
    pub(crate) fn read(self) -> Result<T, AppError> {
        read(&self.json)
    }
}

impl<T> Doc<T> {
    /// The JSON alone.
    pub(crate) fn into_json(self) -> Box<RawValue> {
        self.json
    }
}

impl<T> From<Box<RawValue>> for Doc<T> {
    fn from(json: Box<RawValue>) -> Self {
        Self { json, of: PhantomData }
    }
}

/// Reads JSON as the type that it was written from; fails when server and page differ in age.
pub(crate) fn read<T: DeserializeOwned>(json: &RawValue) -> Result<T, AppError> {
    super::node::read(json.get()).ok_or(AppError::Unreachable)
}
