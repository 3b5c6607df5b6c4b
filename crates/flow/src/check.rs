//! Everything that must hold before a flow may talk to customers.

mod questions;
mod texts;

use std::borrow::Cow;
use std::collections::BTreeSet;

use domain::Language;

use crate::choice::{Named, phrases};
use crate::definition::{FlowDefinition, Menu, Node, StepId, Text};
use crate::error::{FlowProblem, Place};
use crate::interpreter::STEPS_BESIDE;

/// Every problem of a flow, in a stable order.
pub(crate) fn problems(flow: &FlowDefinition) -> Vec<FlowProblem> {
    let mut check = Check { flow, problems: Vec::new() };
    check.roles();
    check.arrows();
    check.reach();
    check.circles();
    check.emergency();
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
        let emergency = flow.emergency().map(|it| ("emergency", &it.node, "handoff"));
        let optional =
            bookings.into_iter().chain(orders).chain(answers).chain(unknown).chain(emergency);
        for (role, id, wanted) in roles.into_iter().chain(optional) {
            match flow.node(id) {
                None => {
                    let (from, to) = (Place::new("", role, role.to_owned()), id.clone());
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
            for (part, to) in arrows(node) {
                if self.flow.node(to).is_none() {
                    let from = Place::new(id.as_str(), &part, format!("node '{id}'"));
                    self.problems.push(FlowProblem::MissingNode { from, to: to.clone() });
                }
            }
        }
    }

    fn reach(&mut self) {
        let flow = self.flow;
        let reached = reached(flow);
        let lonely = flow.nodes().keys().filter(|id| !reached.contains(id));
        self.problems.extend(lonely.cloned().map(FlowProblem::Unreachable));
    }

    fn circles(&mut self) {
        for id in self.flow.nodes().keys() {
            let mut seen = BTreeSet::new();
            let mut open: Vec<_> = self.flow.node(id).into_iter().flat_map(passed_to).collect();
            while let Some(at) = open.pop() {
                if at == id {
                    self.problems.push(FlowProblem::Circle(id.clone()));
                    break;
                }
                if seen.insert(at) {
                    open.extend(self.flow.node(at).into_iter().flat_map(passed_to));
                }
            }
        }
    }

    /// Words that nobody could write would leave an emergency unheard.
    fn emergency(&mut self) {
        let Some(emergency) = self.flow.emergency() else { return };
        let is_deaf = |word: &String| crate::heard::words(word).is_empty();
        if emergency.words.is_empty() || emergency.words.iter().any(is_deaf) {
            self.problems.push(FlowProblem::DeafToEmergency);
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
            Node::Ask(ask) => self.question(id, ask),
            Node::Branch(branch) => self.branch(id, branch),
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
    arrows(node).into_iter().map(|(_, to)| to).collect()
}

/// The steps that a customer can come to.
pub(crate) fn reached(flow: &FlowDefinition) -> BTreeSet<&StepId> {
    let mut open = vec![flow.start(), flow.person(), flow.lost(), flow.goodbye()];
    open.extend(flow.bookings());
    open.extend(flow.orders());
    open.extend(flow.answers_id());
    open.extend(flow.emergency().map(|emergency| &emergency.node));
    let mut reached: BTreeSet<&StepId> = BTreeSet::new();
    while let Some(id) = open.pop() {
        if reached.insert(id) {
            open.extend(flow.node(id).into_iter().flat_map(targets));
        }
    }
    reached
}

/// Where a part of a node leads, to be changed.
pub(crate) fn target_mut<'n>(node: &'n mut Node, part: &str) -> Option<&'n mut StepId> {
    match (node, part) {
        (Node::Menu(menu), part) => {
            let item = part.strip_prefix("items.")?.strip_suffix(".goto")?.parse::<usize>().ok()?;
            menu.items.get_mut(item).map(|item| &mut item.goto)
        }
        (Node::Say(say), "next") => Some(&mut say.next),
        (Node::Ask(ask), "next") => Some(&mut ask.next),
        (Node::Branch(branch), "then") => Some(&mut branch.then),
        (Node::Branch(branch), "otherwise") => Some(&mut branch.otherwise),
        (Node::Book(book), "next") => Some(&mut book.next),
        (Node::Book(book), "none") => Some(&mut book.none),
        (Node::Bookings(bookings), "next") => Some(&mut bookings.next),
        (Node::Bookings(bookings), "none") => Some(&mut bookings.none),
        (Node::Order(order), "next") => Some(&mut order.next),
        (Node::Order(order), "none") => Some(&mut order.none),
        (Node::Orders(orders), "next") => Some(&mut orders.next),
        (Node::Orders(orders), "none") => Some(&mut orders.none),
        (Node::Answer(answer), "unknown") => Some(&mut answer.unknown),
        (Node::Answer(answer), "none") => Some(&mut answer.none),
        _ => None,
    }
}

/// Where a node leads, and the part of it that says so.
pub(crate) fn arrows(node: &Node) -> Vec<(Cow<'static, str>, &StepId)> {
    let two =
        |one: &'static str, to, other: &'static str, or| vec![(one.into(), to), (other.into(), or)];
    match node {
        Node::Say(say) => vec![("next".into(), &say.next)],
        Node::Menu(menu) => {
            let goto = |(at, item)| (format!("items.{at}.goto").into(), item);
            menu.items.iter().map(|item| &item.goto).enumerate().map(goto).collect()
        }
        Node::Ask(ask) => vec![("next".into(), &ask.next)],
        Node::Branch(branch) => two("then", &branch.then, "otherwise", &branch.otherwise),
        Node::Book(book) => two("next", &book.next, "none", &book.none),
        Node::Bookings(bookings) => two("next", &bookings.next, "none", &bookings.none),
        Node::Order(order) => two("next", &order.next, "none", &order.none),
        Node::Orders(orders) => two("next", &orders.next, "none", &orders.none),
        Node::Answer(answer) => two("unknown", &answer.unknown, "none", &answer.none),
        Node::Handoff(_) | Node::End(_) => Vec::new(),
    }
}

/// The nodes to which one goes on without waiting for the customer, at least sometimes.
fn passed_to(node: &Node) -> Vec<&StepId> {
    match node {
        Node::Say(say) => vec![&say.next],
        Node::Branch(branch) => vec![&branch.then, &branch.otherwise],
        Node::Book(book) => vec![&book.none],
        Node::Bookings(bookings) => vec![&bookings.none],
        Node::Order(order) => vec![&order.none],
        Node::Orders(orders) => vec![&orders.none],
        Node::Answer(answer) => vec![&answer.none],
        Node::Menu(_) | Node::Ask(_) | Node::Handoff(_) | Node::End(_) => Vec::new(),
    }
}
