//! Conversation flows: what the assistant says to a customer, and when a person takes over.
//!
//! A flow is data ([`FlowDefinition`]), the interpreter is one pure function ([`step`]): the same
//! flow, state and text always give the same answer. Nothing here waits, stores or sends; the
//! engine keeps the [`FlowState`] with the conversation and puts the replies into its outbox.

mod builtin;
mod check;
mod choice;
mod definition;
mod error;
mod heard;
mod interpreter;
mod run;
mod state;
mod template;
mod validator;
mod vocabulary;
mod waits;
mod words;

pub use builtin::builtin;
pub use definition::{
    Ask, Choice, FlowDefinition, Item, Menu, Node, Reply, Say, StepId, Text, Validator,
};
pub use error::{FlowError, FlowProblem};
pub use interpreter::{Effect, Outcome, Turn, step};
pub use state::FlowState;
pub use template::{Business, MAX_REPLY_CHARS};
pub use waits::numbers;
pub use words::{hours_in_words, please_wait, slow_down};
