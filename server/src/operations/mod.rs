//! What an operator does with the command line beside the running server.

pub mod archive;
pub mod audit;
pub mod backup;
pub mod doctor;
mod dump;
pub mod keys;
pub mod restore;
