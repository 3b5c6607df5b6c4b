//! A business's own flow: its versions, and what the pages that change it show.
//!
//! A text of a flow has an address: its step, its part (`prompt`, `items.2.label`: as the flow's own JSON names it)
//! and its language. What is said from anywhere belongs to no step; its address begins with `@`, as in `@welcome`.

use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;
use crate::{FlowVersionId, Instant, Language, TemplateType};

/// How many characters of a note are kept with a version.
pub const NOTE_MAX: u32 = 200;
/// The largest flow that is kept, in bytes of its text.
pub const FLOW_MAX_BYTES: usize = 256 * 1024;
/// The most characters of one text of a flow.
pub const FLOW_TEXT_MAX: u32 = 1000;
/// The most steps of a flow.
pub const STEPS_MAX: usize = 300;
/// The most items of one menu: each has a digit.
pub const ITEMS_MAX: usize = 9;

text_enum! {
    /// What becomes of conversations that are in the middle of the flow that is replaced.
    Onward {
        /// They finish on the version that they began with.
        Keep => "keep",
        /// They begin anew with the new version.
        Renew => "renew",
    }
}

text_enum! {
    /// What a step does.
    StepKind {
        /// Says something and goes on.
        Say => "say",
        /// Shows numbered items and waits for one.
        Menu => "menu",
        /// Asks for one value.
        Ask => "ask",
        /// Goes one of two ways.
        Branch => "branch",
        /// Finds a time and books it.
        Book => "book",
        /// Shows what is booked.
        Bookings => "bookings",
        /// Puts an order together.
        Order => "order",
        /// Shows what is ordered.
        Orders => "orders",
        /// Answers questions.
        Answer => "answer",
        /// Gives the conversation to a person.
        Handoff => "handoff",
        /// Closes the conversation.
        End => "end",
        /// Said from anywhere, without moving the conversation.
        Beside => "beside",
    }
}

text_enum! {
    /// Where a step stands in the outline.
    StepPlace {
        /// A customer comes to it from the main menu.
        Way => "way",
        /// A customer comes to it from anywhere.
        Anywhere => "anywhere",
        /// Nobody comes to it.
        Nowhere => "nowhere",
    }
}

text_enum! {
    /// Something about a flow that a conversation would break on.
    FlowFault {
        /// Something leads to a step that is not there.
        MissingStep => "missing_step",
        /// A step that is needed for a purpose is of another kind.
        WrongKind => "wrong_kind",
        /// No customer ever comes to the step.
        Unreachable => "unreachable",
        /// Steps that only speak follow each other in a circle.
        Circle => "circle",
        /// A name that the program uses itself.
        ReservedName => "reserved_name",
        /// A text is empty in one language.
        MissingTranslation => "missing_translation",
        /// A text is too long.
        TextTooLong => "text_too_long",
        /// A brace that belongs to no placeholder.
        StrayBrace => "stray_brace",
        /// A placeholder that nothing fills.
        UnknownPlaceholder => "unknown_placeholder",
        /// Nothing of the text may be left to say.
        TextMayVanish => "text_may_vanish",
        /// No items, or too many.
        ItemCount => "item_count",
        /// The text does not show an item's number.
        NumberNotShown => "number_not_shown",
        /// The menu shows no way back.
        NoWayBack => "no_way_back",
        /// Two items share a word.
        AmbiguousWord => "ambiguous_word",
        /// A word without letters.
        BlankWord => "blank_word",
        /// A question that no answer passes.
        BadRange => "bad_range",
        /// Nothing decides which way to go.
        NothingDecides => "nothing_decides",
        /// Both ways are the same.
        OneWay => "one_way",
        /// A suggested answer that is not taken.
        RefusedOption => "refused_option",
        /// Words for an emergency are missing.
        DeafToEmergency => "deaf_to_emergency",
        /// A stay counts from something that is no day.
        NoDay => "no_day",
        /// No name for what is asked.
        BadSlot => "bad_slot",
    }
}

text_enum! {
    /// What a new step does that an item leads to.
    NewStep {
        /// Says something and shows the main menu.
        Say => "say",
        /// A menu with one item, a person.
        Menu => "menu",
        /// Asks something, which a person reads.
        Ask => "ask",
        /// Gives the conversation to a person.
        Handoff => "handoff",
    }
}

text_enum! {
    /// How two flows differ at one place.
    ChangeKind {
        /// A step is new.
        StepAdded => "step_added",
        /// A step is gone.
        StepRemoved => "step_removed",
        /// A text reads otherwise.
        Text => "text",
        /// An item is new.
        ItemAdded => "item_added",
        /// An item is gone.
        ItemRemoved => "item_removed",
        /// Items stand in another order.
        ItemsMoved => "items_moved",
        /// Something leads elsewhere.
        Target => "target",
        /// Other words are understood.
        Words => "words",
        /// Something else is asked or decided.
        Rule => "rule",
        /// Another step serves a purpose of the whole.
        Role => "role",
    }
}

/// One version of a business's own flow, without what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowVersionView {
    /// Its id.
    pub id: FlowVersionId,
    /// Counts from 1.
    pub number: i32,
    /// What was noted with it.
    pub note: Option<String>,
    /// Who published it.
    pub author: String,
    /// The version that was used again, where it is one.
    pub from_number: Option<i32>,
    /// When it was published.
    pub created_at: Instant,
    /// Whether customers are answered with it.
    pub active: bool,
}

/// A text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Both {
    /// Swahili.
    pub sw: String,
    /// English.
    pub en: String,
}

impl Both {
    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Sw => &self.sw,
            Language::En => &self.en,
        }
    }
}

