//! Going one of two ways by what is known.

use chrono::NaiveDateTime;
use domain::Language;
use serde::{Deserialize, Serialize};

use crate::choice::phrases;
use crate::definition::{Ask, Choice, FlowDefinition, StepId, Text, Validator};
use crate::facts::{Calendar, Need};
use crate::heard::words;
use crate::run::Run;
use crate::slots::is_open_at;

/// Goes one of two ways at once, and says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// What the owner reads where the flow is shown.
    pub title: Text,
    /// What decides.
    pub when: Condition,
    /// The node that follows when it holds.
    pub then: StepId,
    /// The node that follows when it does not.
    pub otherwise: StepId,
}

/// Something that holds or does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// The business is open now, by its hours and the days on which it is closed.
    Open,
    /// The customer is answered in this language.
    Language {
        /// Which.
        is: Language,
    },
    /// The slot holds one of the options of its question.
    Option {
        /// The slot.
        slot: String,
        /// A name or word of the option, in either language.
        is: String,
    },
    /// The slot holds a number that is not smaller than this one.
    AtLeast {
        /// The slot.
        slot: String,
        /// The smallest number for which it holds.
        number: i64,
    },
    /// The slot holds something.
    Known {
        /// The slot.
        slot: String,
    },
}

impl Condition {
    /// Whether it holds.
    pub(crate) fn holds(&self, run: &Run<'_>) -> Result<bool, Need> {
        let value = |slot: &str| run.slots.get(slot).map(|value| value.trim());
        Ok(match self {
            Self::Open => is_open(run.calendar(run.turn.now.date())?, run.turn.now),
            Self::Language { is } => run.turn.language == *is,
            Self::Option { slot, is } => value(slot).is_some_and(|value| {
                let mut named = named(run.flow, slot, is);
                named.any(|option| option.label.sw == value || option.label.en == value)
            }),
            Self::AtLeast { slot, number } => value(slot)
                .and_then(|value| value.parse::<i64>().ok())
                .is_some_and(|value| value >= *number),
            Self::Known { slot } => value(slot).is_some_and(|value| !value.is_empty()),
        })
    }

    /// Whether its slot is filled by a question that can decide it.
    pub(crate) fn can_be_told(&self, flow: &FlowDefinition) -> bool {
        match self {
            Self::Open | Self::Language { .. } => true,
            Self::Option { slot, is } => named(flow, slot, is).next().is_some(),
            // A number below which nobody can go, or above which nobody, decides nothing.
            Self::AtLeast { slot, number } => flow.asking(slot).any(|ask| match &ask.validator {
                Validator::Number { min, max } => min < number && number <= max,
                _ => false,
            }),
            Self::Known { slot } => flow.asking(slot).next().is_some(),
        }
    }
}

/// The options that are called so, among those of the questions for a slot.
fn named<'a>(
    flow: &'a FlowDefinition,
    slot: &'a str,
    name: &str,
) -> impl Iterator<Item = &'a Choice> {
    let name = words(name).join(" ");
    let is_called = move |option: &&Choice| phrases(*option).any(|phrase| phrase == name);
    flow.asking(slot).flat_map(options).filter(is_called)
}

fn options(ask: &Ask) -> &[Choice] {
    match &ask.validator {
        Validator::Choice { options } => options,
        _ => &ask.options,
    }
}

fn is_open(calendar: &Calendar, now: NaiveDateTime) -> bool {
    let closed = |closure: &crate::facts::Period| closure.from <= now && now < closure.to;
    is_open_at(&calendar.hours, now) && !calendar.closures.iter().any(closed)
}
