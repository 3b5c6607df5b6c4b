//! Plain text, Markdown and lists with commas, in the encodings that phones and spreadsheets write.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{Unreadable, markdown};

/// What may stand between the cells of a list. Spreadsheets write semicolons where the comma is for decimals.
const BETWEEN_CELLS: [u8; 3] = [b',', b';', b'\t'];

/// Whether the bytes can be text at all: pictures and programs have zero bytes.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    Encoding::for_bom(bytes).is_some() || !bytes.contains(&0)
}

/// The text, with the line ends of Unix.
pub(super) fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let bytes = bytes.get(mark..).ok_or(Unreadable::Broken)?;
    let text = if encoding == UTF_16LE || encoding == UTF_16BE {
        encoding.decode_without_bom_handling(bytes).0
    } else {
        match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
        }
    };
    Ok(text.replace("\r\n", "\n").replace(['\r', '\u{c}'], "\n").replace('\0', ""))
}

/// A row of a list with commas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file, counted from 1.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
}

/// A list with commas as a table of Markdown.
pub(super) fn table(bytes: &[u8]) -> Result<String, Unreadable> {
    let rows: Vec<_> = rows(bytes)?.into_iter().map(|row| row.cells).collect();
    Ok(markdown::table(&rows))
}

/// The rows of a list with commas, semicolons or tabs.
pub(super) fn rows(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    let text = text(bytes)?;
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |between: u8| first.bytes().filter(|byte| *byte == between).count();
    let between = BETWEEN_CELLS.into_iter().rev().max_by_key(|between| count(*between));
    csv::ReaderBuilder::new()
        .delimiter(between.unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
        .into_records()
        .map(|row| {
            let row = row?;
            let line = row.position().map_or(0, |at| at.line() + blank_lines(&text, at.byte()));
            Ok(Row { line, cells: row.iter().map(str::to_owned).collect() })
        })
        .collect::<Result<Vec<Row>, csv::Error>>()
        .map_err(|_| Unreadable::Broken)
}

/// The empty lines at a place of a text: the reader counts them to the row that follows.
fn blank_lines(text: &str, at: u64) -> u64 {
    let rest = usize::try_from(at).ok().and_then(|at| text.as_bytes().get(at..));
    let blank = rest.unwrap_or_default().iter().take_while(|byte| **byte == b'\n');
    blank.map(|_| 1).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_encoding_is_read() {
        let utf16 = |order: fn(u16) -> [u8; 2], mark: [u8; 2]| {
            let letters = "Béi".encode_utf16().flat_map(order);
            mark.into_iter().chain(letters).collect::<Vec<u8>>()
        };
        for bytes in [
            "Béi".as_bytes().to_vec(),
            "\u{feff}Béi".as_bytes().to_vec(),
            vec![b'B', 0xe9, b'i'],
            utf16(u16::to_le_bytes, [0xff, 0xfe]),
            utf16(u16::to_be_bytes, [0xfe, 0xff]),
        ] {
            assert!(is_text(&bytes), "{bytes:?}");
            assert_eq!(text(&bytes).as_deref(), Ok("Béi"), "{bytes:?}");
        }
        assert!(!is_text(b"GIF\0"));
    }

    #[test]
    fn rows_know_their_lines() {
        let rows = rows(b"\nJina;Bei\r\n\r\n\"Sukari\nnyeupe\";3000\n\nUnga;2500").unwrap();
        let lines: Vec<_> = rows.iter().map(|row| (row.line, row.cells.len())).collect();
        assert_eq!(lines, [(2, 2), (4, 2), (7, 2)]);
    }

    #[test]
    fn a_price_list_becomes_a_table() {
        let expected = "| Huduma | Bei |\n|---|---|\n| Kusuka, rasta | 35000 |";
        assert_eq!(table(b"Huduma,Bei\r\n\"Kusuka, rasta\",35000\r\n").as_deref(), Ok(expected));
        assert_eq!(table(b"Huduma;Bei\nKusuka, rasta;35000\n").as_deref(), Ok(expected));
        assert_eq!(table(b"Huduma\tBei\nKusuka, rasta\t35000\n").as_deref(), Ok(expected));
    }
}
