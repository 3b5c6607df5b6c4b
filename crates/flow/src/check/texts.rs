//! The checks of what a flow says.

use domain::Language;

use super::{Check, shown};
use crate::book::BOOK_SLOTS;
use crate::choice::Named;
use crate::definition::{Book, Node, Reply, Text, Validator};
use crate::error::FlowProblem;
use crate::interpreter::STEPS_BESIDE;
use crate::order::{EXAMPLE, ORDER_SLOTS};
use crate::template::{BUSINESS_PLACEHOLDERS, OPTIONS, Part, parts};

/// The most characters of one text, so that two of them with their values fit into one message.
const MAX_TEXT_CHARS: usize = 1000;

impl Check<'_> {
    pub(super) fn texts(&mut self) {
        let flow = self.flow;
        self.text("welcome", flow.welcome(), Use::Said);
        let beside = STEPS_BESIDE.iter().zip([flow.not_understood(), flow.thanks(), flow.noted()]);
        for (name, Reply { title, text }) in beside {
            self.text(&format!("{name}'s title"), title, Use::Label);
            self.text(name, text, Use::Said);
        }
        for (id, node) in flow.nodes() {
            self.text(&format!("the title of '{id}'"), node.title(), Use::Label);
            for (part, text) in said(node) {
                self.text(&format!("{part} of '{id}'"), text, Use::Said);
            }
            for label in labels(node) {
                self.text(&format!("a label of '{id}'"), label, Use::Label);
            }
            if let Node::Book(Book { note: Some(note), .. }) = node {
                self.text(&format!("the note of '{id}'"), note, Use::Note);
            }
            for placeholder in instead(node) {
                self.placeholder(&format!("'without' of '{id}'"), placeholder);
            }
        }
    }

    fn text(&mut self, place: &str, text: &Text, used: Use) {
        for language in Language::ALL {
            let text = text.get(*language);
            let place = || place.to_owned();
            if text.trim().is_empty() {
                self.problems
                    .push(FlowProblem::MissingTranslation { place: place(), language: *language });
                continue;
            }
            if text.chars().count() > MAX_TEXT_CHARS {
                self.problems
                    .push(FlowProblem::TextTooLong { place: place(), max: MAX_TEXT_CHARS });
            }
            self.braces(&place(), text, used);
        }
    }

    fn braces(&mut self, place: &str, text: &str, used: Use) {
        let mut always = false;
        for line in text.lines() {
            let parts = parts(line);
            for part in &parts {
                match part {
                    Part::Placeholder(name) if used != Use::Label => self.placeholder(place, name),
                    // A label is compared with what customers write, so nothing can be filled in.
                    Part::Placeholder(_) => {
                        self.problems.push(FlowProblem::StrayBrace { place: place.to_owned() });
                    }
                    Part::Words(words) if words.contains(['{', '}']) => {
                        self.problems.push(FlowProblem::StrayBrace { place: place.to_owned() });
                    }
                    Part::Words(_) => {}
                }
            }
            let certain = |part: &Part<'_>| {
                matches!(part, Part::Words(_) | Part::Placeholder("business_name"))
            };
            always |= !line.trim().is_empty() && parts.iter().all(certain);
        }
        if !always && used != Use::Note {
            self.problems.push(FlowProblem::TextMayVanish { place: place.to_owned() });
        }
    }

    fn placeholder(&mut self, place: &str, name: &str) {
        let slot = |node: &Node| match node {
            Node::Ask(ask) => ask.slot == name,
            Node::Book(_) => BOOK_SLOTS.contains(&name) || name == OPTIONS,
            Node::Order(_) => ORDER_SLOTS.contains(&name) || [OPTIONS, EXAMPLE].contains(&name),
            _ => false,
        };
        if !BUSINESS_PLACEHOLDERS.contains(&name) && !self.flow.nodes().values().any(slot) {
            let (place, placeholder) = (place.to_owned(), name.to_owned());
            self.problems.push(FlowProblem::UnknownPlaceholder { place, placeholder });
        }
    }
}

/// How a text is used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// A customer reads it, its placeholders filled.
    Said,
    /// The owner reads it where there is something to say.
    Note,
    /// It names something.
    Label,
}

fn said(node: &Node) -> Vec<(&'static str, &Text)> {
    match node {
        Node::Say(say) => {
            let instead = say.without.values().map(|text| ("'without'", text));
            [("the text", &say.text)].into_iter().chain(instead).collect()
        }
        Node::Menu(menu) => shown(menu).into_iter().map(|text| ("the text", text)).collect(),
        Node::Ask(ask) => vec![("the prompt", &ask.prompt), ("the retry", &ask.retry)],
        Node::Book(book) => book.texts.all().to_vec(),
        Node::Order(order) => order.texts.all().to_vec(),
        Node::Branch(_) | Node::Bookings(_) | Node::Orders(_) => Vec::new(),
        Node::Answer(answer) => {
            vec![("the prompt", &answer.prompt), ("'after'", &answer.after)]
        }
        Node::Handoff(reply) | Node::End(reply) => vec![("the text", &reply.text)],
    }
}

fn labels(node: &Node) -> Vec<&Text> {
    match node {
        Node::Menu(menu) => menu.items.iter().map(Named::label).collect(),
        Node::Ask(ask) => match &ask.validator {
            Validator::Choice { options } => options.iter().map(Named::label).collect(),
            _ => ask.options.iter().map(Named::label).collect(),
        },
        Node::Say(_)
        | Node::Branch(_)
        | Node::Book(_)
        | Node::Bookings(_)
        | Node::Order(_)
        | Node::Orders(_)
        | Node::Answer(_)
        | Node::Handoff(_)
        | Node::End(_) => Vec::new(),
    }
}

fn instead(node: &Node) -> Vec<&str> {
    let without = match node {
        Node::Say(say) => &say.without,
        Node::Menu(menu) => &menu.without,
        _ => return Vec::new(),
    };
    without.keys().map(String::as_str).collect()
}
