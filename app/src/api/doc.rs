//! Answers that are read once, where they are shown.
//!
//! A typed resource per page would bring one copy of the reactive machinery per type into the
//! browser, and the same type would be decoded by several codecs; as JSON that nobody has looked
//! into, all answers are one type, and each is decoded in one place.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::node::Node;
use crate::AppError;

/// A server function's answer of type `T`.
#[derive(Debug, Clone)]
pub(crate) struct Doc<T> {
    json: Json,
    of: PhantomData<fn() -> T>,
}

/// JSON that nobody has looked into: as the server wrote it, or as the browser got it.
///
/// The browser does not read it as a [`RawValue`], because the error messages of that would bring
/// everything that writes floating point numbers.
#[derive(Debug, Clone)]
pub(crate) enum Json {
    /// The text, on its way out.
    Written(Box<RawValue>),
    /// What it was parsed into on the way in.
    Parsed(Node),
}

impl Json {
    /// What it says; fails when server and page differ in age.
    pub(crate) fn read<T: DeserializeOwned>(self) -> Result<T, AppError> {
        self.into_node().and_then(Node::read).ok_or(AppError::Unreachable)
    }

    fn into_node(self) -> Option<Node> {
        match self {
            Self::Written(json) => Node::parse(json.get()),
            Self::Parsed(node) => Some(node),
        }
    }
}

impl<T: DeserializeOwned> Doc<T> {
    /// What it says.
    pub(crate) fn read(self) -> Result<T, AppError> {
        self.json.read()
    }
}

impl<T> Doc<T> {
    /// The JSON alone.
    pub(crate) fn into_json(self) -> Json {
        self.json
    }
}

impl<T> From<Box<RawValue>> for Doc<T> {
    fn from(json: Box<RawValue>) -> Self {
        Self { json: Json::Written(json), of: PhantomData }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Written(json) => json.serialize(serializer),
            Self::Parsed(node) => node.serialize(serializer),
        }
    }
}

impl<T> Serialize for Doc<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}

impl<'de, T> Deserialize<'de> for Doc<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::Parsed(Node::deserialize(deserializer)?);
        Ok(Self { json, of: PhantomData })
    }
}
