//! The checks of what a flow asks, and of the ways that it chooses between.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use domain::Language;

use super::Check;
use crate::condition::Branch;
use crate::definition::{Ask, StepId, Validator};
use crate::error::FlowProblem;
use crate::heard::Heard;
use crate::template::BUSINESS_PLACEHOLDERS;
use crate::validator::{Said, Verdict};

/// The most characters that an answer may be asked to have.
const MAX_ANSWER_CHARS: usize = 600;
/// The farthest day that may be asked for, in days.
const MAX_DAYS: u32 = 1000;

/// A Monday in the morning: when suggestions are tried.
const TRIED_ON: NaiveDateTime = match NaiveDate::from_ymd_opt(2026, 1, 5) {
    Some(day) => day.and_time(NaiveTime::MIN),
    None => NaiveDateTime::MIN,
};

impl Check<'_> {
    pub(super) fn question(&mut self, id: &StepId, ask: &Ask) {
        let name = |c: char| c.is_ascii_lowercase() || c == '_';
        let taken = BUSINESS_PLACEHOLDERS.contains(&ask.slot.as_str());
        if ask.slot.is_empty() || taken || !ask.slot.chars().all(name) {
            let slot = ask.slot.clone();
            self.problems.push(FlowProblem::BadSlot { node: id.clone(), slot });
        }
        match &ask.validator {
            Validator::Text { min, max } => {
                self.range(id, *min >= 1 && min <= max && *max <= MAX_ANSWER_CHARS);
            }
            Validator::Number { min, max } => self.range(id, *min >= 1 && min <= max),
            Validator::Choice { options } => self.items(id, options, &[&ask.prompt]),
            Validator::Date { min, max } | Validator::Moment { min, max } => {
                self.range(id, min <= max && *max <= MAX_DAYS);
            }
            Validator::Nights { after, max } => {
                self.range(id, (1..=MAX_DAYS).contains(max));
                self.arrival(id, after);
            }
            Validator::Phone | Validator::Email | Validator::Time => {}
        }
        if !ask.options.is_empty() {
            self.items(id, &ask.options, &[&ask.prompt]);
            self.suggestions(id, ask);
        }
    }

    /// A stay begins on a day that a question asks for.
    fn arrival(&mut self, id: &StepId, slot: &str) {
        let is_day = |ask: &Ask| matches!(ask.validator, Validator::Date { .. });
        if !self.flow.asking(slot).any(is_day) {
            let (node, slot) = (id.clone(), slot.to_owned());
            self.problems.push(FlowProblem::NoDay { node, slot });
        }
    }

    /// What is suggested must be an answer itself; where numbers are answers, they cannot be numbers of suggestions.
    fn suggestions(&mut self, id: &StepId, ask: &Ask) {
        let numbers_are_answers = matches!(
            ask.validator,
            Validator::Number { .. } | Validator::Choice { .. } | Validator::Nights { .. }
        );
        let slots = BTreeMap::new();
        for (option, language) in
            ask.options.iter().flat_map(|option| Language::ALL.iter().map(move |it| (option, *it)))
        {
            let text = option.label.get(language);
            let said = Said { text, known: None, slots: &slots, language, now: TRIED_ON };
            let verdict = ask.validator.judge(&said, &Heard::new(text));
            if numbers_are_answers || !matches!(verdict, Verdict::Accepted(_)) {
                let (node, option) = (id.clone(), text.to_owned());
                self.problems.push(FlowProblem::RefusedOption { node, option });
            }
        }
    }

    pub(super) fn branch(&mut self, id: &StepId, branch: &Branch) {
        if branch.then == branch.otherwise {
            self.problems.push(FlowProblem::OneWay(id.clone()));
        }
        if !branch.when.can_be_told(self.flow) {
            self.problems.push(FlowProblem::NothingDecides { node: id.clone() });
        }
    }

    fn range(&mut self, id: &StepId, sound: bool) {
        if !sound {
            self.problems.push(FlowProblem::BadRange { node: id.clone() });
        }
    }
}
