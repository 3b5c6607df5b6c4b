//! The flows that answer customers: a template's built-in one, or a version of the business's own; and the owner who
//! changes, tries and publishes the latter.

mod book;
mod edit;
mod file;
mod history;
mod trial;

pub use file::FlowFile;

pub(crate) use book::{FlowBook, Running};
