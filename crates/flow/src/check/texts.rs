//! The checks of what a flow says.

use domain::Language;
use domain::editor::FLOW_TEXT_MAX;

use super::Check;
use crate::book::BOOK_SLOTS;
use crate::definition::{Node, Reply, Text};
use crate::error::{FlowProblem, Place};
use crate::order::{EXAMPLE, ORDER_SLOTS};
use crate::spoken::{Spoken, Use, beside, spoken};
use crate::template::{BUSINESS_PLACEHOLDERS, OPTIONS, Part, parts};

/// The most characters of one text, so that two of them with their values fit into one message.
const MAX_TEXT_CHARS: usize = FLOW_TEXT_MAX as usize;

impl Check<'_> {
    pub(super) fn texts(&mut self) {
        let flow = self.flow;
        self.text(&Place::new("@welcome", "text", "welcome".to_owned()), flow.welcome(), Use::Said);
        for (name, Reply { title, text }) in beside(flow) {
            let step = format!("@{name}");
            let title_of = Place::new(&step, "title", format!("{name}'s title"));
            self.text(&title_of, title, Use::Label);
            self.text(&Place::new(&step, "text", name.to_owned()), text, Use::Said);
        }
        for (id, node) in flow.nodes() {
            for Spoken { part, name, text, used } in spoken(node) {
                let place = Place::new(id.as_str(), &part, format!("{name} of '{id}'"));
                self.text(&place, text, used);
            }
            for placeholder in instead(node) {
                let part = format!("without.{placeholder}");
                let place = Place::new(id.as_str(), &part, format!("'without' of '{id}'"));
                self.placeholder(&place, placeholder);
            }
        }
    }

    fn text(&mut self, place: &Place, text: &Text, used: Use) {
        for language in Language::ALL {
            let text = text.get(*language);
            let place = || place.within(*language);
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

    fn braces(&mut self, place: &Place, text: &str, used: Use) {
        let mut always = false;
        for line in text.lines() {
            let parts = parts(line);
            for part in &parts {
                match part {
                    Part::Placeholder(name) if used != Use::Label => self.placeholder(place, name),
                    // A label is compared with what customers write, so nothing can be filled in.
                    Part::Placeholder(_) => {
                        self.problems.push(FlowProblem::StrayBrace { place: place.clone() });
                    }
                    Part::Words(words) if words.contains(['{', '}']) => {
                        self.problems.push(FlowProblem::StrayBrace { place: place.clone() });
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
            self.problems.push(FlowProblem::TextMayVanish { place: place.clone() });
        }
    }

    fn placeholder(&mut self, place: &Place, name: &str) {
        let slot = |node: &Node| match node {
            Node::Ask(ask) => ask.slot == name,
            Node::Book(_) => BOOK_SLOTS.contains(&name) || name == OPTIONS,
            Node::Order(_) => ORDER_SLOTS.contains(&name) || [OPTIONS, EXAMPLE].contains(&name),
            _ => false,
        };
        if !BUSINESS_PLACEHOLDERS.contains(&name) && !self.flow.nodes().values().any(slot) {
            let (place, placeholder) = (place.clone(), name.to_owned());
            self.problems.push(FlowProblem::UnknownPlaceholder { place, placeholder });
        }
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
