//! What a turn of a conversation is answered with, whoever has it: a customer, or the owner who tries a flow.

pub(crate) mod business;
mod facts;

pub(crate) use facts::{About, period};
