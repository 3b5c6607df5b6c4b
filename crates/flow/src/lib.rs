//! Conversation flows: what the assistant says to a customer, and when a person takes over.
//!
//! A flow is data ([`FlowDefinition`]), the interpreter is one pure function ([`step`]): the same
//! flow, state and text always give the same answer. Nothing here waits, stores or sends; the
//! engine keeps the [`FlowState`] with the conversation and puts the replies into its outbox.

mod answer;
mod ask;
mod book;
mod builtin;
mod check;
mod choice;
mod condition;
mod consent;
mod definition;
mod diff;
mod draft;
mod edit;
mod emergency;
mod error;
mod facts;
mod heard;
mod interpreter;
mod language;
mod menu_text;
mod name;
mod order;
mod outline;
mod run;
mod slots;
mod spoken;
mod state;
mod task;
mod template;
mod validator;
mod vocabulary;
mod waits;
mod when;
mod word_lists;
mod words;

pub use book::BookTexts;
pub use builtin::builtin;
pub use condition::{Branch, Condition};
pub use consent::{consent, leaves_task, may_leave_task};
pub use definition::{
    Answer, Ask, Book, Bookings, Choice, FlowDefinition, Item, Menu, Node, OrderNode, OrdersNode,
    Reply, Say, StepId, Text, Validator,
};
pub use diff::diff;
pub use draft::FlowDraft;
pub use edit::{Edit, EditRefused, To};
pub use emergency::Emergency;
pub use error::{FlowError, FlowProblem, Place};
pub use facts::{
    Act, Appointment, Busy, Calendar, Customer, Facts, Knowledge, Lookup, Need, Order, OrderLine,
    Period, Product, Resource, Service, Shop,
};
pub use interpreter::{Effect, LanguageBy, Outcome, Turn, resume, step};
pub use language::first_heard;
pub use order::{FollowUp, OrderNews, OrderTexts};
pub use slots::opens_at;
pub use state::{FlowState, UnderWay};
pub use template::{Business, MAX_REPLY_CHARS, filled, placeholders};
pub use vocabulary::{stands_alone, wants_no_answer};
pub use waits::numbers;
pub use when::{Span, TimeSaid, Understood, Wanted, When, day_in_words, read, time_in_words};
pub use words::{
    Reminder, closed, goes_on, hours_in_words, nobody_has_time, opted_in, opted_out,
    person_sees_to_it, please_wait, slow_down,
};
