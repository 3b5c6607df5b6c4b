//! A customer's name, out of what they write who are asked for it.

use std::borrow::Cow;

use crate::heard::{Heard, words};
use crate::vocabulary;

/// The slot that holds a customer's name.
const SLOT: &str = "name";

/// The longest name, in characters.
const MAX_CHARS: usize = 80;

/// How people introduce themselves, anywhere in a message; the longest first.
const INTRODUCTIONS: [&str; 12] = [
    "jina langu kamili ni",
    "jina langu naitwa",
    "jina langu ni",
    "mimi naitwa",
    "my name is",
    "jina langu",
    "ninaitwa",
    "naitwa",
    "naitwaga",
    "mimi ni",
    "i am called",
    "call me",
];

/// What stands before a name at the beginning of a message alone.
const FIRST_WORDS: [&str; 10] =
    ["this is", "it is", "i am", "name is", "jina ni", "niite", "jina", "its", "im", "ni"];

/// The name that a text tells; nothing where it tells none: thanks, a yes, a question.
pub(crate) fn name(text: &str, heard: &Heard) -> Option<String> {
    let is_something_else = vocabulary::is_no_name(heard) || vocabulary::asks(text, heard);
    if is_something_else || text.contains('?') {
        return None;
    }
    let said: Vec<&str> = text.split_whitespace().collect();
    let name = without_introduction(&said).join(" ");
    let name = name.trim_matches([' ', ',', '.', ':', ';', '!', '-']);
    let is_one = (2..=MAX_CHARS).contains(&name.chars().count());
    (is_one && name.contains(char::is_alphabetic)).then(|| name.to_owned())
}

/// What counts as the answer to a question: of a name only the name itself.
pub(crate) fn answer<'a>(slot: &str, text: &'a str, heard: &Heard) -> Option<Cow<'a, str>> {
    if slot == SLOT { name(text, heard).map(Cow::Owned) } else { Some(Cow::Borrowed(text)) }
}

fn without_introduction<'a>(said: &'a [&'a str]) -> &'a [&'a str] {
    let plain: Vec<String> = said.iter().map(|word| words(word).join(" ")).collect();
    let after = |phrase: &str, at: usize| {
        let length = phrase.split(' ').count();
        let is_it = plain.get(at..at + length)?.iter().map(String::as_str).eq(phrase.split(' '));
        said.get(at + length..).filter(|_| is_it)
    };
    let anywhere =
        INTRODUCTIONS.iter().find_map(|phrase| (0..said.len()).find_map(|at| after(phrase, at)));
    anywhere.or_else(|| FIRST_WORDS.iter().find_map(|phrase| after(phrase, 0))).unwrap_or(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_without_its_introduction() {
        for (text, expected) in [
            ("Juma", "Juma"),
            ("Naitwa Neema John.", "Neema John"),
            ("Habari, jina langu ni Asha", "Asha"),
            ("mimi ni  Juma   Ali", "Juma Ali"),
            ("My name is Grace", "Grace"),
            ("I'm Grace", "Grace"),
            ("ni Salama", "Salama"),
            ("Shukrani", "Shukrani"),
        ] {
            assert_eq!(name(text, &Heard::new(text)).as_deref(), Some(expected), "{text}");
        }
        for text in ["asante", "sawa", "ndiyo", "hapana", "mko wapi?", "je mna wifi", "naitwa", "3"]
        {
            assert_eq!(name(text, &Heard::new(text)), None, "{text}");
        }
    }
}
