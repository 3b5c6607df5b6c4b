//! Whether an answer keeps to what the business has written.
//!
//! Words may differ, that is what a model is for. Numbers may not: a price, a time or a phone number that no passage has
//! is made up. Neither may addresses. Who is strict here loses nothing, for the passage itself is always at hand.

use std::collections::HashSet;

use flow::MAX_REPLY_CHARS;

/// So many digits are a phone number, which people write with spaces here and without there.
const PHONE_DIGITS: usize = 7;

/// What may stand around an address that is no part of it.
const EDGES: &[char] = &['.', ',', ';', ':', '!', '?', '(', ')', '*', '_', '"', '\''];

/// Numbers in words; those that also mean something else are here too.
const NUMBER_WORDS: &[&str] = &[
    "moja",
    "mbili",
    "tatu",
    "nne",
    "tano",
    "sita",
    "saba",
    "nane",
    "tisa",
    "kumi",
    "ishirini",
    "thelathini",
    "arobaini",
    "hamsini",
    "sitini",
    "sabini",
    "themanini",
    "tisini",
    "mia",
    "elfu",
    "laki",
    "milioni",
    "nusu",
    "robo",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
    "million",
    "half",
    "quarter",
    "noon",
    "midnight",
];

/// Whether customers may read it.
pub(super) fn is_faithful(answer: &str, passages: &[String]) -> bool {
    let length = answer.chars().count();
    if length == 0 || length > MAX_REPLY_CHARS {
        return false;
    }
    let known: HashSet<String> = passages.iter().flat_map(|text| numbers(text)).collect();
    let digits: Vec<String> = passages.iter().map(|text| only_digits(text)).collect();
    let is_known = |number: &String| {
        known.contains(number)
            || number.len() >= PHONE_DIGITS
                && digits.iter().any(|text| text.contains(number.as_str()))
    };
    let words: HashSet<String> = passages.iter().flat_map(|text| words(text)).collect();
    let is_told = |word: &String| !NUMBER_WORDS.contains(&word.as_str()) || words.contains(word);
    let is_there = |address: &str| passages.iter().any(|text| text.contains(address));
    numbers(answer).iter().all(is_known)
        && self::words(answer).all(|word| is_told(&word))
        && addresses(answer).all(is_there)
}

/// The numbers of a text, each as its digits: `15,000` and `15 000` are `15000`, and `9:30` is `9` and `30`. Three digits
/// after a comma, a point or a space go on with the number before.
fn numbers(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let runs: Vec<(usize, String)> = letters
        .chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit())
        .scan(0, |at, run| {
            let start = *at;
            *at += run.len();
            Some((start, run.iter().collect::<String>()))
        })
        .filter(|(_, run)| run.starts_with(|letter: char| letter.is_ascii_digit()))
        .collect();
    let mut numbers: Vec<String> = Vec::with_capacity(runs.len());
    let mut end = None;
    for (start, run) in runs {
        let between = end.and_then(|end| letters.get(end..start)).unwrap_or_default();
        let continues =
            matches!(between, [',' | '.' | ' ' | '\'' | '\u{a0}' | '\u{202f}']) && run.len() == 3;
        end = Some(start + run.len());
        match numbers.last_mut().filter(|_| continues) {
            Some(before) => before.push_str(&run),
            None => numbers.push(run),
        }
    }
    numbers
}

fn only_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// Addresses on the web and of mail.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    let is_address =
        |word: &&str| word.contains('@') || word.contains("://") || word.contains("www.");
    let trimmed = text.split_whitespace().map(|word| word.trim_matches(EDGES));
    trimmed.filter(is_address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_true_to(answer: &str, passage: &str) -> bool {
        is_faithful(answer, &[passage.to_owned()])
    }

    #[test]
    fn numbers_are_told_by_their_digits() {
        assert_eq!(numbers("Kusuka 15,000/=, saa 9:30"), ["15000", "9", "30"]);
        assert_eq!(numbers("TSh 1 250 000.50"), ["1250000", "50"]);
        assert_eq!(numbers("bila namba"), [""; 0]);
    }

    #[test]
    fn an_answer_with_the_passages_numbers_is_kept() {
        let passage =
            "Kusuka rasta ni TSh 15,000. Saa 2:00 hadi 12:00. Simu 0754 123 456, www.asha.co.tz";
        for answer in [
            "Kusuka rasta ni shilingi 15,000.",
            "Kusuka rasta kunagharimu 15000/=.",
            "Tupo saa 2:00 hadi 12:00, piga 0754123456.",
            "Tazama www.asha.co.tz.",
            "Ndiyo, tunasuka rasta.",
        ] {
            assert!(is_true_to(answer, passage), "{answer}");
        }
    }

    #[test]
    fn what_no_passage_says_is_made_up() {
        let passage = "Kusuka rasta ni TSh 15,000. Simu 0754 123 456.";
        let long = "a".repeat(MAX_REPLY_CHARS + 1);
        for answer in [
            "Kusuka rasta ni TSh 12,000.",
            "Ni 15,000, au 5,000 kwa watoto.",
            "Piga 0754 123 457.",
            "Ni elfu kumi tu.",
            "It is half the price.",
            "Tazama https://asha.co.tz",
            "Andika asha@example.com",
            "",
            &long,
        ] {
            assert!(!is_true_to(answer, passage), "{answer}");
        }
    }
}
