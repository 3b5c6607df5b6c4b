//! What a customer writes about products, as pieces that mean something.

use super::numbers;
use crate::heard::unaccented;

/// More pieces than any list of products needs; the rest of a very long message is not read.
const MAX_TOKENS: usize = 160;

/// Words between two things: "sukari na maziwa".
const AND: [&str; 7] = ["na", "and", "plus", "kisha", "halafu", "alafu", "then"];

/// Words before a product's number: "namba 3".
const NUMBER_SIGNS: [&str; 6] = ["namba", "nambari", "number", "num", "item", "nba"];

/// A piece of a message or of a product's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    /// A whole number.
    Number(u64),
    /// What is no whole number: "nusu", "1/2", "2.5".
    Broken(String),
    /// "2 x", "x2".
    Times,
    /// What follows is a product's number.
    NumberSign,
    /// "na", "and".
    And,
    /// A comma, a line's end.
    Break,
}

/// Reads a text, or a name.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    join_numbers(classified(raw(text)))
}

/// Letters, digits and marks as they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Raw {
    Letters(String),
    Digits(String),
    Mark(char),
    Space,
}

fn raw(text: &str) -> Vec<Raw> {
    let mut raws: Vec<Raw> = Vec::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = unaccented(c);
        match (c, raws.last_mut()) {
            ('\'' | '’' | '‘' | 'ʼ' | '`' | '\u{300}'..='\u{36f}', _) => {}
            ('0'..='9', Some(Raw::Digits(digits))) => digits.push(c),
            ('0'..='9', _) => raws.push(Raw::Digits(c.to_string())),
            (_, Some(Raw::Letters(letters))) if c.is_alphabetic() => letters.push(c),
            _ if c.is_alphabetic() => raws.push(Raw::Letters(c.to_string())),
            (
                '\n' | ',' | ';' | '|' | '.' | '/' | ')' | '+' | '&' | '#' | '*' | '×' | '½' | '¼'
                | '¾',
                _,
            ) => {
                raws.push(Raw::Mark(c));
            }
            (_, Some(Raw::Space)) => {}
            _ => raws.push(Raw::Space),
        }
    }
    raws
}

/// What a number is in its surroundings.
enum Digits {
    Number(u64),
    /// Together with a mark and digits that follow it.
    Broken(String),
    Thousands(u64),
    /// "1. sukari": the customer counts their lines.
    Counting,
}

fn classified(raws: Vec<Raw>) -> Vec<(Token, Spelled)> {
    let mut tokens: Vec<(Token, Spelled)> = Vec::new();
    let mut at = 0;
    while let Some(raw) = raws.get(at) {
        if tokens.len() >= MAX_TOKENS {
            break;
        }
        at += 1;
        let token = match raw {
            Raw::Space => continue,
            Raw::Letters(word) => {
                let is_number = numbers::number(word).is_some();
                tokens.push((of_word(word), if is_number { Spelled::Word } else { Spelled::Not }));
                continue;
            }
            Raw::Digits(digits) => {
                let begins = tokens.last().is_none_or(|(token, _)| *token == Token::Break);
                match of_digits(digits, &raws[at..], begins) {
                    Digits::Number(number) => Token::Number(number),
                    Digits::Broken(text) => {
                        at += 2;
                        Token::Broken(text)
                    }
                    Digits::Thousands(number) => {
                        at += 2;
                        Token::Number(number)
                    }
                    Digits::Counting => {
                        at += 1;
                        continue;
                    }
                }
            }
            Raw::Mark('½' | '¼' | '¾') => Token::Broken("nusu".to_owned()),
            Raw::Mark('*' | '×') => Token::Times,
            Raw::Mark('#') => Token::NumberSign,
            Raw::Mark('/' | ')') => continue,
            Raw::Mark(_) => Token::Break,
        };
        tokens.push((token, Spelled::Not));
    }
    tokens
}

fn of_digits(digits: &str, rest: &[Raw], begins: bool) -> Digits {
    let number = |digits: &str| digits.parse().unwrap_or(u64::MAX);
    match rest {
        [Raw::Mark(','), Raw::Digits(three), after @ ..]
            if three.len() == 3 && digits.len() <= 3 && !matches!(after, [Raw::Mark(','), ..]) =>
        {
            Digits::Thousands(number(&format!("{digits}{three}")))
        }
        [Raw::Mark('.'), Raw::Digits(cents), ..] if cents.bytes().all(|digit| digit == b'0') => {
            Digits::Thousands(number(digits))
        }
        [Raw::Mark(mark @ ('.' | '/')), Raw::Digits(part), ..] => {
            Digits::Broken(format!("{digits}{mark}{part}"))
        }
        [Raw::Mark('.' | ')'), Raw::Letters(_), ..] if begins => Digits::Counting,
        [Raw::Mark('.' | ')'), Raw::Space, Raw::Letters(_) | Raw::Digits(_), ..] if begins => {
            Digits::Counting
        }
        _ => Digits::Number(number(digits)),
    }
}

fn of_word(word: &str) -> Token {
    if word == "x" {
        return Token::Times;
    }
    if AND.contains(&word) {
        return Token::And;
    }
    if NUMBER_SIGNS.contains(&word) {
        return Token::NumberSign;
    }
    if numbers::is_part(word) {
        return Token::Broken("nusu".to_owned());
    }
    match numbers::number(word) {
        Some(number) => Token::Number(number),
        None => Token::Word(word.to_owned()),
    }
}

/// How a number was written: only words join to one number, "10 na 2" are two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spelled {
    Word,
    Not,
}

