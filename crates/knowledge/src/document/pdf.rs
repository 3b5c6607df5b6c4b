//! PDF documents (ISO 32000-1). A PDF has no text, only letters at places; lines, words and paragraphs are guessed from
//! where the letters stand, in the order in which they are drawn.

mod font;
mod headings;
mod layout;

use std::collections::BTreeMap;

use lopdf::{Document, LoadOptions, Object, ObjectId, content::Content};

use super::{MAX_CHARACTERS, Unreadable};
use font::Font;
use layout::{Layout, Line};

/// More pages than these are not read.
const MAX_PAGES: usize = 1_000;

/// What holds the structure of a document unpacks to far more in memory, and never needs this much.
const MAX_STRUCTURE_BYTES: usize = 4 * 1024 * 1024;

/// What one page or one font may unpack to.
const MAX_PAGE_BYTES: usize = 8 * 1024 * 1024;

/// The document's text. Whoever calls this catches panics.
pub(super) fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    let options = LoadOptions::with_max_decompressed_size(MAX_STRUCTURE_BYTES);
    let document = Document::load_mem_with_options(bytes, options).map_err(|error| why(&error))?;
    if document.is_encrypted() && !document.was_encrypted() {
        return Err(Unreadable::Encrypted);
    }
    let mut lines = Vec::new();
    let mut letters = 0;
    for page in document.page_iter().take(MAX_PAGES) {
        // A page that cannot be read leaves the others.
        let page = page_lines(&document, page).unwrap_or_default();
        letters += page.iter().map(|line| line.text.len()).sum::<usize>();
        if letters > MAX_CHARACTERS * 4 {
            return Err(Unreadable::TooLarge);
        }
        lines.extend(page);
    }
    Ok(headings::written(&lines))
}

fn why(error: &lopdf::Error) -> Unreadable {
    match error {
        lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) => Unreadable::Encrypted,
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
            Unreadable::TooLarge
        }
        _ => Unreadable::Broken,
    }
}

fn page_lines(document: &Document, page: ObjectId) -> lopdf::Result<Vec<Line>> {
    let fonts: BTreeMap<Vec<u8>, Font<'_>> = document
        .get_page_fonts(page)?
        .into_iter()
        .filter_map(|(name, font)| Some((name, Font::read(document, font, MAX_PAGE_BYTES)?)))
        .collect();
    let content = document.get_page_content_with_limit(page, MAX_PAGE_BYTES)?;
    let mut layout = Layout::new(&fonts);
    for operation in Content::decode_iter(&content) {
        let Ok(operation) = operation else { break };
        layout.take(&operation.operator, &operation.operands);
    }
    Ok(layout.lines)
}

fn number(object: Option<&Object>) -> f32 {
    object.and_then(|object| object.as_float().ok()).unwrap_or_default()
}
