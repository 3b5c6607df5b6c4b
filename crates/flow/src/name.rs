//! A customer's name, out of what they write who are asked for it.

use std::borrow::Cow;

use crate::heard::{Heard, words};
use crate::vocabulary;

/// The slot that holds a customer's name.
const SLOT: &str = "name";

/// The longest name, in characters.
const MAX_CHARS: usize = 80;

/// How people introduce themselves, anywhere in a message; the longest first.
const INTRODUCTIONS: [&str; 17] = [
    "badilisha jina kuwa",
    "change the name to",
    "change my name to",
    "change name to",
    "jina langu kamili ni",
    "jina langu naitwa",
    "jina langu ni",
    "mimi naitwa",
    "my name is",
    "jina liwe",
    "jina langu",
    "ninaitwa",
    "naitwa",
    "naitwaga",
    "mimi ni",
    "i am called",
    "call me",
];

/// How a name is told where something else is asked, beside those.
const TOLD: [&str; 4] = ["name is", "jina ni", "the name is", "niite"];

/// What follows these is not the name: "jina langu si hilo".
const DENIED: [&str; 4] = ["si", "sio", "siyo", "not"];

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
    let introduced = introduced(&said, &INTRODUCTIONS);
    let begun = || FIRST_WORDS.iter().find_map(|phrase| after(&said, phrase, 0));
    cleaned(introduced.or_else(begun).unwrap_or(&said))
}

/// The name that a text tells with words for that, where something else is asked: "jina ni Juma".
pub(crate) fn told(text: &str, heard: &Heard) -> Option<String> {
    if vocabulary::asks(text, heard) {
        return None;
    }
    let said: Vec<&str> = text.split_whitespace().collect();
    let name = introduced(&said, &INTRODUCTIONS).or_else(|| introduced(&said, &TOLD))?;
    let first = words(name.first()?).join(" ");
    if DENIED.contains(&first.as_str()) { None } else { cleaned(name) }
}

fn cleaned(said: &[&str]) -> Option<String> {
    let name = said.join(" ");
    let name = name.trim_matches([' ', ',', '.', ':', ';', '!', '-']);
    let is_one = (2..=MAX_CHARS).contains(&name.chars().count());
    (is_one && name.contains(char::is_alphabetic)).then(|| name.to_owned())
}

/// What counts as the answer to a question: of a name only the name itself.
pub(crate) fn answer<'a>(slot: &str, text: &'a str, heard: &Heard) -> Option<Cow<'a, str>> {
    if slot == SLOT { name(text, heard).map(Cow::Owned) } else { Some(Cow::Borrowed(text)) }
}

/// What follows one of these phrases, wherever it stands.
fn introduced<'a>(said: &'a [&'a str], phrases: &[&str]) -> Option<&'a [&'a str]> {
    phrases.iter().find_map(|phrase| (0..said.len()).find_map(|at| after(said, phrase, at)))
}

/// What follows a phrase that stands there.
fn after<'a>(said: &'a [&'a str], phrase: &str, at: usize) -> Option<&'a [&'a str]> {
    let length = phrase.split(' ').count();
    let stands = said.get(at..at + length)?.iter().map(|word| words(word).join(" "));
    let is_it = stands.eq(phrase.split(' '));
    said.get(at + length..).filter(|_| is_it)
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

    #[test]
    fn a_name_is_told_in_the_middle_of_something_else_with_words_for_it_alone() {
        for (text, expected) in [
            ("jina ni Juma", Some("Juma")),
            ("hapana, jina langu ni Juma Ali", Some("Juma Ali")),
            ("badilisha jina kuwa Neema", Some("Neema")),
            ("Jina liwe Neema.", Some("Neema")),
            ("the name is Grace", Some("Grace")),
            ("change my name to Grace", Some("Grace")),
            ("badilisha jina", None),
            ("jina langu si hilo", None),
            ("my name is not Grace", None),
            ("Juma", None),
            ("ni sahihi", None),
            ("ndiyo", None),
        ] {
            assert_eq!(told(text, &Heard::new(text)).as_deref(), expected, "{text}");
        }
    }
}
