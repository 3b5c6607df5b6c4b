//! What every request passes before a page or an answer is made: limits, origin, session, headers.

pub mod headers;
pub mod limits;
pub mod origin;
pub mod session;
