//! Asking for one value, until there is one that counts.

mod texts;

use serde::{Deserialize, Serialize};

use crate::book::options;
use crate::choice::{by_number, phrases};
use crate::definition::{Ask, StepId};
use crate::facts::Need;
use crate::heard::Heard;
use crate::interpreter::{MISUNDERSTANDINGS, Outcome, offer_person};
use crate::name;
use crate::run::Run;
use crate::validator::{Said, Verdict};
use crate::vocabulary::{self, Everywhere, asks_for_person_in_answer};

/// What is known of an answer before it is complete.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Partly {
    /// The values that were meant, under their numbers; the customer was asked which.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offered: Vec<String>,
    /// The day or the time that was said; the other one is still missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
    /// What the customer said on the way here, which may hold a time for a booking that follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wish: Option<String>,
}

impl Partly {
    /// Nothing of the answer, and what was said before the question.
    pub fn wish(wish: String) -> Self {
        Self { wish: Some(wish), ..Self::default() }
    }
}

/// What is asked just now; kept with the conversation's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "asks", rename_all = "snake_case")]
pub(crate) enum Task {
    /// One value, of which something is known already.
    Value(Partly),
}

/// The node that asks, and how the customer's words are taken.
pub(crate) struct Asking<'a> {
    pub run: Run<'a>,
    pub at: &'a StepId,
    pub ask: &'a Ask,
    pub heard: &'a Heard,
    pub misunderstood: u8,
    pub partly: Partly,
}

impl<'a> Asking<'a> {
    pub fn new(
        mut run: Run<'a>,
        at: &'a StepId,
        ask: &'a Ask,
        heard: &'a Heard,
        task: Option<&Task>,
        misunderstood: u8,
    ) -> Self {
        let mut partly = task.map(|Task::Value(partly)| partly.clone()).unwrap_or_default();
        run.wish = partly.wish.take();
        run.answers_a_question = true;
        Self { run, at, ask, heard, misunderstood, partly }
    }

    /// Takes what the customer says as the answer, unless it cannot be one.
    pub fn answer(mut self) -> Result<Outcome, Need> {
        let flow = self.run.flow;
        if asks_for_person_in_answer(self.heard) {
            return self.run.go(flow.person());
        }
        match vocabulary::in_answer(self.heard) {
            Some(Everywhere::Back) => return self.run.go_back(),
            Some(Everywhere::Greeting) => return self.run.greet(),
            Some(Everywhere::Farewell) => return self.run.go(flow.goodbye()),
            Some(Everywhere::Thanks) => {
                self.run.say(&flow.thanks().text);
                self.run.say(&self.ask.prompt);
                self.keep();
                return Ok(self.run.stay_beside("thanks", flow.thanks(), self.at, 0));
            }
            Some(Everywhere::Noted) | None => {}
        }
        match self.verdict() {
            Verdict::Accepted(value) => self.accept(value),
            Verdict::Several(values) => Ok(self.ask_which(values)),
            Verdict::Incomplete(known) => Ok(self.ask_rest(known)),
            refused => Ok(self.refuse(&refused)),
        }
    }

    fn verdict(&self) -> Verdict {
        if let Some(value) = self.offered() {
            return self.ask.validator.complete(value);
        }
        match self.suggested() {
            Some(option) => {
                let option = option.label.get(self.run.turn.language);
                self.ask.validator.judge(&self.said(option), &Heard::new(option))
            }
            None => match name::answer(&self.ask.slot, self.run.turn.text, self.heard) {
                Some(text) => self.ask.validator.judge(&self.said(&text), self.heard),
                None => Verdict::Refused,
            },
        }
    }

    fn said<'s>(&'s self, text: &'s str) -> Said<'s> {
        let known = self.partly.known.as_deref();
        let Run { turn, slots, .. } = &self.run;
        Said { text, known, slots, language: turn.language, now: turn.now }
    }

    /// The value whose number the customer chose when asked which was meant.
    fn offered(&self) -> Option<&str> {
        let number = usize::try_from(self.heard.number()?).ok()?;
        self.partly.offered.get(number.checked_sub(1)?).map(String::as_str)
    }

    /// The suggestion that the text is, by its number or by one of its names and nothing else.
    fn suggested(&self) -> Option<&'a crate::definition::Choice> {
        let options = &self.ask.options;
        let is_said = |name: &String| self.heard.is_any(&[name.as_str()]);
        by_number(self.heard, options)
            .or_else(|| options.iter().find(|option| phrases(*option).any(|name| is_said(&name))))
    }

    fn accept(mut self, value: String) -> Result<Outcome, Need> {
        self.run.slots.insert(self.ask.slot.clone(), value);
        self.run.go(&self.ask.next)
    }

    fn ask_which(mut self, values: Vec<String>) -> Outcome {
        let words = values.iter().map(|value| self.in_words(value));
        let text = texts::which(&options(words), self.run.turn.language);
        self.run.say_text(text);
        self.partly = Partly { offered: values, ..Partly::default() };
        self.stay(0)
    }

    fn ask_rest(mut self, known: String) -> Outcome {
        let text = texts::rest(&known, &self.in_words(&known), self.run.turn.language);
        self.run.say_text(text);
        self.partly = Partly { known: Some(known), ..Partly::default() };
        self.stay(0)
    }

    fn refuse(mut self, verdict: &Verdict) -> Outcome {
        let misunderstood = self.misunderstood.saturating_add(1);
        if misunderstood >= MISUNDERSTANDINGS {
            return offer_person(self.run, misunderstood);
        }
        let (language, today) = (self.run.turn.language, self.run.turn.now.date());
        if let Some(why) = texts::why(verdict, &self.ask.validator, today, language) {
            self.run.say_text(why);
        }
        self.run.say(&self.ask.retry);
        self.partly = Partly::default();
        self.stay(misunderstood)
    }

    fn in_words(&self, value: &str) -> String {
        let today = self.run.turn.now.date();
        let words =
            self.ask.validator.in_words(value, &self.run.slots, today, self.run.turn.language);
        words.unwrap_or_else(|| value.to_owned())
    }

    /// Keeps what is known so far for the next turn.
    fn keep(&mut self) {
        let partly = Partly { wish: self.run.wish.take(), ..std::mem::take(&mut self.partly) };
        self.run.task = (partly != Partly::default()).then(|| Task::Value(partly).into());
    }

    fn stay(mut self, misunderstood: u8) -> Outcome {
        self.keep();
        self.run.stay(self.at, self.at, misunderstood)
    }
}
