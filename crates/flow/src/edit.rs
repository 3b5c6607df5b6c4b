//! Changes of a flow, one thing at a time.

use std::collections::{BTreeMap, BTreeSet};

use domain::Language;
use domain::editor::{FLOW_TEXT_MAX, ITEMS_MAX, NewStep, STEPS_MAX};

use crate::check::{reached, target_mut};
use crate::definition::{
    Ask, Beside, FlowDefinition, Item, Menu, Node, Reply, Say, StepId, Text, Validator,
};
use crate::menu_text::{Change, renumbered};
use crate::spoken::spoken_mut;

/// The most other words of an item.
const WORDS_MAX: usize = 100;

/// Where something leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// To a step that is there.
    Step(StepId),
    /// To a new one.
    New(NewStep),
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// A text reads otherwise.
    Text {
        /// The step, or the `@` name of what is said from anywhere.
        step: StepId,
        /// The part of it.
        part: String,
        /// The language.
        language: Language,
        /// How it read when it was shown.
        was: String,
        /// How it is to read.
        text: String,
    },
    /// Other words are understood for a menu's item.
    Words {
        /// The menu.
        step: StepId,
        /// The item, counted from 0.
        item: usize,
        /// The words when they were shown.
        was: Vec<String>,
        /// The words.
        words: Vec<String>,
    },
    /// A menu gets one more item.
    AddItem {
        /// The menu.
        step: StepId,
        /// Its name.
        label: Text,
        /// Where it leads.
        to: To,
    },
    /// An item moves to another place.
    MoveItem {
        /// The menu.
        step: StepId,
        /// The item, counted from 0.
        from: usize,
        /// Where it then stands.
        to: usize,
    },
    /// An item goes.
    RemoveItem {
        /// The menu.
        step: StepId,
        /// The item, counted from 0.
        item: usize,
    },
    /// Something leads elsewhere.
    Goto {
        /// The step.
        step: StepId,
        /// The part that leads: `next`, `items.2.goto`.
        part: String,
        /// Where to.
        to: To,
    },
    /// All steps go that no customer comes to.
    RemoveUnreachable,
}

/// Why a change was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditRefused {
    /// What it is about is not there.
    #[error("that is not in the flow")]
    Missing,
    /// Somebody else changed it meanwhile.
    #[error("it reads '{now}' meanwhile")]
    Changed {
        /// How it reads.
        now: String,
    },
    /// There is no room for more.
    #[error("there is no room for more")]
    Full,
    /// A text is longer than any may be.
    #[error("it is longer than {max} characters")]
    TooLong {
        /// The most.
        max: u32,
    },
    /// The last item of a menu stays.
    #[error("the last item of a menu stays")]
    LastItem,
}

pub(crate) fn apply(flow: &mut FlowDefinition, edit: &Edit) -> Result<(), EditRefused> {
    match edit {
        Edit::Text { step, part, language, was, text } => {
            // Browsers send every line break as two characters.
            let text = unified(text);
            if text.chars().count() > FLOW_TEXT_MAX as usize {
                return Err(EditRefused::TooLong { max: FLOW_TEXT_MAX });
            }
            if let Some(item) = item_of(part) {
                let item = item?;
                let menu = menu_mut(flow, step)?;
                let label = &mut menu.items.get_mut(item).ok_or(EditRefused::Missing)?.label;
                let old = replaced(label.get_mut(*language), was, &text)?;
                let (old, new) = (old.trim(), text.trim());
                if !old.is_empty() && !new.is_empty() {
                    let change = Change::Name { at: item, old, new };
                    renumber(menu, *language, change);
                }
                return Ok(());
            }
            let found = text_mut(flow, step, part)?;
            replaced(found.get_mut(*language), was, &text).map(drop)
        }
        Edit::Words { step, item, was, words } => {
            let menu = menu_mut(flow, step)?;
            let item = menu.items.get_mut(*item).ok_or(EditRefused::Missing)?;
            if item.words != *was && item.words != *words {
                return Err(EditRefused::Changed { now: item.words.join(", ") });
            }
            let is_long = |word: &String| word.chars().count() > FLOW_TEXT_MAX as usize;
            if words.len() > WORDS_MAX || words.iter().any(is_long) {
                return Err(EditRefused::Full);
            }
            item.words.clone_from(words);
            Ok(())
        }
        Edit::AddItem { step, label, to } => add_item(flow, step, label, to),
        Edit::MoveItem { step, from, to } => {
            let menu = menu_mut(flow, step)?;
            let count = menu.items.len();
            if *from >= count || *to >= count {
                return Err(EditRefused::Missing);
            }
            for language in Language::ALL {
                renumber(menu, *language, Change::Move { from: *from, to: *to });
            }
            let item = menu.items.remove(*from);
            menu.items.insert(*to, item);
            Ok(())
        }
        Edit::RemoveItem { step, item } => {
            let menu = menu_mut(flow, step)?;
            if *item >= menu.items.len() {
                return Err(EditRefused::Missing);
            }
            if menu.items.len() == 1 {
                return Err(EditRefused::LastItem);
            }
            for language in Language::ALL {
                renumber(menu, *language, Change::Remove(*item));
            }
            menu.items.remove(*item);
            Ok(())
        }
        Edit::Goto { step, part, to } => {
            let label = flow.node(step).ok_or(EditRefused::Missing)?.title().clone();
            let label = match (item_goto(part), flow.node(step)) {
                (Some(item), Some(Node::Menu(menu))) => {
                    menu.items.get(item).map_or(label, |item| item.label.clone())
                }
                _ => label,
            };
            let to = target(flow, to, &label)?;
            let node = flow.nodes_mut().get_mut(step).ok_or(EditRefused::Missing)?;
            *target_mut(node, part).ok_or(EditRefused::Missing)? = to;
            Ok(())
        }
        Edit::RemoveUnreachable => {
            let stays: BTreeSet<StepId> = reached(flow).into_iter().cloned().collect();
            flow.nodes_mut().retain(|id, _| stays.contains(id));
            Ok(())
        }
    }
}

