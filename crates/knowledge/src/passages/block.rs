//! A document as blocks: headings, questions, lists, tables and paragraphs.

use super::table;

/// A longer line is no heading.
const MOST_LETTERS_OF_A_HEADING: usize = 120;

/// What a question begins with, in the lower case.
const QUESTIONS: [&str; 7] = ["q:", "q.", "question:", "swali:", "s:", "qn:", "faq:"];

/// What its answer begins with.
const ANSWERS: [&str; 6] = ["a:", "a.", "answer:", "jibu:", "j:", "ans:"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// With its depth, 1 at the top.
    Heading(usize),
    Question,
    Table,
    List,
    Paragraph,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub kind: Kind,
    pub text: String,
}

/// The blocks of a text in order.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().collect();
    let mut blocks = Blocks { done: Vec::new(), open: None };
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let next = lines.get(at + 1).map_or("", |line| line.trim());
        if let Some((depth, heading)) = underlined(line, next) {
            blocks.put(Kind::Heading(depth), heading);
            at += 1;
        } else {
            blocks.take(line);
        }
        at += 1;
    }
    blocks.end();
    blocks.done
}

struct Blocks {
    done: Vec<Block>,
    open: Option<Block>,
}

impl Blocks {
    fn take(&mut self, line: &str) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            self.end();
        } else if let Some((depth, heading)) = heading(trimmed) {
            self.put(Kind::Heading(depth), heading);
        } else if let Some(question) = behind(trimmed, &QUESTIONS) {
            self.put(Kind::Question, question);
        } else if let Some(answer) = behind(trimmed, &ANSWERS) {
            self.end();
            self.continue_with(Kind::Paragraph, answer);
        } else if table::is_row(trimmed) {
            self.continue_with(Kind::Table, trimmed);
        } else if is_item(trimmed) {
            self.continue_with(Kind::List, trimmed);
        } else if self.is_in(Kind::List) && line.starts_with([' ', '\t']) {
            // The rest of an item, one line with it.
            self.append(' ', trimmed);
        } else {
            self.continue_with(Kind::Paragraph, trimmed);
        }
    }

    fn is_in(&self, kind: Kind) -> bool {
        self.open.as_ref().is_some_and(|block| block.kind == kind)
    }

    fn append(&mut self, between: char, line: &str) {
        if let Some(block) = &mut self.open {
            block.text.push(between);
            block.text.push_str(line);
        }
    }

    fn continue_with(&mut self, kind: Kind, line: &str) {
        if self.is_in(kind) {
            self.append('\n', line);
            return;
        }
        self.end();
        self.open = Some(Block { kind, text: line.to_owned() });
    }

    fn put(&mut self, kind: Kind, text: &str) {
        self.end();
        self.done.push(Block { kind, text: text.to_owned() });
    }

    fn end(&mut self) {
        self.done.extend(self.open.take());
    }
}

/// "## Bei" and "BEI ZETU:".
fn heading(line: &str) -> Option<(usize, &str)> {
    let depth = line.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&depth) {
        let heading = line[depth..].trim().trim_end_matches('#').trim();
        let is_heading = line[depth..].starts_with(' ') && !heading.is_empty();
        return is_heading.then_some((depth, heading));
    }
    let heading = line.strip_suffix(':')?;
    let mut letters = heading.chars().filter(|letter| letter.is_alphabetic());
    let is_loud = letters.clone().count() >= 3 && letters.all(|letter| !letter.is_lowercase());
    (is_loud && is_short(heading)).then_some((2, heading))
}

/// A line with "====" or "----" below it.
fn underlined<'a>(line: &'a str, next: &str) -> Option<(usize, &'a str)> {
    let heading = line.trim();
    let is_heading = is_short(heading)
        && heading.chars().any(char::is_alphanumeric)
        && next.len() >= 3
        && !table::is_row(heading)
        && !is_item(heading);
    match next.as_bytes().first() {
        Some(b'=') if is_heading && next.bytes().all(|byte| byte == b'=') => Some((1, heading)),
        Some(b'-') if is_heading && next.bytes().all(|byte| byte == b'-') => Some((2, heading)),
        _ => None,
    }
}

fn is_short(line: &str) -> bool {
    line.chars().count() <= MOST_LETTERS_OF_A_HEADING
}

/// What comes behind one of these words, whatever its case and Markdown's stars.
fn behind<'a>(line: &'a str, starts: &[&str]) -> Option<&'a str> {
    let line = line.trim_start_matches(['*', '_']);
    let start = starts.iter().find(|start| {
        line.get(..start.len()).is_some_and(|there| there.eq_ignore_ascii_case(start))
    })?;
    let rest = line[start.len()..].trim_start_matches(['*', '_']).trim();
    (!rest.is_empty()).then_some(rest)
}

/// "- kusuka", "* kusuka", "• kusuka", "1. kusuka", "2) kusuka".
fn is_item(line: &str) -> bool {
    if let Some(rest) = line.strip_prefix(['-', '*', '+', '•', '–', '·', '▪', '●']) {
        return rest.starts_with(char::is_whitespace);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&digits)
        && line[digits..].starts_with(['.', ')'])
        && line[digits + 1..].starts_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        let text = "# Bei\nMstari\nwa pili\n\nBEI ZA NYWELE:\n- moja\n  na zaidi\n- mbili\n\nKichwa\n===\n\
            **Swali:** Mko wapi?\nJibu: Sinza.\n|a|b|\n|-|-|\n#hashtag\n1. kwanza";
        let kinds: Vec<_> = blocks(text).into_iter().map(|b| (b.kind, b.text)).collect();
        let expected = [
            (Kind::Heading(1), "Bei"),
            (Kind::Paragraph, "Mstari\nwa pili"),
            (Kind::Heading(2), "BEI ZA NYWELE"),
            (Kind::List, "- moja na zaidi\n- mbili"),
            (Kind::Heading(1), "Kichwa"),
            (Kind::Question, "Mko wapi?"),
            (Kind::Paragraph, "Sinza."),
            (Kind::Table, "|a|b|\n|-|-|"),
            (Kind::Paragraph, "#hashtag"),
            (Kind::List, "1. kwanza"),
        ];
        assert_eq!(kinds, expected.map(|(kind, text)| (kind, text.to_owned())));
    }
}
