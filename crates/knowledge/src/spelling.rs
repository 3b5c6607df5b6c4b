//! What a mistyped word was meant to be.

/// Shorter words have too many neighbours: "bei" is one letter from "bea", "bia" and "nei".
const FEWEST_LETTERS: usize = 4;

/// From this many letters on, a second mistake is forgiven.
const LETTERS_FOR_TWO: usize = 8;

/// The word of a vocabulary that a term was most likely meant to be: one mistake away, or two for a long word. A
/// mistake is a letter too many, too few, another one, or two that changed places. Nothing is nearer than the same
/// word; of equally near words it is the first in the order of the alphabet, so that the vocabulary's order is of no
/// account. The term and the vocabulary are stems, see [`crate::terms`].
pub fn closest<'a>(term: &str, vocabulary: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let letters = term.chars().count();
    let limit = match letters {
        0..FEWEST_LETTERS => 0,
        FEWEST_LETTERS..LETTERS_FOR_TWO => 1,
        _ => 2,
    };
    // A number that differs by a digit is another number.
    let limit = if term.contains(|letter: char| letter.is_ascii_digit()) { 0 } else { limit };
    vocabulary
        .filter(|word| word.chars().count().abs_diff(letters) <= limit)
        .map(|word| (strsim::damerau_levenshtein(term, word), word))
        .filter(|(mistakes, _)| *mistakes <= limit)
        .min()
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 7] = ["bei", "huduma", "manicure", "nywele", "delivery", "nywela", "5000"];

    #[test]
    fn a_mistyped_word_is_found() {
        for (term, meant) in [
            ("hudma", Some("huduma")),
            ("hudmua", Some("huduma")),
            ("manikure", Some("manicure")),
            ("manikyure", Some("manicure")),
            ("nywele", Some("nywele")),
            ("nywelo", Some("nywela")),
            ("bie", None),
            ("bei", Some("bei")),
            ("5001", None),
            ("5000", Some("5000")),
            ("gari", None),
            ("", None),
        ] {
            assert_eq!(closest(term, WORDS.into_iter()), meant, "{term}");
        }
    }
}
