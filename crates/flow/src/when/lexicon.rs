//! A text as what its words mean: the longest phrase of either language wins.

use super::meaning::{Entry, Meaning};
use super::token::{Token, tokens};
use super::{english, swahili};

/// The language that a word was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    Swahili,
    English,
    /// Digits belong to none.
    Neither,
}

/// One thing that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Meant(Meaning),
    Digits { value: u32, width: usize },
    Pair { first: u32, mark: char, second: u32, padded: bool },
    Figures { day: u32, month: u32, year: i32 },
    Dash,
    Stop,
    Comma,
    Unknown,
}

/// A text, read.
pub(super) struct Signs {
    pub list: Vec<(Sign, Tongue)>,
    /// Whether every word is understood, so that a number alone can be the answer.
    pub is_bare: bool,
    /// Whether a day is named, so that "10.30" beside it is a time and no price.
    pub names_day: bool,
    /// Whether there is English in it and no Swahili.
    pub is_english: bool,
}

/// Reads a text word by word.
pub(super) fn signs(text: &str) -> Signs {
    let tokens = tokens(text, |word| longest(&[Token::Word(word.to_owned())]).is_some());
    let mut list = Vec::with_capacity(tokens.len());
    let (mut swahili, mut english) = (false, false);
    let mut rest = &tokens[..];
    while let Some(token) = rest.first() {
        let Some((meanings, tongue, length)) = longest(rest) else {
            list.push((unnamed(token), Tongue::Neither));
            rest = &rest[1..];
            continue;
        };
        swahili |= tongue == Tongue::Swahili;
        english |= tongue == Tongue::English;
        list.extend(
            meanings
                .iter()
                .filter(|meaning| **meaning != Meaning::Filler)
                .map(|meaning| (Sign::Meant(*meaning), tongue)),
        );
        rest = &rest[length..];
    }
    let is_break = |(sign, _): &&(Sign, Tongue)| matches!(sign, Sign::Stop | Sign::Comma);
    let end = list.len() - list.iter().rev().take_while(is_break).count();
    let list = with_whole_numbers(&list[..end]);
    let stray = |sign: &Sign| matches!(sign, Sign::Unknown | Sign::Meant(Meaning::Counted));
    let is_bare = !list.iter().any(|(sign, _)| stray(sign));
    let names_day = list.iter().any(|(sign, _)| {
        matches!(
            sign,
            Sign::Figures { .. }
                | Sign::Meant(
                    Meaning::Day(_) | Meaning::Weekday(_) | Meaning::Date | Meaning::Month(_)
                )
        )
    });
    Signs { list, is_bare, names_day, is_english: english && !swahili }
}

/// The longest phrase at the beginning of the tokens.
fn longest(tokens: &[Token]) -> Option<(&'static [Meaning], Tongue, usize)> {
    let Token::Word(_) = tokens.first()? else { return None };
    let languages = [(&swahili::TABLES, Tongue::Swahili), (&english::TABLES, Tongue::English)];
    languages
        .into_iter()
        .flat_map(|(tables, tongue)| {
            tables.iter().copied().flatten().map(move |entry| (entry, tongue))
        })
        .filter_map(|(entry, tongue)| Some((entry.1, tongue, length(entry, tokens)?)))
        .max_by_key(|(_, _, length)| *length)
}

/// How many tokens a phrase takes, when they are the phrase.
fn length((phrase, _): &Entry, tokens: &[Token]) -> Option<usize> {
    let mut length = 0;
    for part in phrase.split(' ') {
        let fits = match tokens.get(length)? {
            Token::Word(word) => word == part,
            Token::Digits { value, .. } => part.parse() == Ok(*value),
            _ => false,
        };
        if !fits {
            return None;
        }
        length += 1;
    }
    Some(length)
}

fn unnamed(token: &Token) -> Sign {
    match *token {
        Token::Word(_) | Token::Other => Sign::Unknown,
        Token::Digits { value, width } => Sign::Digits { value, width },
        Token::Ordinal(value) => Sign::Meant(Meaning::Ordinal(value)),
        Token::Pair { first, mark, second, padded } => Sign::Pair { first, mark, second, padded },
        Token::Figures { day, month, year } => Sign::Figures { day, month, year },
        Token::Dash => Sign::Dash,
        Token::Stop => Sign::Stop,
        Token::Comma => Sign::Comma,
    }
}

/// Puts numbers together that are said in two words: "kumi na mbili", "twenty sixth".
fn with_whole_numbers(list: &[(Sign, Tongue)]) -> Vec<(Sign, Tongue)> {
    use Meaning::{And, Number, Ordinal};
    let mut whole = Vec::with_capacity(list.len());
    let mut rest = list;
    while let Some(first) = rest.first() {
        let (sign, length) = match rest {
            [
                (Sign::Meant(Number(tens @ (10 | 20 | 30 | 40 | 50))), Tongue::Swahili),
                (Sign::Meant(And), Tongue::Swahili),
                (Sign::Meant(Number(ones @ 1..=9)), Tongue::Swahili),
                ..,
            ] => (Sign::Meant(Number(tens + ones)), 3),
            [
                (Sign::Meant(Number(tens @ (20 | 30 | 40 | 50))), Tongue::English),
                (Sign::Meant(Number(ones @ 1..=9)), Tongue::English),
                ..,
            ] => (Sign::Meant(Number(tens + ones)), 2),
            [
                (Sign::Meant(Number(tens @ (20 | 30))), Tongue::English),
                (Sign::Meant(Ordinal(ones @ 1..=9)), Tongue::English),
                ..,
            ] => (Sign::Meant(Ordinal(tens + ones)), 2),
            _ => (first.0, 1),
        };
        whole.push((sign, first.1));
        rest = &rest[length..];
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_is_written_as_it_is_heard_and_means_one_thing() {
        let mut seen = std::collections::BTreeSet::new();
        for (phrase, _) in swahili::TABLES.iter().chain(&english::TABLES).copied().flatten() {
            assert_eq!(crate::heard::words(phrase).join(" "), *phrase);
            assert!(seen.insert(phrase), "'{phrase}' stands twice");
        }
    }

    #[test]
    fn the_longest_phrase_wins() {
        let meant =
            |text: &str| signs(text).list.into_iter().map(|(sign, _)| sign).collect::<Vec<_>>();
        assert_eq!(meant("kesho kutwa"), [Sign::Meant(Meaning::Day(2))]);
        assert_eq!(meant("kumi na mbili"), [Sign::Meant(Meaning::Number(12))]);
        assert_eq!(meant("habari za asubuhi"), []);
    }
}
