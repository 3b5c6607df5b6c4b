//! What a business has written down for its assistant to answer from, and what customers asked in vain.

use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;
use crate::{ContactId, DocumentId, Instant, PassageId, QuestionId};

/// Documents that a business may have.
pub const DOCUMENTS_MAX: u32 = 200;
/// Passages that all documents of a business may have together.
pub const PASSAGES_MAX: u32 = 10_000;
/// The longest title of a document, or name of its file, in characters (the columns' length).
pub const TITLE_MAX: u32 = 200;
/// The longest title of a passage, which headings above each other may make, in characters (the column's length).
pub const HEADINGS_MAX: u32 = 600;
/// The longest text of the words that tell a question from others, in characters (the column's length).
pub const QUESTION_KEY_MAX: u32 = 300;
/// The longest answer to one question, in characters.
pub const ANSWER_MAX: u32 = 2000;
/// The longest text that is pasted, in characters; what is longer comes as a file.
pub const TEXT_MAX: u32 = 20_000;
/// The largest file that is read, in megabytes.
pub const FILE_MAX_MB: u32 = 10;

text_enum! {
    /// What a document is.
    DocumentKind {
        /// One question and its answer.
        Qa => "QA",
        /// A text that somebody typed.
        Text => "TEXT",
        /// A file that somebody handed in.
        File => "FILE",
        /// A list of prices.
        Prices => "PRICES",
    }
}

text_enum! {
    /// Where a question stands to which the assistant knew no answer.
    QuestionState {
        /// Nobody has seen to it.
        Open => "OPEN",
        /// It was answered since.
        Answered => "ANSWERED",
        /// It needs no answer.
        Dismissed => "DISMISSED",
    }
}

/// Something that a business has written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentView {
    /// Its id.
    pub id: DocumentId,
    /// What it is.
    pub kind: DocumentKind,
    /// What it is called; of a question and its answer, the question.
    pub title: String,
    /// The file's name, where it came as one.
    pub file_name: Option<String>,
    /// The size of what was handed in, in bytes.
    pub size_bytes: u32,
    /// How many passages were made of it.
    pub passages: u32,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// A document with all that is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentDetail {
    /// What lists show of it.
    pub document: DocumentView,
    /// Its text; of a question and its answer, the answer.
    pub source: String,
    /// What the assistant can answer from.
    pub passages: Vec<PassageView>,
}

/// A piece of a document that can be an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassageView {
    /// Its id.
    pub id: PassageId,
    /// Whose piece it is.
    pub document_id: DocumentId,
    /// What that document is.
    pub kind: DocumentKind,
    /// What it is about.
    pub title: Option<String>,
    /// What it says.
    pub text: String,
}

/// A question that customers asked and the assistant could not answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionView {
    /// Its id.
    pub id: QuestionId,
    /// As it was asked the last time.
    pub text: String,
    /// How often it was asked.
    pub times: u32,
    /// Who asked it the last time.
    pub contact_id: Option<ContactId>,
    /// When that was.
    pub last_asked_at: Instant,
}

/// How well a passage answers a question, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fit {
    /// Nearly all of the question is in it.
    Good,
    /// Enough of it to answer with.
    Enough,
    /// Something, but too little to answer with.
    Weak,
}

/// What the assistant would do with a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tried {
    /// The question has no word that could be looked up.
    NoWords,
    /// Nothing of it is written anywhere.
    Nothing,
    /// The passage that fits best.
    Best {
        /// The passage.
        passage: PassageView,
        /// How well it fits.
        fit: Fit,
        /// What the customer would read; nothing where it fits too little to be said.
        said: Option<String>,
        /// Whether a language model worded that.
        phrased: bool,
    },
}

/// A question and its answer, as a form sends them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    /// The document that is changed; empty for a new one.
    pub id: String,
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// The customers' question that is answered by this; empty for none.
    pub asked: String,
}

/// A text that is pasted, as a form sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TextForm {
    /// The document that is changed; empty for a new one.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it says.
    pub text: String,
}

text_enum! {
    /// Why a file could not be taken.
    FileProblem {
        /// None was chosen.
        Missing => "missing",
        /// It is larger than is read, or unpacks to more.
        TooLarge => "too_large",
        /// It is of a kind that is not read.
        UnknownKind => "unknown_kind",
        /// It has no text: it is empty, or a scan.
        NoText => "no_text",
        /// It is damaged.
        Broken => "broken",
        /// It opens with a password only.
        Encrypted => "encrypted",
        /// There is no room for another document.
        TooManyDocuments => "too_many_documents",
        /// There is no room for so many passages.
        TooManyPassages => "too_many_passages",
        /// The upload broke off.
        BrokenOff => "broken_off",
    }
}
