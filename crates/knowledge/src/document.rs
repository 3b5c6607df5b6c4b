//! Reading the text out of what a business hands in: plain text, Markdown, price lists as CSV, Word and PDF.
//!
//! What is handed in was made by a stranger's program, so nothing here trusts it: sizes are limited before and while
//! it is unpacked, and a reader that panics makes a [`Unreadable::Broken`]. Reading a large PDF takes seconds of
//! processor; call it where it may block.

mod docx;
mod markdown;
mod pdf;
mod plain;

pub use plain::Row;

use thiserror::Error;

/// The largest file that is read.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;

/// The most that one part of a file may unpack to.
pub const MAX_UNPACKED_BYTES: usize = 32 * 1024 * 1024;

/// The most text that a document may have.
pub const MAX_CHARACTERS: usize = 2_000_000;

/// A document as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its first heading of the highest rank, or else the name of its file without the ending.
    pub title: String,
    /// Its text; headings, lists and tables as Markdown writes them.
    pub text: String,
}

/// Why a document could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// The file, what it unpacks to, or its text is larger than is read.
    #[error("the document is too large")]
    TooLarge,
    /// It is none of the kinds that are read.
    #[error("the document is of no known kind")]
    UnknownKind,
    /// It has no text: it is empty, or a scan, which is a picture of text.
    #[error("the document has no text")]
    NoText,
    /// It is not what it says, or damaged.
    #[error("the document is broken")]
    Broken,
    /// It opens with a password only.
    #[error("the document is encrypted")]
    Encrypted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Table,
    Docx,
    Pdf,
}

/// Reads a document. Its kind is judged by what is in it, and by its name where that does not say enough.
///
/// # Errors
/// When it is too large, of no kind that is read, broken, encrypted, or has no text.
pub fn read_document(name: &str, bytes: &[u8]) -> Result<Document, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let text = match kind(name, bytes)? {
        Kind::Plain => plain::text(bytes)?,
        Kind::Table => plain::table(bytes)?,
        Kind::Docx => without_panic(|| docx::text(bytes))?,
        Kind::Pdf => without_panic(|| pdf::text(bytes))?,
    };
    if text.chars().count() > MAX_CHARACTERS {
        return Err(Unreadable::TooLarge);
    }
    if !text.chars().any(char::is_alphanumeric) {
        return Err(Unreadable::NoText);
    }
    let title = markdown::first_heading(&text).unwrap_or_else(|| stem(name)).to_owned();
    Ok(Document { title, text })
}

/// Reads a list with commas, semicolons or tabs between its cells, in any encoding that spreadsheets write.
///
/// # Errors
/// When it is too large, or no text.
pub fn read_rows(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    if !plain::is_text(bytes) {
        return Err(Unreadable::UnknownKind);
    }
    plain::rows(bytes)
}

/// The readers of foreign formats are long programs of others. Should one of them meet what its authors did not think
/// of, the document is broken and the process goes on. The panic is still printed by the process's hook.
fn without_panic<T>(
    read: impl FnOnce() -> Result<T, Unreadable> + std::panic::UnwindSafe,
) -> Result<T, Unreadable> {
    std::panic::catch_unwind(read).unwrap_or(Err(Unreadable::Broken))
}

/// What older Word files begin with, and newer ones that have a password (Microsoft, MS-CFB §2.2).
const COMPOUND_FILE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// A PDF may have a little in front of its mark (Adobe's implementation notes on ISO 32000-1 §7.5.2).
const PDF_MARK_WITHIN: usize = 1024;

fn kind(name: &str, bytes: &[u8]) -> Result<Kind, Unreadable> {
    let ending = ending(name);
    if bytes.starts_with(b"PK\x03\x04") {
        return if docx::is_docx(bytes) { Ok(Kind::Docx) } else { Err(refused(&ending, "docx")) };
    }
    if bytes.starts_with(COMPOUND_FILE) {
        let sealed = ending == "docx";
        return Err(if sealed { Unreadable::Encrypted } else { Unreadable::UnknownKind });
    }
    if has(&bytes[..bytes.len().min(PDF_MARK_WITHIN)], b"%PDF-") {
        return Ok(Kind::Pdf);
    }
    if !plain::is_text(bytes) {
        let is_ours = matches!(ending.as_str(), "docx" | "pdf");
        return Err(if is_ours { Unreadable::Broken } else { Unreadable::UnknownKind });
    }
    match ending.as_str() {
        "csv" | "tsv" => Ok(Kind::Table),
        "" | "txt" | "text" | "md" | "markdown" => Ok(Kind::Plain),
        "docx" | "pdf" => Err(Unreadable::Broken),
        _ => Err(Unreadable::UnknownKind),
    }
}

fn refused(ending: &str, ours: &str) -> Unreadable {
    if ending == ours { Unreadable::Broken } else { Unreadable::UnknownKind }
}

fn has(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

/// What stands behind the last dot of a file's name, in lower case.
fn ending(name: &str) -> String {
    file(name).rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_lowercase())
}

fn stem(name: &str) -> &str {
    let file = file(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).trim()
}

fn file(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

#[cfg(test)]
mod tests;