/// A text of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartView {
    /// Its part of the address.
    pub part: String,
    /// How it reads.
    pub text: Both,
}

/// A numbered line of a menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemView {
    /// Its name.
    pub label: Both,
    /// Other words for it.
    pub words: Vec<String>,
    /// The step that it leads to.
    pub goto: String,
}

/// A way from a step to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrowView {
    /// Its part of the address, such as `next`.
    pub part: String,
    /// The step that it leads to.
    pub to: String,
}

/// One step of a flow as its outline shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    /// Its id; also the beginning of its texts' addresses.
    pub id: String,
    /// What it does.
    pub kind: StepKind,
    /// Where it stands.
    pub place: StepPlace,
    /// How many steps lie between it and the first of its place.
    pub depth: u32,
    /// What the owner reads in the message log.
    pub title: Both,
    /// What it says, without the title and the items.
    pub parts: Vec<PartView>,
    /// What a menu's numbers stand for.
    pub items: Vec<ItemView>,
    /// Where it leads, its items apart.
    pub arrows: Vec<ArrowView>,
}

/// Something that is to be mended before a flow can be published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowProblemView {
    /// What is wrong.
    pub fault: FlowFault,
    /// The step; empty for the flow as a whole.
    pub step: String,
    /// The part of the step; empty for all of it.
    pub part: String,
    /// The language in which it is wrong; nothing where it is in both.
    pub language: Option<Language>,
    /// The name that it is about, such as a placeholder; may be empty.
    pub about: String,
    /// The number that it is about; may be 0.
    pub number: u32,
}

/// One difference between two flows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView {
    /// What kind of difference.
    pub kind: ChangeKind,
    /// The step's title, in both languages; empty for the flow as a whole.
    pub step: Both,
    /// The part of the step; may be empty.
    pub part: String,
    /// The language, where it is a text's.
    pub language: Option<Language>,
    /// What it was; may be empty.
    pub old: String,
    /// What it is; may be empty.
    pub new: String,
}

/// What is being changed and is not published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftView {
    /// Grows with every change.
    pub revision: i64,
    /// Who changed it last.
    pub author: String,
    /// When that was.
    pub at: Instant,
    /// The version that it began from; nothing for the built-in flow.
    pub base: Option<i32>,
}

/// The editor of a flow: the draft where there is one, or what answers now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditorView {
    /// The template that the business chose.
    pub template: TemplateType,
    /// The version that answers now; nothing for the built-in flow.
    pub active: Option<i32>,
    /// Whether that version cannot be read any more, so that the built-in flow answers.
    pub unreadable: bool,
    /// What is not published yet.
    pub draft: Option<DraftView>,
    /// The steps.
    pub steps: Vec<StepView>,
    /// The placeholders that texts may name.
    pub placeholders: Vec<String>,
    /// What is to be mended.
    pub problems: Vec<FlowProblemView>,
    /// How it differs from what answers now.
    pub changes: Vec<ChangeView>,
}

/// The list of versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryView {
    /// The versions, the newest first.
    pub versions: Vec<VersionView>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Whether the built-in flow answers.
    pub built_in: bool,
}

/// A version with how it differs from the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionView {
    /// The version.
    pub version: FlowVersionView,
    /// How it differs from the one before it, or from the built-in flow.
    pub changes: Vec<ChangeView>,
}

/// One text as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TextForm {
    /// Its part of the address.
    pub part: String,
    /// Swahili.
    pub sw: String,
    /// English.
    pub en: String,
    /// The Swahili when the form was shown.
    pub was_sw: String,
    /// The English when the form was shown.
    pub was_en: String,
}

/// The other words of an item as they were typed, with commas between them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WordsForm {
    /// The item, counted from 0.
    pub item: usize,
    /// The words.
    pub words: String,
    /// The words when the form was shown.
    pub was: String,
}

/// All texts of a step as they were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepTextsForm {
    /// The step.
    pub step: String,
    /// Its texts.
    pub texts: Vec<TextForm>,
    /// Its items' other words.
    pub words: Vec<WordsForm>,
}

text_enum! {
    /// What is done to the steps of a flow.
    FlowAct {
        /// A menu gets an item.
        AddItem => "add_item",
        /// An item moves before the one above it.
        MoveUp => "move_up",
        /// An item moves behind the one below it.
        MoveDown => "move_down",
        /// An item goes.
        RemoveItem => "remove_item",
        /// Something leads elsewhere.
        Goto => "goto",
        /// Steps go that nobody comes to.
        Clean => "clean",
    }
}

/// Something to be done to the steps of a flow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FlowActForm {
    /// A [`FlowAct`] as text.
    pub act: String,
    /// The step.
    pub step: String,
    /// The item, counted from 0.
    pub item: String,
    /// The item's Swahili name when the form was shown, so that no other is meant.
    pub was: String,
    /// A new item's Swahili name.
    pub label_sw: String,
    /// A new item's English name.
    pub label_en: String,
    /// The part that leads elsewhere.
    pub part: String,
    /// Where something leads: a step's id, or `+` and a [`NewStep`] as text.
    pub to: String,
}

/// A flow that is to answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PublishForm {
    /// The revision of the draft that was shown.
    pub revision: i64,
    /// What is noted with it.
    pub note: String,
    /// An [`Onward`] as text.
    pub onward: String,
}

/// The other words for an item as a field has them, with commas or line breaks between them: each once, and with single
/// spaces.
#[must_use]
pub fn word_list(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split([',', '\n']) {
        let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_listed_once_each() {
        let words = word_list("miadi,  kuweka   miadi\nbook, miadi,,");
        assert_eq!(words, ["miadi", "kuweka miadi", "book"]);
    }
}
