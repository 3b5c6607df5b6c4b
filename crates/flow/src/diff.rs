//! How two flows differ, for who publishes one.

use domain::Language;
use domain::editor::{Both, ChangeKind, ChangeView};

use crate::check::arrows;
use crate::definition::{FlowDefinition, Item, Node, StepId, Text};
use crate::outline::{both, steps};
use crate::spoken::{Spoken, beside, spoken};

/// How a flow differs from an older one, in the order of its outline; nothing if and only if they are the same.
pub fn diff(old: &FlowDefinition, new: &FlowDefinition) -> Vec<ChangeView> {
    let mut diff = Diff { old, new, changes: Vec::new() };
    diff.nodes();
    diff.beside();
    diff.roles();
    let same = FlowDefinition::is_same(old, new);
    if diff.changes.is_empty() && !same {
        diff.note(Both::default(), "", ChangeKind::Rule);
    }
    diff.changes
}

struct Diff<'f> {
    old: &'f FlowDefinition,
    new: &'f FlowDefinition,
    changes: Vec<ChangeView>,
}

impl<'f> Diff<'f> {
    fn nodes(&mut self) {
        for id in steps(self.new).iter().map(|step| StepId::from(step.id.as_str())) {
            match (self.old.node(&id), self.new.node(&id)) {
                (_, None) => {}
                (None, Some(node)) => self.note(both(node.title()), "", ChangeKind::StepAdded),
                (Some(old), Some(new)) if old.kind() != new.kind() => {
                    self.note(both(old.title()), "", ChangeKind::StepRemoved);
                    self.note(both(new.title()), "", ChangeKind::StepAdded);
                }
                (Some(old), Some(new)) => self.node(old, new),
            }
        }
        for id in steps(self.old).iter().map(|step| StepId::from(step.id.as_str())) {
            if let (Some(node), None) = (self.old.node(&id), self.new.node(&id)) {
                self.note(both(node.title()), "", ChangeKind::StepRemoved);
            }
        }
    }

    fn node(&mut self, old: &'f Node, new: &'f Node) {
        if old == new {
            return;
        }
        let before = self.changes.len();
        let title = both(new.title());
        let is_own = |spoken: &Spoken<&Text>| !spoken.part.starts_with("items.");
        let said: Vec<_> = spoken(old).into_iter().filter(is_own).collect();
        for Spoken { part, text, .. } in spoken(new).into_iter().filter(is_own) {
            let was = said.iter().find(|spoken| spoken.part == part).map(|spoken| spoken.text);
            self.text(&title, &part, was, text);
        }
        if let (Node::Menu(old), Node::Menu(new)) = (old, new) {
            self.items(&title, &old.items, &new.items);
        }
        let is_item = |part: &str| part.starts_with("items.");
        for (was, is) in arrows(old).into_iter().zip(arrows(new)) {
            if was.1 != is.1 && !is_item(&was.0) && !is_item(&is.0) {
                let (from, to) = (title_in(self.old, was.1), title_in(self.new, is.1));
                self.target(&title, &is.0, from, to);
            }
        }
        if self.changes.len() == before {
            self.note(title, "", ChangeKind::Rule);
        }
    }

    fn items(&mut self, title: &Both, old: &'f [Item], new: &'f [Item]) {
        let matched = matched(old, new);
        let mut last = None;
        let mut is_moved = false;
        for (at, item) in new.iter().enumerate() {
            let part = format!("items.{at}.label");
            let Some(found) = matched.get(at).copied().flatten() else {
                self.push(ChangeKind::ItemAdded, title, &part, None, "", &named(&item.label));
                continue;
            };
            is_moved |= last.is_some_and(|last| found < last);
            last = Some(found);
            let Some(was) = old.get(found) else { continue };
            self.text(title, &part, Some(&was.label), &item.label);
            if was.words != item.words {
                let (was, is) = (was.words.join(", "), item.words.join(", "));
                self.push(ChangeKind::Words, title, &part, None, &was, &is);
            }
            if was.goto != item.goto {
                let from = title_in(self.old, &was.goto);
                let to = title_in(self.new, &item.goto);
                self.target(title, &part, from, to);
            }
        }
        for (at, item) in old.iter().enumerate() {
            if !matched.contains(&Some(at)) {
                let part = format!("items.{at}.label");
                self.push(ChangeKind::ItemRemoved, title, &part, None, &named(&item.label), "");
            }
        }
        if is_moved {
            self.note(title.clone(), "items", ChangeKind::ItemsMoved);
        }
    }

