//! The body of a Word document.

use std::collections::HashMap;

use quick_xml::{
    Reader,
    events::{BytesRef, BytesStart, Event},
};

use super::{super::markdown, Unreadable, rank_of_style, value};

/// The body's text as Markdown, with the ranks of its heading styles.
pub(super) fn text(xml: &[u8], ranks: &HashMap<String, usize>) -> Result<String, Unreadable> {
    let mut reader = Reader::from_reader(xml);
    let mut body = Body::new(ranks);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(|_| Unreadable::Broken)? {
            Event::Start(tag) => body.begin(&tag),
            Event::Empty(tag) => {
                body.begin(&tag);
                body.end(tag.local_name().as_ref());
            }
            Event::End(tag) => body.end(tag.local_name().as_ref()),
            Event::Text(text) if body.in_text => {
                let text = text.decode().map_err(|_| Unreadable::Broken)?;
                body.say(&text);
            }
            Event::GeneralRef(reference) if body.in_text => body.refer(&reference),
            Event::Eof => return Ok(body.lines.join("\n\n")),
            _ => {}
        }
        buffer.clear();
    }
}

struct Body<'a> {
    ranks: &'a HashMap<String, usize>,
    lines: Vec<String>,
    paragraph: String,
    rank: Option<usize>,
    is_item: bool,
    in_text: bool,
    /// How deep in the older form of a drawing, whose text has been said by the newer one.
    fallback: usize,
    /// How many tables are open; only the outermost is drawn as one.
    tables: usize,
    rows: Vec<Vec<String>>,
}

impl<'a> Body<'a> {
    fn new(ranks: &'a HashMap<String, usize>) -> Self {
        Self {
            ranks,
            lines: Vec::new(),
            paragraph: String::new(),
            rank: None,
            is_item: false,
            in_text: false,
            fallback: 0,
            tables: 0,
            rows: Vec::new(),
        }
    }

    fn begin(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            b"Fallback" => self.fallback += 1,
            b"t" => self.in_text = self.fallback == 0,
            b"tab" | b"br" | b"cr" => self.say(" "),
            b"noBreakHyphen" => self.say("-"),
            b"pStyle" => self.rank = value(tag, "w:val").and_then(|id| self.rank_of(&id)),
            b"outlineLvl" => {
                let level = value(tag, "w:val").and_then(|level| level.parse::<usize>().ok());
                self.rank = level.filter(|level| *level < 9).map(|level| level + 1).or(self.rank);
            }
            b"numPr" => self.is_item = true,
            b"tbl" => {
                self.end_paragraph();
                self.tables += 1;
            }
            b"tr" if self.tables == 1 => self.rows.push(Vec::new()),
            b"tc" if self.tables == 1 => {
                if let Some(row) = self.rows.last_mut() {
                    row.push(String::new());
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"Fallback" => self.fallback = self.fallback.saturating_sub(1),
            b"t" => self.in_text = false,
            b"p" => self.end_paragraph(),
            b"tbl" => {
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0 {
                    let table = markdown::table(&std::mem::take(&mut self.rows));
                    self.lines.extend((!table.is_empty()).then_some(table));
                }
            }
            _ => {}
        }
    }

    fn rank_of(&self, style: &str) -> Option<usize> {
        self.ranks.get(style).copied().or_else(|| rank_of_style(style))
    }

    fn say(&mut self, text: &str) {
        if self.fallback == 0 {
            self.paragraph.push_str(text);
        }
    }

    fn refer(&mut self, reference: &BytesRef<'_>) {
        if let Ok(Some(letter)) = reference.resolve_char_ref() {
            self.say(letter.encode_utf8(&mut [0; 4]));
        } else if let Some(said) = reference
            .decode()
            .ok()
            .and_then(|name| quick_xml::escape::resolve_predefined_entity(&name))
        {
            self.say(said);
        }
    }

    fn end_paragraph(&mut self) {
        let rank = self.rank.take();
        let is_item = std::mem::take(&mut self.is_item);
        let paragraph = std::mem::take(&mut self.paragraph);
        let text = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return;
        }
        if self.tables > 0 {
            if let Some(cell) = self.rows.last_mut().and_then(|row| row.last_mut()) {
                cell.push_str(&text);
                cell.push(' ');
            }
            return;
        }
        match rank {
            Some(rank) => self.lines.push(markdown::heading(rank, &text)),
            None if is_item => self.add_item(&text),
            None => self.lines.push(text),
        }
    }

    /// Items that follow each other are one list.
    fn add_item(&mut self, text: &str) {
        match self.lines.last_mut() {
            Some(list) if list.starts_with("- ") => {
                list.push_str("\n- ");
                list.push_str(text);
            }
            _ => self.lines.push(format!("- {text}")),
        }
    }
}
