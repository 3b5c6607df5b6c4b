//! Documents cut into passages: pieces that are short enough to be an answer and keep what they are about.

mod block;
mod sentence;
mod table;

use block::{Block, Kind, blocks};
use sentence::{sentences, words};

/// More passages than this are not made of one document; the rest of it is left out.
pub const MAX_PASSAGES: usize = 2_000;

/// Shorter passages take the next piece of the same heading in.
const FEW_WORDS: usize = 60;

/// No passage gets longer, but for a table's header and a single sentence without an end.
const MOST_WORDS: usize = 160;

/// A piece of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The heading it stands below, with those above it before a " › ", or the question that it answers.
    pub title: Option<String>,
    /// What it says, in the document's own words; lines of lists and tables stay lines.
    pub text: String,
}

/// Cuts a text into passages of some 60 to 160 words, at most [`MAX_PASSAGES`].
///
/// It is cut at headings (Markdown, underlined, or in capitals with a colon), at questions with their answers, around
/// tables, then between lists and paragraphs, then between the items of a list, and last between sentences. A sentence is
/// cut only if it is longer than a passage may be. A table's header is repeated with each of its pieces.
pub fn passages(text: &str) -> Vec<Passage> {
    let mut cutter = Cutter::default();
    for block in blocks(text) {
        if cutter.done.len() >= MAX_PASSAGES {
            break;
        }
        cutter.take(block);
    }
    cutter.end_passage();
    cutter.done.truncate(MAX_PASSAGES);
    cutter.done
}

/// What has been cut, and the passage in the making.
#[derive(Default)]
struct Cutter {
    done: Vec<Passage>,
    /// The headings that are open, with their depth.
    headings: Vec<(usize, String)>,
    /// A question whose answer follows.
    question: Option<String>,
    text: String,
    words: usize,
}

impl Cutter {
    fn take(&mut self, block: Block) {
        match block.kind {
            Kind::Heading(depth) => {
                self.end_passage();
                self.question = None;
                self.headings.retain(|(above, _)| *above < depth);
                self.headings.push((depth, block.text));
            }
            Kind::Question => {
                self.end_passage();
                self.question = Some(block.text);
            }
            Kind::Table => {
                self.end_passage();
                for piece in table::pieces(&block.text, MOST_WORDS) {
                    self.add(&piece, "\n");
                    self.end_passage();
                }
            }
            Kind::List => self.add_all(block.text.lines(), "\n"),
            Kind::Paragraph => self.add_all(std::iter::once(block.text.as_str()), "\n\n"),
        }
    }

    /// Adds pieces that belong together; the first stands behind what there is as a block of its own.
    fn add_all<'a>(&mut self, pieces: impl Iterator<Item = &'a str>, between: &str) {
        let mut between = if between == "\n" { "\n\n" } else { between };
        for piece in pieces {
            if words(piece) <= MOST_WORDS {
                self.add(piece, between);
            } else {
                for (at, sentence) in sentences(piece, MOST_WORDS).enumerate() {
                    self.add(sentence, if at == 0 { between } else { " " });
                }
            }
            between = "\n";
        }
    }

    fn add(&mut self, piece: &str, between: &str) {
        let more = words(piece);
        let is_full = self.words + more > MOST_WORDS
            || (between == "\n\n" && self.words >= FEW_WORDS && more > FEW_WORDS / 2);
        if is_full {
            self.end_passage();
        }
        if !self.text.is_empty() {
            self.text.push_str(between);
        }
        self.text.push_str(piece.trim());
        self.words += more;
    }

    fn end_passage(&mut self) {
        self.words = 0;
        let text = std::mem::take(&mut self.text);
        if !text.trim().is_empty() {
            self.done.push(Passage { title: self.title(), text });
        }
    }

    fn title(&self) -> Option<String> {
        let headings = self.headings.iter().map(|(_, heading)| heading.as_str());
        let all: Vec<&str> = headings.chain(self.question.as_deref()).collect();
        (!all.is_empty()).then(|| all.join(" › "))
    }
}

#[cfg(test)]
mod tests;
