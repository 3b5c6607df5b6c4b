//! The words that are known one by one: plain files beside this one, read once.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::stem;

/// All that the files say about single words.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

/// What a synonym stands for. Read by itself, because its words are stemmed with the rest of the lexicon.
static SYNONYMS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let mut one_for_all = HashMap::new();
    for (first, others) in entries(include_str!("synonyms.txt")) {
        let first = stem(first);
        for other in others {
            one_for_all.entry(stem(other)).or_insert_with(|| first.clone());
        }
    }
    one_for_all
});

pub(super) struct Lexicon {
    small: HashSet<&'static str>,
    asking: HashSet<&'static str>,
    /// Every word that is known, with the word that it is found by, which may be itself.
    entries: HashMap<&'static str, &'static str>,
    verbs: HashSet<&'static str>,
    adjectives: HashSet<&'static str>,
    /// Several words and what they mean together, by their first word, the longest first.
    phrases: HashMap<&'static str, Vec<Phrase>>,
}

struct Phrase {
    said: Vec<&'static str>,
    meant: Vec<&'static str>,
}

impl Lexicon {
    fn read() -> Self {
        let verbs: HashSet<_> = all_words(include_str!("verbs.txt")).collect();
        let adjectives: HashSet<_> = all_words(include_str!("adjectives.txt")).collect();
        let mut found_by = HashMap::new();
        for (first, others) in entries(include_str!("nouns.txt")) {
            for other in others {
                found_by.insert(other, first);
            }
            found_by.entry(first).or_insert(first);
        }
        let plain = all_words(include_str!("keep.txt"))
            .chain(verbs.iter().copied())
            .chain(adjectives.iter().copied());
        for word in plain {
            found_by.entry(word).or_insert(word);
        }
        Self {
            small: all_words(include_str!("stop.txt")).collect(),
            asking: all_words(include_str!("asking.txt")).collect(),
            entries: found_by,
            verbs,
            adjectives,
            phrases: phrases(include_str!("phrases.txt")),
        }
    }

    /// Whether a word says nothing about what is asked for.
    pub fn is_small(&self, word: &str) -> bool {
        self.small.contains(word)
    }

    /// Whether a term asks about a thing rather than naming it.
    pub fn is_asking(&self, term: &str) -> bool {
        self.asking.contains(term)
    }

    /// The word that this one is found by, if it is known at all.
    pub fn entry(&self, word: &str) -> Option<&'static str> {
        self.entries.get(word).copied()
    }

    /// The verb that a word without its prefixes is, if it is one.
    pub fn verb(&self, word: &str) -> Option<&'static str> {
        self.verbs.get(word).map(|verb| self.entry(verb).unwrap_or(verb))
    }

    /// The adjective that a word without its prefix is, if it is one.
    pub fn adjective(&self, word: &str) -> Option<&'static str> {
        self.adjectives.get(word).copied()
    }

    /// The words, with what means one thing together replaced by what it means.
    pub fn with_phrases_joined(&self, words: Vec<String>) -> Vec<String> {
        let mut joined = Vec::with_capacity(words.len());
        let mut rest = words.as_slice();
        while let Some((word, after)) = rest.split_first() {
            let phrases = self.phrases.get(word.as_str()).map_or(&[][..], Vec::as_slice);
            if let Some(phrase) = phrases.iter().find(|phrase| begins_with(rest, &phrase.said)) {
                joined.extend(phrase.meant.iter().map(|word| (*word).to_owned()));
                rest = &rest[phrase.said.len()..];
            } else {
                joined.push(word.clone());
                rest = after;
            }
        }
        joined
    }
}

/// The stem that stands for all stems that mean the same.
pub(super) fn one_for_all(stem: String) -> String {
    SYNONYMS.get(&stem).cloned().unwrap_or(stem)
}

fn begins_with(words: &[String], said: &[&str]) -> bool {
    words.len() >= said.len() && words.iter().zip(said).all(|(word, said)| word == said)
}

fn phrases(file: &'static str) -> HashMap<&'static str, Vec<Phrase>> {
    let mut phrases: HashMap<_, Vec<Phrase>> = HashMap::new();
    for (said, meant) in lines(file).filter_map(|line| line.split_once('=')) {
        let said: Vec<_> = said.split_whitespace().collect();
        let Some(first) = said.first() else { continue };
        let phrase = Phrase { meant: meant.split_whitespace().collect(), said: said.clone() };
        phrases.entry(*first).or_default().push(phrase);
    }
    for with_one_start in phrases.values_mut() {
        with_one_start.sort_by_key(|phrase| std::cmp::Reverse(phrase.said.len()));
    }
    phrases
}

/// The lines of a file that are no remarks.
pub(super) fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The lines "first: other other" of a file.
pub(super) fn entries(
    file: &'static str,
) -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str>)> {
    lines(file)
        .filter_map(|line| line.split_once(':'))
        .map(|(first, others)| (first.trim(), others.split_whitespace()))
}

fn all_words(file: &'static str) -> impl Iterator<Item = &'static str> {
    lines(file).flat_map(str::split_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_leads_to_one_that_leads_nowhere_else() {
        for (word, entry) in &LEXICON.entries {
            assert_eq!(LEXICON.entry(entry), Some(*entry), "{word} is found by {entry}");
        }
    }

    #[test]
    fn no_noun_is_in_two_lines() {
        let lines = entries(include_str!("nouns.txt"));
        let words = lines.flat_map(|(first, others)| {
            others.chain([first]).map(move |word| (word.to_owned(), first)).collect::<Vec<_>>()
        });
        assert_eq!(in_two_lines(words), Vec::<String>::new());
    }

    #[test]
    fn synonyms_are_in_one_line_each() {
        let lines: Vec<_> = entries(include_str!("synonyms.txt")).collect();
        assert!(lines.len() >= 60, "only {} lines", lines.len());
        let words = lines.into_iter().flat_map(|(first, others)| {
            others.chain([first]).map(move |word| (stem(word), first)).collect::<Vec<_>>()
        });
        assert_eq!(in_two_lines(words), Vec::<String>::new());
    }

    /// Otherwise no term would ever be one of them.
    #[test]
    fn what_asks_is_written_as_a_term() {
        for word in &LEXICON.asking {
            assert_eq!(one_for_all(stem(word)), **word);
        }
    }

    fn in_two_lines(words: impl Iterator<Item = (String, &'static str)>) -> Vec<String> {
        let mut lines: HashMap<String, &str> = HashMap::new();
        let mut twice = Vec::new();
        for (word, line) in words {
            let before = *lines.entry(word.clone()).or_insert(line);
            if before != line {
                twice.push(format!("{word} is with {before} and {line}"));
            }
        }
        twice
    }

    /// Otherwise what comes out of [`super::super::normalise`] could be joined when it is given in again.
    #[test]
    fn every_phrase_has_a_small_word() {
        for phrase in LEXICON.phrases.values().flatten() {
            let small = phrase.said.iter().any(|word| LEXICON.is_small(word));
            assert!(small, "{:?}", phrase.said);
        }
    }
}
