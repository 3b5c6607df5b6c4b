//! What a turn is answered from, and what it comes to.

use chrono::NaiveDateTime;
use domain::order::Unfinished;
use domain::{Language, ProductId};

use crate::facts::{Act, Facts};
use crate::state::FlowState;
use crate::template::Business;

/// What a customer said and to whom.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'a> {
    /// What the customer wrote; several fragments are joined with line breaks.
    pub text: &'a str,
    /// The channel's name for what came where there are no words, such as `image`.
    pub attachment: Option<&'a str>,
    /// The language to answer in, unless the text says otherwise.
    pub language: Language,
    /// How it came to be that one.
    pub language_by: LanguageBy,
    /// Whom the customer writes to.
    pub business: &'a Business,
    /// The customer's name, where it is known.
    pub customer: Option<&'a str>,
    /// The business's local time.
    pub now: NaiveDateTime,
    /// What is known beside the customer's words.
    pub facts: &'a Facts,
}

impl<'a> Turn<'a> {
    /// A turn of a customer of whom nothing is known, in a language that nothing changes.
    pub fn plain(
        text: &'a str,
        language: Language,
        business: &'a Business,
        now: NaiveDateTime,
        facts: &'a Facts,
    ) -> Self {
        let language_by = LanguageBy::Choice;
        Self { text, attachment: None, language, language_by, business, customer: None, now, facts }
    }
}

/// How a customer's language came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LanguageBy {
    /// It is the business's own; the customer has said nothing yet that tells.
    Default,
    /// It was heard from what the customer wrote.
    Heard,
    /// The customer asked for it, or nobody else's may be used: it is not changed by what is written.
    Choice,
}

/// What a turn comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Where the conversation now is.
    pub state: FlowState,
    /// What to send, in this order; never empty, each at most [`MAX_REPLY_CHARS`](crate::MAX_REPLY_CHARS) long.
    pub replies: Vec<String>,
    /// The product whose picture goes with the first of them.
    pub picture: Option<ProductId>,
    /// The stable name of the step that answered: a node such as `menu` or `prices`, or
    /// `not_understood`, `thanks`, `noted`.
    pub step: String,
    /// The step's name for the owner, in the turn's language.
    pub step_title: Option<String>,
    /// What has to happen beside sending the replies.
    pub effect: Effect,
    /// The customer's language, where it is known by this turn, and how.
    pub language: Option<(Language, LanguageBy)>,
    /// What is written down together with the replies; when one cannot be done nothing is, and the turn is
    /// to be answered anew with fresh facts.
    pub acts: Vec<Act>,
    /// What the customer leaves unfinished if they write no more: while the conversation waits for them, something
    /// in the basket, or an order that lacks only their yes.
    pub unfinished: Option<Unfinished>,
}

/// What has to happen beside sending the replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: the flow waits for the customer.
    None,
    /// A person takes over.
    HandOff,
    /// The conversation is over.
    End,
}
