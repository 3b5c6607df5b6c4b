//! A text cut into words and numbers. Unlike [`crate::heard::words`] this keeps the marks inside
//! numbers, because "3:30", "3.30", "3/3" and "3-5" say different things.

use crate::heard::unaccented;

/// More than any time needs; the rest of a very long message is not read.
const MAX_CHARS: usize = 1000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    /// A whole number, and how many digits it was written with.
    Digits {
        value: u32,
        width: usize,
    },
    /// "26th".
    Ordinal(u32),
    /// Two numbers with a mark between them; `padded` when the first has two digits.
    Pair {
        first: u32,
        mark: char,
        second: u32,
        padded: bool,
    },
    /// A day, a month and a year in figures.
    Figures {
        day: u32,
        month: u32,
        year: i32,
    },
    /// A dash before a number: "2pm - 4pm".
    Dash,
    /// What ends a sentence or opens a bracket: nothing belongs together across it.
    Stop,
    Comma,
    /// A number that is none of a time: a price, a phone number.
    Other,
}

/// Cuts a text. `known` tells words with digits in them that mean something: "2moro".
pub(super) fn tokens(text: &str, known: impl Fn(&str) -> bool) -> Vec<Token> {
    let text: String = text
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| !matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '\u{300}'..='\u{36f}' | '\u{fe0f}'))
        .map(unaccented)
        .take(MAX_CHARS)
        .collect();
    let text = without_dot_in_half(&text.chars().collect::<Vec<_>>());
    let mut tokens = Vec::new();
    let mut rest = &text[..];
    while let Some(&c) = rest.first() {
        rest = if c.is_ascii_digit() {
            number(rest, &known, &mut tokens)
        } else if c.is_alphanumeric() {
            word(rest, &known, &mut tokens)
        } else {
            mark(c, &rest[1..], &mut tokens);
            &rest[1..]
        };
    }
    join_spaced_numbers(tokens)
}

/// "p.m" as "pm", and "tisa.mchana" as it is.
fn without_dot_in_half(text: &[char]) -> Vec<char> {
    let is_letter =
        |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|c| c.is_alphabetic());
    let is_half = |dot: usize| {
        let before = dot.checked_sub(1);
        before.and_then(|at| text.get(at)).is_some_and(|c| matches!(c, 'a' | 'p'))
            && text.get(dot + 1) == Some(&'m')
            && !is_letter(dot.checked_sub(2))
            && !is_letter(Some(dot + 2))
    };
    let kept = text.iter().enumerate().filter(|(at, c)| **c != '.' || !is_half(*at));
    kept.map(|(_, c)| *c).collect()
}

fn mark(c: char, rest: &[char], tokens: &mut Vec<Token>) {
    match c {
        '-' | '–' | '—' => {
            let next = rest.iter().find(|c| !c.is_whitespace());
            let after_number = !matches!(tokens.last(), None | Some(Token::Stop));
            if after_number && next.is_some_and(char::is_ascii_digit) {
                tokens.push(Token::Dash);
            }
        }
        '.' | '!' | '?' | ';' | '(' | ')' | '\n' => tokens.push(Token::Stop),
        ',' => tokens.push(Token::Comma),
        _ => {}
    }
}

fn run(text: &[char], belongs: impl Fn(char) -> bool) -> String {
    text.iter().copied().take_while(|c| belongs(*c)).collect()
}

/// A word; digits at its end stay only when the whole means something ("j3"), else "saa3" is two.
fn word<'a>(
    text: &'a [char],
    known: &impl Fn(&str) -> bool,
    tokens: &mut Vec<Token>,
) -> &'a [char] {
    let whole = run(text, char::is_alphanumeric);
    let letters = run(text, |c| c.is_alphanumeric() && !c.is_ascii_digit());
    let word = if known(&whole) { whole } else { letters };
    let length = word.chars().count();
    tokens.push(Token::Word(word));
    &text[length..]
}

/// A number with all that is written onto it.
fn number<'a>(
    text: &'a [char],
    known: &impl Fn(&str) -> bool,
    tokens: &mut Vec<Token>,
) -> &'a [char] {
    let whole = run(text, char::is_alphanumeric);
    if known(&whole) {
        let length = whole.chars().count();
        tokens.push(Token::Word(whole));
        return &text[length..];
    }
    let mut parts = vec![run(text, |c| c.is_ascii_digit())];
    let mut marks = Vec::new();
    let mut rest = &text[parts[0].len()..];
    while let Some((mark, part)) = joined(rest)
        && marks.last().is_none_or(|last| *last == mark)
    {
        let after = &rest[1 + part.len()..];
        // "9-10:30" is a span, not a number.
        if mark == '-' && joined(after).is_some_and(|(mark, _)| mark == ':') {
            break;
        }
        rest = after;
        parts.push(part);
        marks.push(mark);
    }
    let suffix = run(rest, char::is_alphanumeric);
    let is_price = matches!(rest, ['/', '=' | '-', ..]);
    if is_price {
        tokens.push(Token::Other);
    } else if marks.is_empty() && matches!(suffix.as_str(), "st" | "nd" | "rd" | "th") {
        tokens.push(parts[0].parse().map_or(Token::Other, Token::Ordinal));
        return &rest[suffix.len()..];
    } else {
        tokens.push(figures(&parts, &marks));
    }
    rest
}

