//! Everything that must hold before a flow may talk to customers.

mod texts;

use std::collections::BTreeSet;

use domain::Language;

use crate::choice::{Named, phrases};
use crate::definition::{FlowDefinition, Menu, Node, StepId, Text, Validator};
use crate::error::FlowProblem;
use crate::interpreter::STEPS_BESIDE;
use crate::template::BUSINESS_PLACEHOLDERS;

/// The most characters that an answer may be asked to have.
const MAX_ANSWER_CHARS: usize = 600;

/// Every problem of a flow, in a stable order.
pub(crate) fn problems(flow: &FlowDefinition) -> Vec<FlowProblem> {
    let mut check = Check { flow, problems: Vec::new() };
    check.roles();
    check.arrows();
    check.reach();
    check.circles();
    for (id, node) in flow.nodes() {
        check.node(id, node);
    }
    check.texts();
    check.problems
}

struct Check<'a> {
    flow: &'a FlowDefinition,
    problems: Vec<FlowProblem>,
}

impl Check<'_> {
    fn roles(&mut self) {
        let flow = self.flow;
        let roles = [
            ("start", flow.start(), "menu"),
            ("person", flow.person(), "handoff"),
            ("lost", flow.lost(), "menu"),
            ("goodbye", flow.goodbye(), "end"),
        ];
        let bookings = flow.bookings().map(|id| ("bookings", id, "bookings"));
        let orders = flow.orders().map(|id| ("orders", id, "orders"));
        let answers = flow.answers_id().map(|id| ("answers", id, "answer"));
        let unknown = flow.answers().map(|(_, node)| ("unknown", &node.unknown, "menu"));
        let optional = bookings.into_iter().chain(orders).chain(answers).chain(unknown);
        for (role, id, wanted) in roles.into_iter().chain(optional) {
            match flow.node(id) {
                None => {
                    let (from, to) = (role.to_owned(), id.clone());
                    self.problems.push(FlowProblem::MissingNode { from, to });
                }
                Some(node) if node.kind() != wanted => {
                    let node = id.clone();
                    self.problems.push(FlowProblem::WrongKind { role, node, wanted });
                }
                Some(_) => {}
            }
        }
    }

    fn arrows(&mut self) {
        for (id, node) in self.flow.nodes() {
            for to in targets(node) {
                if self.flow.node(to).is_none() {
                    let from = format!("node '{id}'");
                    self.problems.push(FlowProblem::MissingNode { from, to: to.clone() });
                }
            }
        }
    }

    fn reach(&mut self) {
        let flow = self.flow;
        let mut open = vec![flow.start(), flow.person(), flow.lost(), flow.goodbye()];
        open.extend(flow.bookings());
        open.extend(flow.orders());
        open.extend(flow.answers_id());
        let mut reached: BTreeSet<&StepId> = BTreeSet::new();
        while let Some(id) = open.pop() {
            if reached.insert(id) {
                open.extend(flow.node(id).into_iter().flat_map(targets));
            }
        }
        let lonely = flow.nodes().keys().filter(|id| !reached.contains(id));
        self.problems.extend(lonely.cloned().map(FlowProblem::Unreachable));
    }

    fn circles(&mut self) {
        for id in self.flow.nodes().keys() {
            let mut seen = BTreeSet::new();
            let mut at = id;
            while let Some(Node::Say(say)) = self.flow.node(at) {
                if !seen.insert(at) {
                    self.problems.push(FlowProblem::Circle(id.clone()));
                    break;
                }
                at = &say.next;
            }
        }
    }

    fn node(&mut self, id: &StepId, node: &Node) {
        if STEPS_BESIDE.contains(&id.as_str()) {
            self.problems.push(FlowProblem::ReservedName(id.clone()));
        }
        match node {
            Node::Menu(menu) => {
                self.items(id, &menu.items, &shown(menu));
                self.way_back(id, menu);
            }
            Node::Ask(ask) => {
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
                    Validator::Phone | Validator::Email => {}
                }
            }
            Node::Say(_)
            | Node::Book(_)
            | Node::Bookings(_)
            | Node::Order(_)
            | Node::Orders(_)
            | Node::Answer(_)
            | Node::Handoff(_)
            | Node::End(_) => {}
        }
    }

    fn range(&mut self, id: &StepId, sound: bool) {
        if !sound {
            self.problems.push(FlowProblem::BadRange { node: id.clone() });
        }
    }

    fn items<T: Named>(&mut self, id: &StepId, items: &[T], texts: &[&Text]) {
        if !(1..=9).contains(&items.len()) {
            self.problems.push(FlowProblem::ItemCount { node: id.clone(), count: items.len() });
        }
        for language in Language::ALL {
            for number in 1..=items.len() {
                if !texts.iter().all(|text| shows(text, *language, number)) {
                    let node = id.clone();
                    self.problems.push(FlowProblem::NumberNotShown {
                        node,
                        number,
                        language: *language,
                    });
                }
            }
        }
        let mut all = BTreeSet::new();
        for item in items {
            let own: BTreeSet<String> = phrases(item).collect();
            if item.words().iter().any(|word| crate::heard::words(word).is_empty()) {
                self.problems.push(FlowProblem::BlankWord { node: id.clone() });
            }
            for word in own {
                if !word.is_empty() && !all.insert(word.clone()) {
                    self.problems.push(FlowProblem::AmbiguousWord { node: id.clone(), word });
                }
            }
        }
    }

    /// `0` always works; the customer must also be told, by `0)` or by an item that leads back.
    fn way_back(&mut self, id: &StepId, menu: &Menu) {
        let told = |text: &&Text| Language::ALL.iter().all(|language| shows(text, *language, 0));
        let leads_back = menu.items.iter().any(|item| item.goto == *self.flow.start());
        if id != self.flow.start() && !leads_back && !shown(menu).iter().all(told) {
            self.problems.push(FlowProblem::NoWayBack(id.clone()));
        }
    }
}

/// Whether a text shows `number)`, and not as the end of a larger number.
fn shows(text: &Text, language: Language, number: usize) -> bool {
    let (text, number) = (text.get(language), format!("{number})"));
    text.match_indices(&number).any(|(at, _)| !text[..at].ends_with(|c: char| c.is_ascii_digit()))
}

/// Every text that stands for a menu.
fn shown(menu: &Menu) -> Vec<&Text> {
    [&menu.text].into_iter().chain(&menu.again).chain(menu.without.values()).collect()
}

fn targets(node: &Node) -> Vec<&StepId> {
    match node {
        Node::Say(say) => vec![&say.next],
        Node::Menu(menu) => menu.items.iter().map(|item| &item.goto).collect(),
        Node::Ask(ask) => vec![&ask.next],
        Node::Book(book) => vec![&book.next, &book.none],
        Node::Bookings(bookings) => vec![&bookings.next, &bookings.none],
        Node::Order(order) => vec![&order.next, &order.none],
        Node::Orders(orders) => vec![&orders.next, &orders.none],
        Node::Answer(answer) => vec![&answer.unknown, &answer.none],
        Node::Handoff(_) | Node::End(_) => Vec::new(),
    }
}
