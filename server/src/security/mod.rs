//! What every request passes before a page or an answer is made: address, limits,
//! origin, session, how often, headers.

pub mod address;
mod buckets;
pub mod forms;
pub mod headers;
pub mod limits;
pub mod origin;
pub mod session;