/// Makes one number of those that are said in several words, and of dozens.
fn join_numbers(tokens: Vec<(Token, Spelled)>) -> Vec<Token> {
    let mut joined: Vec<(Token, Spelled)> = Vec::with_capacity(tokens.len());
    for token in tokens {
        joined.push(token);
        while let Some((count, token)) = last_as_one(&joined) {
            joined.truncate(joined.len() - count);
            joined.push(token);
        }
    }
    joined.into_iter().map(|(token, _)| token).collect()
}

/// What the last tokens are together, and how many they are.
fn last_as_one(tokens: &[(Token, Spelled)]) -> Option<(usize, (Token, Spelled))> {
    use Token::{And, Broken, Number, Word};
    let is_dozen = |word: &str| numbers::is_dozen(word);
    let number = |number: u64| (Number(number), Spelled::Not);
    Some(match tokens {
        [.., (Number(first), Spelled::Word), (And, _), (Number(second), Spelled::Word)] => {
            (3, (Number(numbers::together(*first, *second, true)?), Spelled::Word))
        }
        [.., (Number(first), Spelled::Word), (Number(second), Spelled::Word)] => {
            (2, (Number(numbers::together(*first, *second, false)?), Spelled::Word))
        }
        [.., (Number(some), _), (Word(word), _)] if is_dozen(word) => {
            (2, number(some.saturating_mul(12)))
        }
        [.., (Word(word), _), (Number(some), _)] if is_dozen(word) => {
            (2, number(some.saturating_mul(12)))
        }
        [.., (Broken(_), _), (Word(a), _), (Word(word), _)] if a == "a" && is_dozen(word) => {
            (3, number(6))
        }
        [.., (Broken(_), _), (Word(word), _)] if is_dozen(word) => (2, number(6)),
        [.., (Number(_), _), (And, _), (Word(a), _), (Broken(part), _)] if a == "a" => {
            (4, (Broken(part.clone()), Spelled::Not))
        }
        [.., (Number(_), _), (And, _), (Broken(part), _)] => {
            (3, (Broken(part.clone()), Spelled::Not))
        }
        [.., (Number(_), _), (Broken(part), _)] => (2, (Broken(part.clone()), Spelled::Not)),
        _ => return None,
    })
}

/// Whether two words are the same but for singular and plural, in either language.
pub(super) fn is_same_word(one: &str, other: &str) -> bool {
    one == other || is_plural(one, other) || is_plural(other, one)
}

/// Whether the second is the plural of the first: the prefixes of Swahili's noun classes, English endings.
fn is_plural(one: &str, many: &str) -> bool {
    const PREFIXES: [(&str, &str); 8] = [
        ("m", "mi"),
        ("mw", "mi"),
        ("m", "wa"),
        ("ki", "vi"),
        ("ch", "vy"),
        ("", "ma"),
        ("ji", "ma"),
        ("u", ""),
    ];
    const ENDINGS: [(&str, &str); 5] =
        [("", "s"), ("", "es"), ("y", "ies"), ("f", "ves"), ("fe", "ves")];
    // Of a shorter rest too many other words are made: "ua" and "maua", but also "ma" and "u".
    const REST: usize = 3;
    let prefixed = PREFIXES.iter().any(|(of_one, of_many)| {
        let rest = one.strip_prefix(of_one);
        rest.is_some_and(|rest| rest.len() >= REST && many.strip_prefix(of_many) == Some(rest))
    });
    prefixed
        || ENDINGS.iter().any(|(of_one, of_many)| {
            let rest = one.strip_suffix(of_one);
            rest.is_some_and(|rest| rest.len() >= 2 && many.strip_suffix(of_many) == Some(rest))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Token::{And, Break, Broken, Number, NumberSign, Times};

    fn word(word: &str) -> Token {
        Token::Word(word.to_owned())
    }

    #[test]
    fn numbers_are_read_in_digits_and_words() {
        let table: [(&str, Vec<Token>); 14] = [
            ("Sukari 2kg", vec![word("sukari"), Number(2), word("kg")]),
            ("3 x2", vec![Number(3), Times, Number(2)]),
            ("kumi na mbili", vec![Number(12)]),
            ("mia mbili na hamsini", vec![Number(250)]),
            ("10 na 2", vec![Number(10), And, Number(2)]),
            ("dazeni mbili", vec![Number(24)]),
            ("half a dozen eggs", vec![Number(6), word("eggs")]),
            ("two and a half", vec![Broken("nusu".to_owned())]),
            ("1/2", vec![Broken("1/2".to_owned())]),
            ("2.5, 2.0", vec![Broken("2.5".to_owned()), Break, Number(2)]),
            ("1,000", vec![Number(1000)]),
            ("1,2", vec![Number(1), Break, Number(2)]),
            ("#3 namba tatu", vec![NumberSign, Number(3), NumberSign, Number(3)]),
            ("1. mkate\n2) yai", vec![word("mkate"), Break, word("yai")]),
        ];
        for (text, wanted) in table {
            assert_eq!(tokens(text), wanted, "{text}");
        }
    }

    #[test]
    fn singular_and_plural_are_one_word() {
        for (one, many) in [
            ("mkate", "mikate"),
            ("kitabu", "vitabu"),
            ("chakula", "vyakula"),
            ("shati", "mashati"),
            ("ufagio", "fagio"),
            ("sugar", "sugars"),
            ("box", "boxes"),
            ("berry", "berries"),
            ("loaf", "loaves"),
        ] {
            assert!(is_same_word(one, many), "{one} {many}");
            assert!(is_same_word(many, one), "{many} {one}");
        }
        for (one, other) in
            [("sukari", "sabuni"), ("maji", "ji"), ("mafuta", "uta"), ("chai", "chips")]
        {
            assert!(!is_same_word(one, other), "{one} {other}");
        }
    }
}
