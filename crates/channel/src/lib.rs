//! Connectors: the only way messages enter and leave Flow HQ.
//!
//! A connector speaks one outside protocol for one tenant. It reports what happens as a stream of
//! [`ConnectorEvent`]s and takes orders through [`Connector`]. It never touches our database:
//! where it must keep something it declares a port trait that the engine implements.

mod connector;
mod device;
pub mod sandbox;

pub use connector::{
    Accepted, Ack, Address, ChatKind, Connector, ConnectorError, ConnectorEvent, ConnectorFactory,
    Content, EventSink, Incoming, IncomingFile, Outgoing, Receipt, Resolution, Typing,
};
pub use device::{DeviceStore, ITEM_KEY_MAX, Item, ItemChange, ItemKind};
