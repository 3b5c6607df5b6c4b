//! Runs every conversation script in `tests/scripts`; docs/flows.md describes their format.

use std::fmt::Write as _;
use std::path::Path;

use chrono::NaiveDate;
use domain::Language;
use flow::{
    Act, Business, Effect, Facts, FlowState, Knowledge, Lookup, Need, Outcome, Turn, builtin, step,
};

#[test]
fn every_conversation_script_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let mut paths: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut failures = String::new();
    let mut turns = 0;
    for path in paths.iter().filter(|path| path.extension().is_some_and(|it| it == "txt")) {
        let name = format!("tests/scripts/{}", path.file_name().unwrap().to_string_lossy());
        let mut script = Script::new(&name);
        for (index, line) in std::fs::read_to_string(path).unwrap().lines().enumerate() {
            script.line(index + 1, line);
        }
        script.settle();
        turns += script.turns;
        failures.push_str(&script.failures);
    }
    assert!(turns > 100, "only {turns} turns were found");
    assert!(failures.is_empty(), "\n{failures}");
}

/// A script while it runs.
struct Script<'a> {
    name: &'a str,
    template: Option<domain::TemplateType>,
    language: Language,
    business: Business,
    /// As the engine keeps it: JSON.
    stored: Option<String>,
    /// What the business has written: a part of the question, and the answer.
    known: Vec<(String, String)>,
    open: Option<Open>,
    turns: usize,
    failures: String,
}

/// A turn whose expectations are being read.
struct Open {
    line: usize,
    outcome: Outcome,
    exact: Vec<String>,
    effect: Effect,
    expectations: usize,
}

impl<'a> Script<'a> {
    fn new(name: &'a str) -> Self {
        Self {
            name,
            template: None,
            language: Language::Sw,
            business: Business::default(),
            stored: None,
            known: Vec::new(),
            open: None,
            turns: 0,
            failures: String::new(),
        }
    }

    fn line(&mut self, number: usize, line: &str) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "" | "#" => {}
            "=" => self.expect(number, |open| {
                open.exact.push(rest.to_owned());
                None
            }),
            "~" => self.expect(number, |open| {
                let all = open.outcome.replies.join("\n\n");
                (!all.contains(rest)).then(|| format!("'{rest}' is not in\n{all}"))
            }),
            "!" => self.expect(number, |open| {
                let all = open.outcome.replies.join("\n\n");
                all.contains(rest).then(|| format!("'{rest}' is in\n{all}"))
            }),
            "step" => self.expect(number, |open| {
                let step = &open.outcome.step;
                (step != rest).then(|| format!("the step is '{step}'"))
            }),
            "title" => self.expect(number, |open| {
                let title = open.outcome.step_title.as_deref();
                (title != Some(rest)).then(|| format!("the title is {title:?}"))
            }),
            "asked" => self.expect(number, |open| {
                let noted = Act::Unanswered { question: rest.to_owned() };
                (open.outcome.acts != [noted]).then(|| format!("done: {:?}", open.outcome.acts))
            }),
            "effect" => {
                let effect = match rest {
                    "handoff" => Effect::HandOff,
                    "end" => Effect::End,
                    other => panic!("{}:{number}: no effect '{other}'", self.name),
                };
                self.expect(number, |open| {
                    open.effect = effect;
                    None
                });
            }
            _ => {
                self.settle();
                self.arrange(number, word, rest);
            }
        }
    }

    /// A line that prepares the next turn, or is one.
    fn arrange(&mut self, number: usize, word: &str, rest: &str) {
        let told = (!rest.is_empty()).then(|| rest.to_owned());
        match word {
            "flow" => self.template = Some(rest.parse().expect("a template's name")),
            "language" => self.language = rest.parse().expect("SW or EN"),
            "business_name" => rest.clone_into(&mut self.business.business_name),
            "phone" => self.business.phone = told,
            "hours" => self.business.hours = told,
            "knows" => match rest.split_once(" | ") {
                Some((part, answer)) => self.known.push((part.to_owned(), answer.to_owned())),
                None => self.known.clear(),
            },
            "new" => self.stored = None,
            "state" => self.stored = told,
            ">" => self.turn(number, &rest.replace("\\n", "\n")),
            _ => panic!("{}:{number}: no such line '{word}'", self.name),
        }
    }

    fn turn(&mut self, line: usize, text: &str) {
        let template =
            self.template.unwrap_or_else(|| panic!("{}:{line}: no flow is named", self.name));
        let state = self.stored.as_deref().and_then(FlowState::from_json);
        let now = NaiveDate::from_ymd_opt(2026, 2, 23)
            .and_then(|day| day.and_hms_opt(9, 0, 0))
            .expect("the time exists");
        let mut facts = Facts::of_nobody();
        if !self.known.is_empty() {
            facts.knowledge = None;
        }
        let outcome = loop {
            let turn = Turn::plain(text, self.language, &self.business, now, &facts);
            match step(builtin(template), state.as_ref(), &turn) {
                Ok(outcome) => break outcome,
                Err(Need::Passages { question }) if facts.knowledge.is_none() => {
                    facts.knowledge = Some(self.looked_up(question));
                }
                Err(need) => panic!("{}:{line}: {need:?} is lacking", self.name),
            }
        };
        self.stored = Some(serde_json::to_string(&outcome.state).expect("a state is plain data"));
        self.turns += 1;
        self.open =
            Some(Open { line, outcome, exact: Vec::new(), effect: Effect::None, expectations: 0 });
    }

    fn looked_up(&self, question: String) -> Knowledge {
        let said = question.to_lowercase();
        let answer = self.known.iter().find(|(part, _)| said.contains(part));
        let found = match answer {
            Some((_, answer)) => Lookup::Found(answer.clone()),
            None if said.contains("ehe") => Lookup::NoWords,
            None => Lookup::Unknown,
        };
        Knowledge::Looked { question, found }
    }

    fn expect(&mut self, number: usize, check: impl FnOnce(&mut Open) -> Option<String>) {
        let open = self
            .open
            .as_mut()
            .unwrap_or_else(|| panic!("{}:{number}: nobody spoke yet", self.name));
        open.expectations += 1;
        if let Some(failure) = check(open) {
            writeln!(self.failures, "{}:{number}: {failure}", self.name)
                .expect("a string takes everything");
        }
    }

    /// Judges what can only be judged when all expectations of a turn are known.
    fn settle(&mut self) {
        let Some(open) = self.open.take() else { return };
        let mut fail = |text: String| {
            writeln!(self.failures, "{}:{}: {text}", self.name, open.line)
                .expect("a string takes everything");
        };
        let all = open.outcome.replies.join("\n\n");
        if open.expectations == 0 {
            fail("nothing is expected of this turn".to_owned());
        }
        if !open.exact.is_empty() && open.exact.join("\n") != all {
            fail(format!("the reply is\n{all}"));
        }
        if open.effect != open.outcome.effect {
            fail(format!("the effect is {:?}", open.outcome.effect));
        }
    }
}
