//! Text by words and sentences.

/// So many letters without a space count as another word, so that what has no spaces is cut too.
const MOST_LETTERS: usize = 32;

/// How many words a text has.
pub(super) fn words(text: &str) -> usize {
    text.split_whitespace().map(|word| 1 + (word.chars().count() - 1) / MOST_LETTERS).sum()
}

/// The sentences of a text, those longer than `most` words cut between words.
pub(super) fn sentences(text: &str, most: usize) -> impl Iterator<Item = &str> {
    ends(text)
        .flat_map(move |sentence| cut(sentence, most))
        .map(str::trim)
        .filter(|sentence| !sentence.is_empty())
}

/// Cuts behind what ends a sentence and is followed by space, so that "3.500" and "www.example.com" stay whole.
fn ends(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().find_map(|(at, letter)| {
            let after = at + letter.len_utf8();
            let ends = matches!(letter, '.' | '!' | '?' | '…' | '\n')
                && rest[after..].chars().next().is_none_or(char::is_whitespace);
            (ends && !is_abbreviation(&rest[..at])).then_some(after)
        });
        let (sentence, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(sentence)
    })
}

/// "Dr." and "Na." end no sentence, nor does the number of an item.
fn is_abbreviation(before: &str) -> bool {
    let last = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    ["Dr", "Mr", "Mrs", "Bw", "Bi", "Mh", "Na", "No", "Tel", "Sh", "Tsh", "Ksh"].contains(&last)
}

/// The text in pieces of so many words.
fn cut(text: &str, most: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut count = 0;
        let mut letters = 0;
        let end = rest.char_indices().find_map(|(at, letter)| {
            let ends_a_word = letters == MOST_LETTERS || (letters > 0 && letter.is_whitespace());
            count += usize::from(ends_a_word);
            letters = match letter.is_whitespace() {
                true => 0,
                false if ends_a_word => 1,
                false => letters + 1,
            };
            (count == most).then_some(at)
        });
        let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_into_sentences() {
        let text = "Bei ni 3.500. Dr. Asha yupo? Ndio! Tazama www.example.com leo";
        let all: Vec<_> = sentences(text, 100).collect();
        assert_eq!(all, ["Bei ni 3.500.", "Dr. Asha yupo?", "Ndio!", "Tazama www.example.com leo"]);
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let text = "a".repeat(1000);
        let all: Vec<_> = sentences(&text, 10).map(str::len).collect();
        assert_eq!(all, [320, 320, 320, 40]);
        assert_eq!(words(&text), 32);
    }

    #[test]
    fn a_sentence_without_end_is_cut_between_words() {
        let text = "neno ".repeat(25);
        let all: Vec<_> = sentences(&text, 10).map(words).collect();
        assert_eq!(all, [10, 10, 5]);
    }
}
