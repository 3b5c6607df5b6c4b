//! A flow as its owner reads it: the steps in the order in which customers come to them.

use std::collections::BTreeSet;

use domain::editor::{ArrowView, Both, ItemView, PartView, StepKind, StepPlace, StepView};

use crate::book::BOOK_SLOTS;
use crate::check::arrows;
use crate::definition::{FlowDefinition, Node, StepId, Text};
use crate::order::ORDER_SLOTS;
use crate::spoken::{Spoken, beside, spoken};
use crate::template::BUSINESS_PLACEHOLDERS;

/// The steps: those on the way from the main menu, what customers come to from anywhere, what is said beside, and
/// what nobody comes to.
pub(crate) fn steps(flow: &FlowDefinition) -> Vec<StepView> {
    let mut outline = Outline { flow, placed: BTreeSet::new(), steps: Vec::new() };
    let emergency = flow.emergency().map(|emergency| &emergency.node);
    let known = [Some(flow.person()), Some(flow.lost()), Some(flow.goodbye()), emergency];
    let anywhere: Vec<&StepId> = known.into_iter().flatten().collect();
    outline.placed.extend(anywhere.iter().filter(|id| **id != flow.start()));
    outline.place(flow.start(), StepPlace::Way, 0);
    for id in &anywhere {
        outline.placed.remove(id);
    }
    let reached = [flow.answers_id(), flow.bookings(), flow.orders()];
    for id in anywhere.into_iter().chain(reached.into_iter().flatten()) {
        outline.place(id, StepPlace::Anywhere, 0);
    }
    outline.beside();
    for id in flow.nodes().keys() {
        outline.place(id, StepPlace::Nowhere, 0);
    }
    outline.steps
}

/// The placeholders that texts of a flow may name.
pub(crate) fn placeholders(flow: &FlowDefinition) -> Vec<String> {
    let mut names: Vec<&str> = BUSINESS_PLACEHOLDERS.to_vec();
    for node in flow.nodes().values() {
        match node {
            Node::Ask(ask) => names.push(&ask.slot),
            Node::Book(_) => names.extend(BOOK_SLOTS),
            Node::Order(_) => names.extend(ORDER_SLOTS),
            _ => {}
        }
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    names.into_iter().map(str::to_owned).collect()
}

struct Outline<'f> {
    flow: &'f FlowDefinition,
    placed: BTreeSet<&'f StepId>,
    steps: Vec<StepView>,
}

impl<'f> Outline<'f> {
    /// Puts a step and what it leads to into the outline, each step once.
    fn place(&mut self, first: &'f StepId, place: StepPlace, depth: u32) {
        let mut open = vec![(first, depth)];
        while let Some((id, depth)) = open.pop() {
            let Some(node) = self.flow.node(id) else { continue };
            if !self.placed.insert(id) {
                continue;
            }
            self.steps.push(step(id, node, place, depth));
            let next = arrows(node).into_iter().map(|(_, to)| (to, depth + 1));
            // What comes last is taken first.
            open.extend(next.rev());
        }
    }

    fn beside(&mut self) {
        let beside_step = |id: String, title: Both, text: &Text| StepView {
            id,
            kind: StepKind::Beside,
            place: StepPlace::Anywhere,
            depth: 0,
            title,
            parts: vec![PartView { part: "text".to_owned(), text: both(text) }],
            items: Vec::new(),
            arrows: Vec::new(),
        };
        let welcome = beside_step("@welcome".to_owned(), Both::default(), self.flow.welcome());
        self.steps.push(welcome);
        for (name, reply) in beside(self.flow) {
            let step = beside_step(format!("@{name}"), both(&reply.title), &reply.text);
            self.steps.push(step);
        }
    }
}

fn step(id: &StepId, node: &Node, place: StepPlace, depth: u32) -> StepView {
    let is_part = |part: &str| part != "title" && !part.starts_with("items.");
    let parts = spoken(node).into_iter().filter(|spoken| is_part(&spoken.part));
    let leads = arrows(node).into_iter().filter(|(part, _)| !part.starts_with("items."));
    StepView {
        id: id.as_str().to_owned(),
        kind: kind(node),
        place,
        depth,
        title: both(node.title()),
        parts: parts.map(|Spoken { part, text, .. }| PartView { part, text: both(text) }).collect(),
        items: match node {
            Node::Menu(menu) => menu.items.iter().map(item).collect(),
            _ => Vec::new(),
        },
        arrows: leads
            .map(|(part, to)| ArrowView { part: part.into_owned(), to: to.as_str().to_owned() })
            .collect(),
    }
}

fn item(item: &crate::definition::Item) -> ItemView {
    ItemView {
        label: both(&item.label),
        words: item.words.clone(),
        goto: item.goto.as_str().to_owned(),
    }
}

pub(crate) fn both(text: &Text) -> Both {
    Both { sw: text.sw.clone(), en: text.en.clone() }
}

fn kind(node: &Node) -> StepKind {
    match node {
        Node::Say(_) => StepKind::Say,
        Node::Menu(_) => StepKind::Menu,
        Node::Ask(_) => StepKind::Ask,
        Node::Branch(_) => StepKind::Branch,
        Node::Book(_) => StepKind::Book,
        Node::Bookings(_) => StepKind::Bookings,
        Node::Order(_) => StepKind::Order,
        Node::Orders(_) => StepKind::Orders,
        Node::Answer(_) => StepKind::Answer,
        Node::Handoff(_) => StepKind::Handoff,
        Node::End(_) => StepKind::End,
    }
}