/// A mark and the digits after it; "15h30" is written with a colon elsewhere.
fn joined(text: &[char]) -> Option<(char, String)> {
    let (mark, rest) = text.split_first()?;
    let digits = run(rest, |c| c.is_ascii_digit());
    let mark = match mark {
        'h' => ':',
        ':' | '.' | '/' | '-' | ',' => *mark,
        _ => return None,
    };
    (!digits.is_empty()).then_some((mark, digits))
}

/// What numbers with marks between them are.
fn figures(parts: &[String], marks: &[char]) -> Token {
    let value = |at: usize| parts[at].parse::<u32>().unwrap_or(u32::MAX);
    let widths: Vec<usize> = parts.iter().map(String::len).collect();
    match (&widths[..], marks) {
        ([width @ 1..=4], _) => Token::Digits { value: value(0), width: *width },
        ([1 | 2, 1 | 2], [mark @ (':' | '.' | '/' | '-')]) => {
            Token::Pair { first: value(0), mark: *mark, second: value(1), padded: widths[0] == 2 }
        }
        ([1 | 2, 2, 2], [':', ':']) => {
            Token::Pair { first: value(0), mark: ':', second: value(1), padded: widths[0] == 2 }
        }
        ([4, 1 | 2, 1 | 2], ['-' | '/' | '.', second]) if marks[0] == *second => {
            date(value(2), value(1), value(0))
        }
        ([1 | 2, 1 | 2, 2 | 4], ['-' | '/' | '.', second]) if marks[0] == *second => {
            date(value(0), value(1), value(2))
        }
        _ => Token::Other,
    }
}

fn date(day: u32, month: u32, year: u32) -> Token {
    let year = if year < 100 { 2000 + year } else { year };
    Token::Figures { day, month, year: i32::try_from(year).unwrap_or_default() }
}

/// Numbers with nothing but spaces between them: a date when they look like one, and a phone number
/// when they have as many digits as one.
fn join_spaced_numbers(tokens: Vec<Token>) -> Vec<Token> {
    let mut joined = Vec::with_capacity(tokens.len());
    for group in tokens.chunk_by(|one, next| is_digits(one) && is_digits(next)) {
        let parts: Vec<(u32, usize)> = group.iter().filter_map(digits).collect();
        let width: usize = parts.iter().map(|(_, width)| width).sum();
        match parts[..] {
            [(day @ 1..=31, _), (month @ 1..=12, 2), (year @ 2000..=2099, 4)] => {
                joined.push(date(day, month, year));
            }
            _ if parts.len() > 1 && width >= 7 => joined.push(Token::Other),
            _ => joined.extend_from_slice(group),
        }
    }
    joined
}

fn digits(token: &Token) -> Option<(u32, usize)> {
    match token {
        Token::Digits { value, width } => Some((*value, *width)),
        _ => None,
    }
}

fn is_digits(token: &Token) -> bool {
    matches!(token, Token::Digits { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<Token> {
        tokens(text, |word| word == "2moro")
    }

    #[test]
    fn marks_inside_numbers_are_kept() {
        let pair = |first, mark, second, padded| vec![Token::Pair { first, mark, second, padded }];
        assert_eq!(cut("3:30"), pair(3, ':', 30, false));
        assert_eq!(cut("15h30"), pair(15, ':', 30, true));
        assert_eq!(cut("26/2"), pair(26, '/', 2, true));
        let date = vec![Token::Figures { day: 26, month: 2, year: 2026 }];
        for text in ["26/2/26", "26-02-2026", "2026-02-26", "26.2.2026", "26 02 2026"] {
            assert_eq!(cut(text), date, "{text}");
        }
    }

    #[test]
    fn prices_and_phone_numbers_are_no_numbers_of_a_time() {
        for text in ["15000", "15,000", "5000/=", "0712 345 678", "255-712-345-678"] {
            assert_eq!(cut(text), vec![Token::Other], "{text}");
        }
    }

    #[test]
    fn what_is_written_together_is_cut() {
        let word = |word: &str| Token::Word(word.to_owned());
        let digits = |value, width| Token::Digits { value, width };
        assert_eq!(cut("saa3"), vec![word("saa"), digits(3, 1)]);
        assert_eq!(cut("3P.M."), vec![digits(3, 1), word("pm"), Token::Stop]);
        assert_eq!(cut("3 p.m"), vec![digits(3, 1), word("pm")]);
        assert_eq!(cut("tisa.mchana"), vec![word("tisa"), Token::Stop, word("mchana")]);
        assert_eq!(cut("26th"), vec![Token::Ordinal(26)]);
        assert_eq!(cut("2moro"), vec![word("2moro")]);
        assert_eq!(cut("kesho-kutwa"), vec![word("kesho"), word("kutwa")]);
    }
}
