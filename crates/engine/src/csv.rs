//! Tables as files.

/// The media type of a table (RFC 4180).
pub(crate) const MEDIA_TYPE: &str = "text/csv; charset=utf-8; header=present";

/// A cell of a table, quoted, that no spreadsheet takes for a formula (OWASP, "CSV Injection": a cell that
/// begins with one of these characters is made a text by an apostrophe).
pub(crate) fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_or_breaks_out_of_its_quotes() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert!(cell(text).starts_with("\"'"), "{text:?}");
        }
        assert_eq!(cell("say \"hi\", you"), "\"say \"\"hi\"\", you\"");
        assert_eq!(cell("Asha = boss"), "\"Asha = boss\"");
    }
}
