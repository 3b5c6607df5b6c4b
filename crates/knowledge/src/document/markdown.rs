//! Headings and tables as Markdown writes them.

/// The text of the first heading of the first rank.
pub(super) fn first_heading(text: &str) -> Option<&str> {
    let headings = text.lines().filter_map(|line| line.strip_prefix("# "));
    headings.map(str::trim).find(|heading| !heading.is_empty())
}

/// A heading line of a rank, 1 at the top.
pub(super) fn heading(rank: usize, text: &str) -> String {
    format!("{} {text}", "#".repeat(rank.clamp(1, 6)))
}

/// A table with its first row as the header; empty when there is nothing in it.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let mut lines = Vec::with_capacity(rows.len() + 1);
    for row in rows.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())) {
        let cells: Vec<String> = row.iter().map(|cell| cell_text(cell)).collect();
        lines.push(format!("| {} |", cells.join(" | ")));
        if lines.len() == 1 {
            lines.push(format!("|{}", "---|".repeat(row.len())));
        }
    }
    lines.join("\n")
}

/// One line, with its borders escaped.
fn cell_text(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_written() {
        let rows = [["Huduma", "Bei"], ["Kusuka\nrasta", "5|6"], [" ", ""]];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(table(&rows), "| Huduma | Bei |\n|---|---|\n| Kusuka rasta | 5\\|6 |");
        assert_eq!(table(&[]), "");
    }
}
