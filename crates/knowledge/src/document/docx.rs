//! Word documents: a ZIP file with XML in it (ECMA-376, part 1). Only text, headings, lists and tables are looked at.

mod body;

use std::{
    collections::HashMap,
    io::{Cursor, Read},
};

use quick_xml::{Reader, XmlVersion, events::BytesStart, events::Event};
use zip::{ZipArchive, result::ZipError};

use super::{MAX_UNPACKED_BYTES, Unreadable};

const BODY: &str = "word/document.xml";
const STYLES: &str = "word/styles.xml";

/// Whether a ZIP file has what a Word document has.
pub(super) fn is_docx(bytes: &[u8]) -> bool {
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|archive| archive.index_for_name(BODY).is_some())
}

/// The document's text as Markdown.
pub(super) fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Broken)?;
    let ranks = match part(&mut archive, STYLES)? {
        Some(styles) => ranks(&styles),
        None => HashMap::new(),
    };
    let body = part(&mut archive, BODY)?.ok_or(Unreadable::Broken)?;
    body::text(&body, &ranks)
}

fn part(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
) -> Result<Option<Vec<u8>>, Unreadable> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
            return Err(Unreadable::Encrypted);
        }
        Err(_) => return Err(Unreadable::Broken),
    };
    // What the file says of its size is not believed.
    let mut unpacked = Vec::new();
    let most = MAX_UNPACKED_BYTES as u64;
    file.take(most + 1).read_to_end(&mut unpacked).map_err(|_| Unreadable::Broken)?;
    if unpacked.len() > MAX_UNPACKED_BYTES {
        return Err(Unreadable::TooLarge);
    }
    Ok(Some(unpacked))
}

/// The ranks of the heading styles by their ids, which are in the language of whoever wrote the document; their names
/// are always in English. A style sheet that cannot be read only costs the headings.
fn ranks(styles: &[u8]) -> HashMap<String, usize> {
    let mut ranks = HashMap::new();
    let mut reader = Reader::from_reader(styles);
    let mut id = None;
    let mut buffer = Vec::new();
    while let Ok(event) = reader.read_event_into(&mut buffer) {
        match event {
            Event::Start(tag) if tag.local_name().as_ref() == b"style" => {
                id = value(&tag, "w:styleId");
            }
            Event::Empty(tag) if tag.local_name().as_ref() == b"name" => {
                let rank = value(&tag, "w:val").and_then(|name| rank_of_style(&name));
                ranks.extend(id.take().zip(rank));
            }
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    ranks
}

/// "Title" and "heading 1" are the top.
fn rank_of_style(name: &str) -> Option<usize> {
    let name = name.to_lowercase();
    if name == "title" {
        return Some(1);
    }
    let rank = name.strip_prefix("heading")?.trim().parse().ok()?;
    (1..=9).contains(&rank).then_some(rank)
}

fn value(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok()??;
    Some(attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}