fn add_item(
    flow: &mut FlowDefinition,
    step: &StepId,
    label: &Text,
    to: &To,
) -> Result<(), EditRefused> {
    let long = |text: &String| text.chars().count() > FLOW_TEXT_MAX as usize;
    if long(&label.sw) || long(&label.en) {
        return Err(EditRefused::TooLong { max: FLOW_TEXT_MAX });
    }
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let label = Text { sw: one_line(&label.sw), en: one_line(&label.en) };
    if menu_mut(flow, step)?.items.len() >= ITEMS_MAX {
        return Err(EditRefused::Full);
    }
    let goto = target(flow, to, &label)?;
    let menu = menu_mut(flow, step)?;
    for language in Language::ALL {
        renumber(menu, *language, Change::Add(label.get(*language)));
    }
    menu.items.push(Item { label, words: Vec::new(), goto });
    Ok(())
}

/// Puts a text in the place of another; gives what was there.
fn replaced(found: &mut String, was: &str, text: &str) -> Result<String, EditRefused> {
    if *found != unified(was) && *found != text {
        return Err(EditRefused::Changed { now: found.clone() });
    }
    Ok(std::mem::replace(found, text.to_owned()))
}

/// A text as it is kept: browsers send line breaks of two characters, and add some.
fn unified(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim_end().to_owned()
}

/// The item whose name a part is.
fn item_of(part: &str) -> Option<Result<usize, EditRefused>> {
    let item = part.strip_prefix("items.")?.strip_suffix(".label")?;
    Some(item.parse().map_err(|_| EditRefused::Missing))
}

/// The item whose way a part is.
fn item_goto(part: &str) -> Option<usize> {
    part.strip_prefix("items.")?.strip_suffix(".goto")?.parse().ok()
}

fn text_mut<'f>(
    flow: &'f mut FlowDefinition,
    step: &StepId,
    part: &str,
) -> Result<&'f mut Text, EditRefused> {
    if step.as_str().starts_with('@') {
        return match (flow.beside_mut(step.as_str()), part) {
            (Some(Beside::Welcome(text)), "text") => Ok(text),
            (Some(Beside::Reply(reply)), "text") => Ok(&mut reply.text),
            (Some(Beside::Reply(reply)), "title") => Ok(&mut reply.title),
            _ => Err(EditRefused::Missing),
        };
    }
    let node = flow.nodes_mut().get_mut(step).ok_or(EditRefused::Missing)?;
    let found = spoken_mut(node).into_iter().find(|spoken| spoken.part == part);
    found.map(|spoken| spoken.text).ok_or(EditRefused::Missing)
}

fn menu_mut<'f>(flow: &'f mut FlowDefinition, id: &StepId) -> Result<&'f mut Menu, EditRefused> {
    match flow.nodes_mut().get_mut(id) {
        Some(Node::Menu(menu)) => Ok(menu),
        _ => Err(EditRefused::Missing),
    }
}

