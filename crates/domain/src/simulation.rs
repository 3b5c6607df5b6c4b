//! Trying an assistant before anything is live.
//!
//! The flow is a pure function, so what the customer has said is the whole state of a conversation:
//! it is told again from the beginning each time. Nothing has to be kept or signed, and a forged
//! state is no more than another conversation.

use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;

/// Most messages of one simulated conversation.
pub const TURNS_MAX: usize = 30;
/// Longest simulated message, in characters; more is cut off.
pub const SAID_MAX: usize = 300;

/// A conversation with an assistant that does not exist yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimulationForm {
    /// A [`crate::TemplateType`] as text.
    pub template: String,
    /// A [`crate::Language`] as text.
    pub language: String,
    /// The name of the business; may be empty.
    #[serde(default)]
    pub business: String,
    /// What the customer has said so far, a message a line; the newest last.
    #[serde(default)]
    pub said: String,
}

/// One message of the customer and what the assistant made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimulatedTurn {
    /// What the customer wrote.
    pub said: String,
    /// What the assistant answered.
    pub replies: Vec<String>,
    /// Which step of the flow answered, such as `menu`.
    pub step: String,
    /// Whether a person takes over from here.
    pub handed_over: bool,
    /// What would have been done with it, were it no trial.
    #[serde(default)]
    pub deeds: Vec<SimulatedDeed>,
}

/// Something that is only said in a trial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimulatedDeed {
    /// What would be done.
    pub kind: DeedKind,
    /// With what, in the conversation's language; may be empty.
    pub about: String,
}

text_enum! {
    /// What a conversation does beside answering.
    DeedKind {
        /// Something is booked.
        Book => "book",
        /// A booking moves.
        Move => "move",
        /// A booking is called off.
        Cancel => "cancel",
        /// The customer says that the booking holds.
        Confirm => "confirm",
        /// Something is ordered.
        Order => "order",
        /// An order is called off.
        CancelOrder => "cancel_order",
        /// A question is kept for the business.
        Unanswered => "unanswered",
    }
}

/// A conversation with the flow that a business is changing, or with the one that answers now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSimulationForm {
    /// `draft`, `active`, or the number of a version.
    pub which: String,
    /// A [`crate::Language`] as text.
    pub language: String,
    /// What the customer has said so far, a message a line; the newest last.
    #[serde(default)]
    pub said: String,
}

/// A number that the assistant waits for, and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tap {
    /// What the customer would write.
    pub number: String,
    /// What it leads to, in the conversation's language.
    pub label: String,
}

/// The conversation so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Simulation {
    /// Every turn, oldest first.
    pub turns: Vec<SimulatedTurn>,
    /// The numbers of the menu that the assistant waits at; none where it waits for words.
    pub taps: Vec<Tap>,
    /// What the customer has said, as the next form sends it.
    pub said: String,
    /// Whether no more can be said here.
    pub full: bool,
}
