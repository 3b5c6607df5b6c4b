//! Searching names, numbers and addresses for a part of them.

use sea_orm::ExprTrait;
use sea_orm::sea_query::{Cond, Expr, Func, IntoCondition, LikeExpr};

/// Most characters of a search that are looked at.
const SEARCH_MAX: usize = 100;

/// What somebody searches for, ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Search {
    /// Each as `LIKE` wants it; a row matches when any of them does.
    texts: Vec<String>,
    number: Option<String>,
}

impl Search {
    /// Takes what was typed; nothing when it says nothing.
    pub(crate) fn new(typed: &str) -> Option<Self> {
        // PostgreSQL knows no text with a zero in it.
        let typed: String = typed.trim().chars().filter(|c| *c != '\0').take(SEARCH_MAX).collect();
        if typed.is_empty() {
            return None;
        }
        let mut texts = vec![pattern(&typed.to_lowercase())];
        if !typed.is_ascii() {
            // SQLite's `lower` leaves letters beyond ASCII as they are, so both forms are compared.
            let upper = |c: char| {
                if c.is_ascii() {
                    c.to_lowercase().to_string()
                } else {
                    c.to_uppercase().to_string()
                }
            };
            texts.push(pattern(&typed.chars().map(upper).collect::<String>()));
            texts.push(pattern(&typed.to_ascii_lowercase()));
            texts.dedup();
        }
        Some(Self { texts, number: number(&typed) })
    }

    /// Whether one of the columns holds it, in capitals or not.
    pub(crate) fn in_texts(&self, columns: impl IntoIterator<Item = Expr>) -> Cond {
        columns.into_iter().fold(Cond::any(), |any, column| {
            let lower = Expr::from(Func::lower(column));
            self.texts.iter().fold(any, |any, text| any.add(lower.clone().like(like(text))))
        })
    }

    /// Whether a column of numbers in E.164 holds it, however it was typed.
    pub(crate) fn in_number(&self, column: Expr) -> Cond {
        match &self.number {
            Some(number) => column.like(like(number)).into_condition(),
            None => Cond::any().add(Expr::val(1).eq(0)),
        }
    }
}

fn like(pattern: &str) -> LikeExpr {
    LikeExpr::new(pattern).escape('\\')
}

/// Any text with this part, in which nothing stands for anything else.
fn pattern(part: &str) -> String {
    let escaped = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// The digits of a number as people write it: `0712 345` is a part of `+255712345678`.
fn number(typed: &str) -> Option<String> {
    let international = typed.starts_with('+');
    let written = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.' | '+');
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    let is_number = typed.chars().all(written) && !digits.is_empty();
    is_number.then(|| if international { format!("+{digits}%") } else { format!("%{digits}%") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_searches_nothing() {
        assert_eq!(Search::new(" \0 "), None);
    }

    #[test]
    fn what_stands_for_anything_stands_for_itself() {
        assert_eq!(Search::new("0%_\\").unwrap().texts, ["%0\\%\\_\\\\%"]);
    }

    #[test]
    fn numbers_are_found_as_people_write_them() {
        let number = |typed: &str| Search::new(typed).unwrap().number;
        assert_eq!(number("0712 345").as_deref(), Some("%712345%"));
        assert_eq!(number("+255 (712)").as_deref(), Some("+255712%"));
        assert_eq!(number("duka 7"), None);
        assert_eq!(number("+"), None);
    }

    #[test]
    fn letters_beyond_ascii_are_compared_in_both_forms() {
        assert_eq!(Search::new("Élan").unwrap().texts, ["%élan%", "%Élan%"]);
    }
}
