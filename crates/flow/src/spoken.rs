//! Every text of a step, by the part of the step that says it: what is checked, shown and changed one by one.

use crate::definition::{Choice, FlowDefinition, Item, Node, Reply, Text, Validator};
use crate::interpreter::STEPS_BESIDE;

/// How a text is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// A customer reads it, its placeholders filled.
    Said,
    /// The owner reads it where there is something to say.
    Note,
    /// It names something.
    Label,
}

/// A text of a step.
pub(crate) struct Spoken<T> {
    /// The part, as the flow's JSON names it: `prompt`, `items.2.label`.
    pub part: String,
    /// What it is called in a sentence.
    pub name: &'static str,
    /// The text.
    pub text: T,
    /// How it is used.
    pub used: Use,
}

impl<T> Spoken<T> {
    fn said(part: &str, name: &'static str, text: T) -> Self {
        Self { part: part.to_owned(), name, text, used: Use::Said }
    }

    fn label(part: String, text: T) -> Self {
        Self { part, name: "a label", text, used: Use::Label }
    }
}

/// What is said from anywhere, with the names of its steps.
pub(crate) fn beside(flow: &FlowDefinition) -> impl Iterator<Item = (&'static str, &Reply)> {
    STEPS_BESIDE.into_iter().zip([flow.not_understood(), flow.thanks(), flow.noted()])
}

macro_rules! spoken {
    ($(#[$meta:meta])* $name:ident, $node:ty, $text:ty, $iter:ident, $values:ident, $all:ident $(, $mut:tt)?) => {
        $(#[$meta])*
        pub(crate) fn $name(node: $node) -> Vec<Spoken<$text>> {
            let title = |text| Spoken { part: "title".to_owned(), name: "the title", text, used: Use::Label };
            match node {
                Node::Say(say) => {
                    let mut all = vec![title(& $($mut)? say.title), Spoken::said("text", "the text", & $($mut)? say.text)];
                    for (name, text) in say.without.$iter() {
                        all.push(Spoken::said(&format!("without.{name}"), "'without'", text));
                    }
                    all
                }
                Node::Menu(menu) => {
                    let mut all = vec![title(& $($mut)? menu.title), Spoken::said("text", "the text", & $($mut)? menu.text)];
                    if let Some(text) = & $($mut)? menu.again {
                        all.push(Spoken::said("again", "the text", text));
                    }
                    for (name, text) in menu.without.$iter() {
                        all.push(Spoken::said(&format!("without.{name}"), "the text", text));
                    }
                    for (at, Item { label, .. }) in menu.items.$iter().enumerate() {
                        all.push(Spoken::label(format!("items.{at}.label"), label));
                    }
                    all
                }
                Node::Ask(ask) => {
                    let mut all = vec![
                        title(& $($mut)? ask.title),
                        Spoken::said("prompt", "the prompt", & $($mut)? ask.prompt),
                        Spoken::said("retry", "the retry", & $($mut)? ask.retry),
                    ];
                    let options = match & $($mut)? ask.validator {
                        Validator::Choice { options } => options,
                        _ => & $($mut)? ask.options,
                    };
                    for (at, Choice { label, .. }) in options.$iter().enumerate() {
                        all.push(Spoken::label(format!("options.{at}.label"), label));
                    }
                    all
                }
                Node::Book(book) => {
                    let mut all = vec![title(& $($mut)? book.title)];
                    for (part, name, text) in book.texts.$all() {
                        all.push(Spoken::said(&format!("texts.{part}"), name, text));
                    }
                    if let Some(text) = & $($mut)? book.note {
                        let part = "note".to_owned();
                        all.push(Spoken { part, name: "the note", text, used: Use::Note });
                    }
                    all
                }
                Node::Order(order) => {
                    let mut all = vec![title(& $($mut)? order.title)];
                    for (part, name, text) in order.texts.$all() {
                        all.push(Spoken::said(&format!("texts.{part}"), name, text));
                    }
                    all
                }
                Node::Answer(answer) => vec![
                    title(& $($mut)? answer.title),
                    Spoken::said("prompt", "the prompt", & $($mut)? answer.prompt),
                    Spoken::said("after", "'after'", & $($mut)? answer.after),
                ],
                Node::Branch(branch) => vec![title(& $($mut)? branch.title)],
                Node::Bookings(bookings) => vec![title(& $($mut)? bookings.title)],
                Node::Orders(orders) => vec![title(& $($mut)? orders.title)],
                Node::Handoff(reply) | Node::End(reply) => {
                    vec![title(& $($mut)? reply.title), Spoken::said("text", "the text", & $($mut)? reply.text)]
                }
            }
        }
    };
}

spoken! {
    /// Every text of a step, its title first.
    spoken, &Node, &Text, iter, values, all
}
spoken! {
    /// The same, to be changed.
    spoken_mut, &mut Node, &mut Text, iter_mut, values_mut, all_mut, mut
}
