//! The numbered lines in a menu's text: kept in step with its items.
//!
//! A line begins with `2)` and ends before the next one or where the text's line ends. `0)`, the way back, is no item's
//! and keeps its place.

use std::ops::Range;

/// What becomes of a menu's items.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Change<'a> {
    /// One more, after the others.
    Add(&'a str),
    /// The one at `from` moves to `to`, both counted from 0.
    Move { from: usize, to: usize },
    /// The one at this place goes.
    Remove(usize),
    /// The one at this place has another name: where the text shows the old one it shows the new one.
    Name { at: usize, old: &'a str, new: &'a str },
}

/// A numbered line in a text: its number and where what follows it stands.
#[derive(Debug, Clone)]
struct Line {
    number: usize,
    /// From the first digit to the end of what follows.
    all: Range<usize>,
    /// What follows, without the spaces after it.
    words: Range<usize>,
}

/// The text of a menu of so many items after a change of them.
pub(crate) fn renumbered(text: &str, items: usize, change: Change<'_>) -> String {
    let lines: Vec<Line> = lines(text).filter(|line| (1..=items).contains(&line.number)).collect();
    let mut entries: Vec<(usize, &str)> = Vec::with_capacity(lines.len() + 1);
    for line in &lines {
        let words = text.get(line.words.clone()).unwrap_or_default();
        let at = line.number - 1;
        let (at, words) = match change {
            Change::Move { from, to } => (moved(at, from, to), words),
            Change::Remove(gone) if at == gone => continue,
            Change::Remove(gone) => (if at > gone { at - 1 } else { at }, words),
            Change::Name { at: named, old, new } if at == named && words == old => (at, new),
            Change::Add(_) | Change::Name { .. } => (at, words),
        };
        entries.push((at + 1, words));
    }
    entries.sort_by_key(|(number, _)| *number);
    let mut filled = String::with_capacity(text.len() + 40);
    let mut entries = entries.into_iter();
    let mut done = 0;
    for line in &lines {
        let between = text.get(done..line.all.start).unwrap_or_default();
        let after = text.get(line.words.end..line.all.end).unwrap_or_default();
        done = line.all.end;
        match entries.next() {
            Some((number, words)) => {
                filled.push_str(between);
                filled.push_str(&numbered(number, words));
                filled.push_str(after);
            }
            // The line goes, and with it the line break before it.
            None => filled.push_str(between.strip_suffix('\n').unwrap_or(between)),
        }
    }
    if let Change::Add(label) = change {
        let line = numbered(items + 1, label);
        match lines.last() {
            Some(last) if begins_line(text, last.all.start) => {
                filled.truncate(filled.trim_end_matches(' ').len());
                filled.push('\n');
                filled.push_str(&line);
            }
            Some(_) => {
                let is_spaced = filled.ends_with(' ');
                filled.push_str(if is_spaced { "" } else { " " });
                filled.push_str(&line);
                filled.push_str(if is_spaced { " " } else { "" });
            }
            None => {
                filled.push_str(text);
                done = text.len();
                filled.push('\n');
                filled.push_str(&line);
            }
        }
    }
    filled.push_str(text.get(done..).unwrap_or_default());
    let lines: Vec<&str> = filled.split('\n').map(|line| line.trim_end_matches(' ')).collect();
    lines.join("\n")
}

/// Where the item at `at` stands after one was moved.
pub(crate) fn moved(at: usize, from: usize, to: usize) -> usize {
    if at == from {
        to
    } else if from < at && at <= to {
        at - 1
    } else if to <= at && at < from {
        at + 1
    } else {
        at
    }
}

fn numbered(number: usize, words: &str) -> String {
    format!("{number}) {words}").trim_end().to_owned()
}

/// Whether nothing but spaces stands before a place in its line.
fn begins_line(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    before.rsplit('\n').next().is_none_or(|line| line.trim().is_empty())
}

