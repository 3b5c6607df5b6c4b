//! Runs every conversation script in `tests/scripts`; docs/flows.md describes their format.

mod orders;
mod shop;

use std::fmt::Write as _;
use std::path::Path;

use chrono::NaiveDateTime;
use domain::Language;
use domain::order::Unfinished;
use flow::{
    Business, Effect, FlowDefinition, FlowState, Knowledge, LanguageBy, Lookup, Need, Outcome,
    Turn, builtin, resume, step,
};
use shop::{Shop, moment};

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

/// How a turn is answered: [`step`], or [`resume`] where a person hands back.
type Answering = fn(&FlowDefinition, Option<&FlowState>, &Turn<'_>) -> Result<Outcome, Need>;

/// A script while it runs.
struct Script<'a> {
    name: &'a str,
    template: Option<domain::TemplateType>,
    language: Language,
    business: Business,
    now: NaiveDateTime,
    customer: Option<String>,
    /// Whether what the customer writes changes the language.
    by: LanguageBy,
    shop: Shop,
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
    /// What must be done with the answer, in words.
    acts: Vec<String>,
    expectations: usize,
}

impl<'a> Script<'a> {
    fn new(name: &'a str) -> Self {
        Self {
            name,
            template: None,
            language: Language::Sw,
            business: Business::default(),
            now: moment("2026-02-23 09:00"),
            customer: None,
            by: LanguageBy::Choice,
            shop: Shop::default(),
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
            "act" => self.expect(number, |open| {
                open.acts.push(rest.to_owned());
                None
            }),
            "asked" => self.expect(number, |open| {
                open.acts.push(format!("asked {rest}"));
                None
            }),
            "unfinished" => self.expect(number, |open| {
                let unfinished = open.outcome.unfinished.map_or("nothing", Unfinished::as_str);
                (unfinished != rest).then(|| format!("what is unfinished is {unfinished}"))
            }),
            "picture" => {
                let picture = self.open.as_ref().and_then(|open| open.outcome.picture);
                let shown = picture.map_or("nothing", |id| self.shop.orders.name_of(id)).to_owned();
                self.expect(number, |_| {
                    (shown != rest).then(|| format!("the picture shows {shown}"))
                });
            }
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
            "now" => self.now = moment(rest),
            "customer" => self.customer = told,
            "speaks" => {
                self.language = rest.parse().expect("SW or EN");
                self.by = LanguageBy::Default;
            }
            "service" => self.shop.add_service(rest),
            "resource" => self.shop.add_resource(rest),
            "taken" => self.shop.take(rest),
            "closed" => self.shop.close(rest),
            "product" => self.shop.orders.add_product(rest),
            "price" => self.shop.orders.set_price(rest),
            "currency" => self.shop.orders.set_currency(rest),
            "stock" => self.shop.orders.set_stock(rest),
            "gone" => self.shop.orders.remove_product(rest),
            "delivery" => self.shop.orders.set_delivery(rest),
            "pickup" => self.shop.orders.set_pickup(rest),
            "order" => self.shop.orders.move_on(rest),
            "knows" => match rest.split_once(" | ") {
                Some((part, answer)) => self.known.push((part.to_owned(), answer.to_owned())),
                None => self.known.clear(),
            },
            "new" => self.stored = None,
            "state" => self.stored = told,
            ">" => self.turn(number, &rest.replace("\\n", "\n"), None),
            "sends" => self.turn(number, "", Some(rest)),
            "back" => self.answer(number, "", None, resume),
            _ => panic!("{}:{number}: no such line '{word}'", self.name),
        }
    }

    fn turn(&mut self, line: usize, text: &str, attachment: Option<&str>) {
        self.answer(line, text, attachment, step);
    }

    fn answer(&mut self, line: usize, text: &str, attachment: Option<&str>, how: Answering) {
        let template =
            self.template.unwrap_or_else(|| panic!("{}:{line}: no flow is named", self.name));
        let state = self.stored.as_deref().and_then(FlowState::from_json);
        let mut facts = self.shop.facts();
        if !self.known.is_empty() {
            facts.knowledge = None;
        }
        let outcome = loop {
            let turn = Turn {
                attachment,
                customer: self.customer.as_deref(),
                language_by: self.by,
                ..Turn::plain(text, self.language, &self.business, self.now, &facts)
            };
            match how(builtin(template), state.as_ref(), &turn) {
                Ok(outcome) => break outcome,
                Err(Need::Passages { question }) if facts.knowledge.is_none() => {
                    facts.knowledge = Some(self.looked_up(question));
                }
                Err(need) => panic!("{}:{line}: {need:?} is lacking", self.name),
            }
        };
        if let Some((language, by)) = outcome.language {
            (self.language, self.by) = (language, by);
        }
        self.stored = Some(serde_json::to_string(&outcome.state).expect("a state is plain data"));
        self.turns += 1;
        self.open = Some(Open {
            line,
            outcome,
            exact: Vec::new(),
            effect: Effect::None,
            acts: Vec::new(),
            expectations: 0,
        });
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
        let failures = &mut self.failures;
        let mut fail = |text: String| {
            writeln!(failures, "{}:{}: {text}", self.name, open.line)
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
        let done: Vec<_> = open.outcome.acts.iter().map(|act| self.shop.done(act)).collect();
        if open.acts != done {
            fail(format!("what is done is {done:?}"));
        }
    }
}
