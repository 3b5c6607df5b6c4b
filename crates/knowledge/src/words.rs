//! A text as the words that it is found by.
//!
//! Neither database reduces Swahili words, so both are given words that are reduced already: what is stored and what is
//! asked for pass through the same function, and the database compares plain words.

mod english;
mod lexicon;
mod split;
mod swahili;

use lexicon::{LEXICON, one_for_all};

/// A longer word is no word of a language, and keeps its letters as they are.
const MAX_REDUCED_LETTERS: usize = 24;

/// A text as it is put in the search column, and as a question is searched with: the [`terms`] with spaces between.
///
/// What comes out can be given in again and stays as it is.
///
/// ```
/// assert_eq!(knowledge::normalise("naomba bei zenu"), knowledge::normalise("your prices, please"));
/// ```
pub fn normalise(text: &str) -> String {
    terms(text).join(" ")
}

/// The words of a text that are worth searching: lower case, without accents, without the small words of both
/// languages, each reduced to its stem and then to the one word that stands for all its synonyms.
pub fn terms(text: &str) -> Vec<String> {
    LEXICON
        .with_phrases_joined(split::words(text))
        .iter()
        .filter(|word| !LEXICON.is_small(word))
        .map(|word| one_for_all(stem(word)))
        .filter(|term| !LEXICON.is_small(term))
        .collect()
}

/// Whether a term asks about a thing rather than naming it, as "bei" does.
pub(crate) fn is_asking(term: &str) -> bool {
    LEXICON.is_asking(term)
}

/// The stem of one word in lower case, which its other forms have as well; synonyms keep their own.
///
/// The lexicon comes first, then the affixes of Swahili for words of its shape, then the English stemmer. It goes on
/// until nothing changes any more, so that a stem is its own stem.
pub fn stem(word: &str) -> String {
    let mut word = word.to_owned();
    if word.len() > MAX_REDUCED_LETTERS || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word;
    }
    // Each round shortens the word, takes it to its entry in the lexicon, or turns a "y" into an "i".
    loop {
        let shorter = reduce(&word);
        if shorter == word {
            return word;
        }
        word = shorter;
    }
}

fn reduce(word: &str) -> String {
    if let Some(entry) = LEXICON.entry(word) {
        return entry.to_owned();
    }
    swahili::reduce(word).unwrap_or_else(|| english::reduce(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_in_one_language_has_the_words_of_the_other() {
        assert_eq!(normalise("Saa ngapi mnafungua?"), normalise("What time do you open?"));
        assert_eq!(normalise("Bei zenu ni zipi"), normalise("your prices"));
        assert_eq!(normalise("naweza kulipa kwa M-Pesa?"), "lipa mpesa");
    }

    #[test]
    fn small_words_and_accents_say_nothing() {
        assert_eq!(normalise("Je, naomba tafadhali?"), "");
        assert_eq!(normalise("BÉI ya ng’ombe"), "bei ngomb");
    }

    #[test]
    fn numbers_stay() {
        assert_eq!(normalise("50,000/= kwa geji 28"), "50000 bei geji 28");
    }

    #[test]
    fn a_word_that_is_no_word_keeps_its_letters() {
        let long = "kufungua".repeat(20);
        assert_eq!(stem(&long), long);
        assert_eq!(stem(""), "");
    }
}
