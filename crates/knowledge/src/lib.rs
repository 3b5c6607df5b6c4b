//! What a business knows, as a machine can find it: documents read as text, cut into passages, and the words by
//! which a question finds its passage, in Swahili and English.
//!
//! All of it is pure. It opens no file, asks no database and knows no tenant; where passages are kept and how they
//! are looked up is the store's business. Why it is built like this stands in `docs/decisions/0022-search.md`.

/// Which rules cut texts into passages and reduce their words. It is counted up with each change of what comes out of
/// [`passages()`] or [`terms`], and what was made before is then made anew.
pub const RULES: u32 = 1;

pub mod document;
mod passages;
mod relevance;
mod spelling;
mod words;

pub use document::{Document, Row, Unreadable, read_document, read_rows};
pub use passages::{MAX_PASSAGES, Passage, passages};
pub use relevance::{Candidate, THRESHOLD, rarity, score};
pub use spelling::closest;
pub use words::{normalise, stem, terms};