/// Keeps a menu's texts in step with its items.
fn renumber(menu: &mut Menu, language: Language, change: Change<'_>) {
    let count = menu.items.len();
    let texts =
        [&mut menu.text].into_iter().chain(&mut menu.again).chain(menu.without.values_mut());
    for text in texts {
        let text = text.get_mut(language);
        *text = renumbered(text, count, change);
    }
}

/// The step that something leads to, made where it is new.
fn target(flow: &mut FlowDefinition, to: &To, title: &Text) -> Result<StepId, EditRefused> {
    let kind = match to {
        To::Step(id) => {
            let is_there = flow.node(id).is_some();
            return if is_there { Ok(id.clone()) } else { Err(EditRefused::Missing) };
        }
        To::New(kind) => *kind,
    };
    if flow.nodes().len() >= STEPS_MAX {
        return Err(EditRefused::Full);
    }
    let (id, title) = (free_id(flow), title.clone());
    let node = match kind {
        NewStep::Say => {
            let next = flow.start().clone();
            Node::Say(Say { title, text: Text::default(), without: BTreeMap::new(), next })
        }
        NewStep::Handoff => Node::Handoff(Reply { title, text: handed_over() }),
        NewStep::Menu => {
            let goto = flow.person().clone();
            Node::Menu(small_menu(title, goto))
        }
        NewStep::Ask => {
            let slot = free_slot(flow);
            let told = told(&slot);
            let ask = Ask {
                title: title.clone(),
                slot,
                prompt: Text::default(),
                validator: Validator::Text { min: 2, max: 500 },
                options: Vec::new(),
                retry: retry(),
                next: id.clone(),
            };
            flow.nodes_mut().insert(id.clone(), Node::Ask(ask));
            let passed_on = free_id(flow);
            let reply = Reply { title, text: told };
            flow.nodes_mut().insert(passed_on.clone(), Node::Handoff(reply));
            if let Some(Node::Ask(ask)) = flow.nodes_mut().get_mut(&id) {
                ask.next = passed_on;
            }
            return Ok(id);
        }
    };
    flow.nodes_mut().insert(id.clone(), node);
    Ok(id)
}

/// An id that no step has.
fn free_id(flow: &FlowDefinition) -> StepId {
    // One more than there are steps: one of them is free.
    let mut free =
        (1..=flow.nodes().len() + 1).map(|number| StepId::from(format!("own_{number}").as_str()));
    free.find(|id| flow.node(id).is_none()).unwrap_or_else(|| StepId::from("own"))
}

/// A name that no question has: letters only, as names of answers are.
fn free_slot(flow: &FlowDefinition) -> String {
    let letters = |mut number: usize| {
        let mut name = String::from("own_");
        loop {
            name.extend(char::from_digit(10 + u32::try_from(number % 26).unwrap_or(0), 36));
            number /= 26;
            if number == 0 {
                return name;
            }
        }
    };
    let free =
        (0..=flow.nodes().len()).map(letters).find(|slot| flow.asking(slot).next().is_none());
    free.unwrap_or_else(|| "own".to_owned())
}

fn text(sw: &str, en: &str) -> Text {
    Text { sw: sw.to_owned(), en: en.to_owned() }
}

fn handed_over() -> Text {
    text(
        "Sawa. Mhudumu wa {business_name} atakujibu hapa hapa.",
        "All right. A person from {business_name} will answer you right here.",
    )
}

fn told(slot: &str) -> Text {
    text(
        &format!(
            "Asante. Tumepokea: {{{slot}}}\nMhudumu wa {{business_name}} atakujibu hapa hapa."
        ),
        &format!(
            "Thank you. We have received: {{{slot}}}\nA person from {{business_name}} will answer you right here."
        ),
    )
}

fn retry() -> Text {
    text(
        "Tafadhali andika jibu lako kwa maneno machache. Andika 0 kurudi kwenye menyu.",
        "Please write your answer in a few words. Reply with 0 to go back to the menu.",
    )
}

fn small_menu(title: Text, person: StepId) -> Menu {
    let line =
        |title: &str, rest: &str| format!("{}\n{rest}", title.trim()).trim_start().to_owned();
    Menu {
        text: Text {
            sw: line(&title.sw, "Andika: 1) Ongea na mhudumu 0) Menyu"),
            en: line(&title.en, "Reply with: 1) Talk to a person 0) Menu"),
        },
        title,
        again: None,
        without: BTreeMap::new(),
        items: vec![Item {
            label: text("Ongea na mhudumu", "Talk to a person"),
            words: Vec::new(),
            goto: person,
        }],
    }
}
