//! Tables, as Markdown or as plain lines with commas, in pieces of a few rows.

/// So many rows stand together at most: a price list is asked for row by row.
const MOST_ROWS: usize = 8;

/// The pieces of a table, each with its header and of at most so many words.
pub(super) fn pieces(table: &str, most_words: usize) -> Vec<String> {
    let mut rows = table.lines().filter(|line| !is_rule(line)).map(cells);
    let Some(header) = rows.next().map(|cells| as_row(&cells)) else { return Vec::new() };
    let mut pieces = Vec::new();
    let mut piece = Piece::new(&header);
    for row in rows {
        let row = as_row(&row);
        let words = super::words(&row);
        if piece.rows > 0 && (piece.rows == MOST_ROWS || piece.words + words > most_words) {
            pieces.push(std::mem::replace(&mut piece, Piece::new(&header)).text);
        }
        piece.text.push('\n');
        piece.text.push_str(&row);
        piece.rows += 1;
        piece.words += words;
    }
    pieces.push(piece.text);
    pieces
}

struct Piece {
    text: String,
    rows: usize,
    words: usize,
}

impl Piece {
    fn new(header: &str) -> Self {
        Self { text: header.to_owned(), rows: 0, words: super::words(header) }
    }
}

/// Whether a line can be a row of a Markdown table.
pub(super) fn is_row(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && line.starts_with('|') && line.ends_with('|')
}

/// "|---|:--:|" below the header.
fn is_rule(line: &str) -> bool {
    !line.trim().is_empty()
        && line.chars().all(|letter| matches!(letter, '|' | '-' | ':' | '+' | ' ' | '='))
}

/// The cells of a row; "\|" in a cell is no border.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    let line = line.replace("\\|", "\u{0}");
    line.split('|').map(|cell| cell.replace('\u{0}', "|").trim().to_owned()).collect()
}

fn as_row(cells: &[String]) -> String {
    cells.join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_has_the_header() {
        let rows: String =
            (0..20).fold(String::new(), |rows, n| rows + &format!("|Item {n}|{n}000|\n"));
        let table = format!("|Item|Price|\n|---|---|\n{rows}");
        let pieces = pieces(&table, 160);
        assert_eq!(pieces.len(), 3);
        assert!(pieces.iter().all(|piece| piece.starts_with("Item | Price\nItem ")));
        assert!(pieces[2].ends_with("Item 19 | 19000"));
    }

    #[test]
    fn a_border_in_a_cell_is_kept() {
        assert_eq!(cells("| a \\| b | c |"), ["a | b", "c"]);
    }
}