    fn beside(&mut self) {
        let (old, new) = (self.old, self.new);
        self.text(&Both::default(), "welcome", Some(old.welcome()), new.welcome());
        for ((_, was), (_, is)) in beside(old).zip(beside(new)) {
            let title = both(&is.title);
            self.text(&title, "title", Some(&was.title), &is.title);
            self.text(&title, "text", Some(&was.text), &is.text);
        }
    }

    fn roles(&mut self) {
        let (old, new) = (self.old, self.new);
        let roles = |flow: &'f FlowDefinition| {
            let emergency = flow.emergency().map(|emergency| &emergency.node);
            [
                ("start", Some(flow.start())),
                ("person", Some(flow.person())),
                ("lost", Some(flow.lost())),
                ("goodbye", Some(flow.goodbye())),
                ("bookings", flow.bookings()),
                ("orders", flow.orders()),
                ("answers", flow.answers_id()),
                ("emergency", emergency),
            ]
        };
        for ((role, was), (_, is)) in roles(old).into_iter().zip(roles(new)) {
            if was != is {
                let title =
                    |flow, id: Option<&StepId>| id.map(|id| title_in(flow, id)).unwrap_or_default();
                let (from, to) = (title(old, was), title(new, is));
                self.push(ChangeKind::Role, &Both::default(), role, None, &from, &to);
            }
        }
        let words = |flow: &'f FlowDefinition| {
            flow.emergency().map(|emergency| emergency.words.join(", ")).unwrap_or_default()
        };
        let (was, is) = (words(old), words(new));
        if was != is {
            self.push(ChangeKind::Words, &Both::default(), "emergency", None, &was, &is);
        }
    }

    fn text(&mut self, title: &Both, part: &str, was: Option<&Text>, is: &Text) {
        for language in Language::ALL {
            let was = was.map_or("", |was| was.get(*language));
            let is = is.get(*language);
            if was != is {
                self.push(ChangeKind::Text, title, part, Some(*language), was, is);
            }
        }
    }

    fn target(&mut self, title: &Both, part: &str, from: String, to: String) {
        self.push(ChangeKind::Target, title, part, None, &from, &to);
    }

    fn note(&mut self, step: Both, part: &str, kind: ChangeKind) {
        self.push(kind, &step, part, None, "", "");
    }

    fn push(
        &mut self,
        kind: ChangeKind,
        step: &Both,
        part: &str,
        language: Option<Language>,
        old: &str,
        new: &str,
    ) {
        let (step, part) = (step.clone(), part.to_owned());
        let (old, new) = (old.to_owned(), new.to_owned());
        self.changes.push(ChangeView { kind, step, part, language, old, new });
    }
}

/// What a step is called in a flow.
fn title_in(flow: &FlowDefinition, id: &StepId) -> String {
    flow.node(id).map_or_else(|| id.as_str().to_owned(), |node| named(node.title()))
}

/// A name in both languages.
fn named(text: &Text) -> String {
    if text.sw == text.en { text.sw.clone() } else { format!("{} / {}", text.sw, text.en) }
}

/// For each new item the old one that it was: of the same name, or else leading to the same step.
fn matched(old: &[Item], new: &[Item]) -> Vec<Option<usize>> {
    let mut matched: Vec<Option<usize>> = vec![None; new.len()];
    let alike: [fn(&Item, &Item) -> bool; 3] =
        [|old, new| old == new, |old, new| old.label == new.label, |old, new| old.goto == new.goto];
    for is_alike in alike {
        for (at, item) in new.iter().enumerate() {
            if matched.get(at).is_some_and(Option::is_some) {
                continue;
            }
            let is_free = |found: &usize| !matched.contains(&Some(*found));
            let was = |(_, was): &(usize, &Item)| is_alike(was, item);
            let found = old.iter().enumerate().filter(was).map(|(at, _)| at).find(is_free);
            if let Some(place) = matched.get_mut(at) {
                *place = found;
            }
        }
    }
    matched
}
