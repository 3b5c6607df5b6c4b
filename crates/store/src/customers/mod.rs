//! The customers of a business as its people work with them: found, described, taken out as a file, and erased.

mod change;
mod consent;
mod erase;
mod export;
mod follow;
mod hashes;
mod history;
mod imports;
mod lists;
mod merge;
mod newcomers;
mod undoing;

pub(crate) use erase::ERASED;
pub(crate) use follow::follow;
pub(crate) use hashes::erased;

pub use change::CustomerInput;
pub use export::CustomerInFull;
pub use imports::{CustomerFacts, ImportedCustomer, ReachedCustomers};

pub(crate) use lists::found_by;