/// The numbered lines of a text, the way back as well.
fn lines(text: &str) -> impl Iterator<Item = Line> {
    let marks: Vec<(usize, Range<usize>)> = marks(text).collect();
    let starts: Vec<usize> = marks.iter().map(|(_, mark)| mark.start).collect();
    marks.into_iter().enumerate().map(move |(at, (number, mark))| {
        let next = starts.get(at + 1).copied().unwrap_or(text.len());
        let rest = text.get(mark.end..next).unwrap_or_default();
        let rest = rest.split('\n').next().unwrap_or_default();
        let end = mark.end + rest.len();
        let start = end - rest.trim_start().len();
        let words = start.min(end)..(mark.end + rest.trim_end().len()).max(start.min(end));
        Line { number, all: mark.start..end, words }
    })
}

/// The numbers with a bracket after them.
fn marks(text: &str) -> impl Iterator<Item = (usize, Range<usize>)> {
    text.match_indices(')').filter_map(|(bracket, _)| {
        let before = text.get(..bracket)?;
        let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let start = bracket - digits;
        let number = text.get(start..bracket)?.parse().ok()?;
        Some((number, start..bracket + 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const INLINE: &str = "Andika: 1) Miadi 2) Huduma na bei 3) Mhudumu 0) Menyu";
    const LINES: &str = "Karibu.\n1) Miadi\n2) Bei\n0) Menyu\nAsante.";

    #[test]
    fn a_new_item_stands_after_the_others_and_before_the_way_back() {
        assert_eq!(
            renumbered(INLINE, 3, Change::Add("Ramani")),
            "Andika: 1) Miadi 2) Huduma na bei 3) Mhudumu 4) Ramani 0) Menyu"
        );
        assert_eq!(
            renumbered(LINES, 2, Change::Add("Ramani")),
            "Karibu.\n1) Miadi\n2) Bei\n3) Ramani\n0) Menyu\nAsante."
        );
        assert_eq!(renumbered("1) Miadi 2) Bei", 2, Change::Add("X")), "1) Miadi 2) Bei 3) X");
        assert_eq!(renumbered("Karibu.", 0, Change::Add("X")), "Karibu.\n1) X");
    }

    #[test]
    fn moved_items_are_numbered_anew() {
        assert_eq!(
            renumbered(INLINE, 3, Change::Move { from: 2, to: 0 }),
            "Andika: 1) Mhudumu 2) Miadi 3) Huduma na bei 0) Menyu"
        );
        assert_eq!(
            renumbered(LINES, 2, Change::Move { from: 0, to: 1 }),
            "Karibu.\n1) Bei\n2) Miadi\n0) Menyu\nAsante."
        );
    }

    #[test]
    fn an_item_that_goes_takes_its_line_along() {
        assert_eq!(
            renumbered(INLINE, 3, Change::Remove(1)),
            "Andika: 1) Miadi 2) Mhudumu 0) Menyu"
        );
        assert_eq!(renumbered(LINES, 2, Change::Remove(1)), "Karibu.\n1) Miadi\n0) Menyu\nAsante.");
        assert_eq!(renumbered("A: 1) B 2) C", 2, Change::Remove(0)), "A: 1) C");
    }

    #[test]
    fn a_new_name_takes_the_place_of_the_old_one_where_that_is_shown() {
        let name = Change::Name { at: 1, old: "Bei", new: "Bei zetu" };
        assert_eq!(renumbered(LINES, 2, name), LINES.replace("Bei", "Bei zetu"));
        assert_eq!(renumbered(INLINE, 3, name), INLINE);
    }

    #[test]
    fn what_is_not_shown_stays_away() {
        assert_eq!(renumbered("1) A 3) C", 3, Change::Remove(1)), "1) A 2) C");
        assert_eq!(renumbered("(12) na 5)", 2, Change::Remove(0)), "(12) na 5)");
    }
}
