//! What can be wrong with a flow.

use std::fmt;

use domain::Language;
use domain::editor::{FlowFault, FlowProblemView};

use crate::StepId;

/// A flow that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// It is no JSON, or not shaped like a flow.
    #[error("the flow is not readable")]
    Unreadable(#[from] serde_json::Error),
    /// It reads, but a conversation would break on it.
    #[error("the flow has {} problem(s): {}", .0.len(), list(.0))]
    Broken(Vec<FlowProblem>),
}

fn list(problems: &[FlowProblem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("; ")
}

/// Where in a flow something stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The step's id, or the `@` name of what is said from anywhere; empty for the flow as a whole.
    pub step: String,
    /// The part of the step, such as `prompt` or `items.2.label`; empty for all of it.
    pub part: String,
    /// The language, where it is about one.
    pub language: Option<Language>,
    /// What the place is called in a sentence.
    name: String,
}

impl Place {
    pub(crate) fn new(step: &str, part: &str, name: String) -> Self {
        Self { step: step.to_owned(), part: part.to_owned(), language: None, name }
    }

    pub(crate) fn within(&self, language: Language) -> Self {
        Self { language: Some(language), ..self.clone() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// One thing about a flow that a conversation would break on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FlowProblem {
    /// Something leads to a node that is not there.
    #[error("{from} leads to '{to}', which is not there")]
    MissingNode {
        /// Where the arrow begins.
        from: Place,
        /// Where it should end.
        to: StepId,
    },
    /// A node that the flow names for a purpose is of another kind.
    #[error("{role} is '{node}', which is no {wanted}")]
    WrongKind {
        /// The flow's field.
        role: &'static str,
        /// The node that it names.
        node: StepId,
        /// The kind it should be.
        wanted: &'static str,
    },
    /// No conversation ever comes to this node.
    #[error("node '{0}' cannot be reached")]
    Unreachable(StepId),
    /// Nodes that only speak follow each other in a circle.
    #[error("from node '{0}' the flow speaks in a circle and never waits")]
    Circle(StepId),
    /// A node has an id that the interpreter uses itself.
    #[error("'{0}' is a reserved name, no node can have it")]
    ReservedName(StepId),
    /// A text is empty in one language.
    #[error("{place} has no {language} text")]
    MissingTranslation {
        /// The text.
        place: Place,
        /// The language in which it is missing.
        language: Language,
    },
    /// A text is so long that it would not fit into one message with what surrounds it.
    #[error("{place} is longer than {max} characters")]
    TextTooLong {
        /// The text.
        place: Place,
        /// The most that is allowed.
        max: usize,
    },
    /// A text holds a brace that begins or ends no placeholder.
    #[error("{place} has a brace that belongs to no placeholder")]
    StrayBrace {
        /// The text.
        place: Place,
    },
    /// A text names a placeholder that nothing fills.
    #[error("{place} names {{{placeholder}}}, which nothing fills")]
    UnknownPlaceholder {
        /// The text.
        place: Place,
        /// The name between the braces.
        placeholder: String,
    },
    /// Every line of a text may be left out, so that nothing would be said.
    #[error("{place} needs one line that is always said")]
    TextMayVanish {
        /// The text.
        place: Place,
    },
    /// A menu or choice has no items, or more than one digit can number.
    #[error("node '{node}' has {count} items, not 1 to 9")]
    ItemCount {
        /// The node.
        node: StepId,
        /// How many it has.
        count: usize,
    },
    /// A menu's text does not show an item's number.
    #[error("node '{node}' does not show '{number})' in {language}")]
    NumberNotShown {
        /// The node.
        node: StepId,
        /// The item's number.
        number: usize,
        /// The language in which it is missing.
        language: Language,
    },
    /// A menu shows no way back to the first menu.
    #[error("menu '{0}' shows no way back")]
    NoWayBack(StepId),
    /// Two items of one menu share a word.
    #[error("node '{node}' has '{word}' for two items")]
    AmbiguousWord {
        /// The node.
        node: StepId,
        /// The word.
        word: String,
    },
    /// A word has no letter or digit and could never be heard.
    #[error("node '{node}' has a word without letters")]
    BlankWord {
        /// The node.
        node: StepId,
    },
    /// A validator that no answer passes, or that takes the customer's way back (0).
    #[error("node '{node}' accepts no answer or takes 0 as one")]
    BadRange {
        /// The node.
        node: StepId,
    },
    /// A branch looks at a slot that no question fills so that it could decide.
    #[error("node '{node}' decides by something that no question answers")]
    NothingDecides {
        /// The node.
        node: StepId,
    },
    /// Both ways of a branch are the same.
    #[error("node '{0}' goes the same way in any case")]
    OneWay(StepId),
    /// A suggested answer that the question would not take.
    #[error("node '{node}' suggests '{option}', which it does not take")]
    RefusedOption {
        /// The node.
        node: StepId,
        /// The suggestion.
        option: String,
    },
    /// Words for an emergency are missing, or one of them could never be heard.
    #[error("the emergency needs words, each with letters")]
    DeafToEmergency,
    /// A stay is counted from a slot that holds no day.
    #[error("node '{node}' counts from '{slot}', which holds no day")]
    NoDay {
        /// The node.
        node: StepId,
        /// The slot.
        slot: String,
    },
    /// A slot's name is no lower-case word, or is the name of something the business tells.
    #[error("node '{node}' asks for '{slot}', which is no name for a slot")]
    BadSlot {
        /// The node.
        node: StepId,
        /// The slot.
        slot: String,
    },
}

impl FlowProblem {
    /// What is wrong and where, for whoever mends it.
    pub fn view(&self) -> FlowProblemView {
        let (fault, place, about, number) = self.parts();
        FlowProblemView {
            fault,
            step: place.step,
            part: place.part,
            language: place.language,
            about,
            number: u32::try_from(number).unwrap_or(u32::MAX),
        }
    }

    /// What is wrong, where, and the name and number that it is about.
    fn parts(&self) -> (FlowFault, Place, String, usize) {
        use FlowFault as F;
        let at = |node: &StepId, part: &str| Place::new(node.as_str(), part, String::new());
        let named = |name: &str| (name.to_owned(), 0);
        let nothing = || (String::new(), 0);
        let (fault, place, (about, number)) = match self {
            Self::MissingNode { from, to } => (F::MissingStep, from.clone(), named(to.as_str())),
            Self::WrongKind { role, node, .. } => (F::WrongKind, at(node, ""), named(role)),
            Self::Unreachable(node) => (F::Unreachable, at(node, ""), nothing()),
            Self::Circle(node) => (F::Circle, at(node, ""), nothing()),
            Self::ReservedName(node) => (F::ReservedName, at(node, ""), nothing()),
            Self::MissingTranslation { place, language } => {
                (F::MissingTranslation, place.within(*language), nothing())
            }
            Self::TextTooLong { place, max } => {
                (F::TextTooLong, place.clone(), (String::new(), *max))
            }
            Self::StrayBrace { place } => (F::StrayBrace, place.clone(), nothing()),
            Self::UnknownPlaceholder { place, placeholder } => {
                (F::UnknownPlaceholder, place.clone(), named(placeholder))
            }
            Self::TextMayVanish { place } => (F::TextMayVanish, place.clone(), nothing()),
            Self::ItemCount { node, count } => {
                (F::ItemCount, at(node, "items"), (String::new(), *count))
            }
            Self::NumberNotShown { node, number, language } => {
                (F::NumberNotShown, at(node, "text").within(*language), (String::new(), *number))
            }
            Self::NoWayBack(node) => (F::NoWayBack, at(node, "text"), nothing()),
            Self::AmbiguousWord { node, word } => {
                (F::AmbiguousWord, at(node, "items"), named(word))
            }
            Self::BlankWord { node } => (F::BlankWord, at(node, "items"), nothing()),
            Self::BadRange { node } => (F::BadRange, at(node, "validator"), nothing()),
            Self::NothingDecides { node } => (F::NothingDecides, at(node, ""), nothing()),
            Self::OneWay(node) => (F::OneWay, at(node, ""), nothing()),
            Self::RefusedOption { node, option } => {
                (F::RefusedOption, at(node, "options"), named(option))
            }
            Self::DeafToEmergency => {
                (F::DeafToEmergency, Place::new("@emergency", "words", String::new()), nothing())
            }
            Self::NoDay { node, slot } => (F::NoDay, at(node, "validator"), named(slot)),
            Self::BadSlot { node, slot } => (F::BadSlot, at(node, "slot"), named(slot)),
        };
        (fault, place, about, number)
    }
}
