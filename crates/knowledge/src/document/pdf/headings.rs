//! The lines of a PDF as Markdown: what is written larger than the rest is a heading.

use std::collections::BTreeMap;

use super::{super::markdown, layout::Line};

/// How much larger than the text a heading is.
const LARGER: f32 = 1.15;

/// How much larger one of the first rank is.
const MUCH_LARGER: f32 = 1.6;

/// A longer line is large print.
const MOST_LETTERS: usize = 120;

/// The lines as paragraphs below headings.
pub(super) fn written(lines: &[Line]) -> String {
    let usual = usual_size(lines);
    let mut text = String::new();
    let mut above = None;
    for line in lines {
        // A mark of Markdown's that the page shows is none.
        let said = line.text.trim().trim_start_matches('#').trim_start();
        if said.is_empty() {
            continue;
        }
        let rank = rank(said, line.size / usual);
        let goes_on = above == Some(rank) && !line.begins_paragraph;
        match rank {
            // A heading over several lines is one.
            Some(_) if goes_on => text.push(' '),
            None if goes_on => text.push('\n'),
            _ => text.push_str("\n\n"),
        }
        match rank {
            Some(rank) if !goes_on => text.push_str(&markdown::heading(rank, said)),
            _ => text.push_str(said),
        }
        above = Some(rank);
    }
    text.trim().to_owned()
}

fn rank(said: &str, larger: f32) -> Option<usize> {
    let is_heading = said.chars().any(char::is_alphabetic) && said.chars().count() <= MOST_LETTERS;
    match larger {
        _ if !is_heading => None,
        MUCH_LARGER.. => Some(1),
        LARGER.. => Some(2),
        _ => None,
    }
}

/// The size that most letters have, by halves of a point.
fn usual_size(lines: &[Line]) -> f32 {
    let mut letters: BTreeMap<u16, usize> = BTreeMap::new();
    for line in lines {
        *letters.entry(halves(line.size)).or_default() += line.text.len();
    }
    let usual = letters.into_iter().max_by_key(|(_, letters)| *letters);
    usual.map_or(1.0, |(halves, _)| f32::from(halves) / 2.0)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what fits before"
)]
fn halves(size: f32) -> u16 {
    (size * 2.0).round().clamp(1.0, 2000.0) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_lines_are_headings() {
        let lines = [
            ("Saluni", 24.0, true),
            ("ya Neema", 24.0, false),
            ("Karibu kwetu siku yoyote", 12.0, true),
            ("#1 mjini Dodoma", 12.0, false),
            ("Bei", 15.0, true),
            ("35,000", 15.0, true),
        ];
        let lines = lines.map(|(text, size, begins_paragraph)| Line {
            text: text.to_owned(),
            size,
            begins_paragraph,
        });
        assert_eq!(
            written(&lines),
            "# Saluni ya Neema\n\nKaribu kwetu siku yoyote\n1 mjini Dodoma\n\n## Bei\n\n35,000"
        );
        assert_eq!(written(&[]), "");
    }
}
