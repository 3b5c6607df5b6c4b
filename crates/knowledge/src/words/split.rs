//! A text as its plain words.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// More letters than any word has; what is longer is cut, so that no index meets a word it cannot hold.
const MAX_LETTERS: usize = 64;

/// What a sum stands for.
const PRICE: &str = "bei";

/// The words of a text: lower case, without accents. An apostrophe joins ("ng'ombe"), so does a hyphen after one or
/// two letters ("M-Pesa", "wi-fi") and a comma between the digits of a number ("50,000"); everything else that is
/// no letter or digit separates.
///
/// A number written with such a comma is a sum, and says [`PRICE`] as well: a passage that says "rasta 35,000" answers
/// what rasta cost.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = Word::default();
    let mut letters = text
        .nfkd()
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .map(plain)
        .peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        match letter {
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' => {}
            _ if letter.is_alphanumeric() => word.push(letter),
            '-' | '\u{2010}' | '\u{2011}' if word.joins_a_hyphen() && next.is_alphabetic() => {}
            ',' if word.is_digits() && next.is_ascii_digit() => word.is_sum = true,
            _ => word.end(&mut words),
        }
    }
    word.end(&mut words);
    words
}

/// A word in the making.
#[derive(Default)]
struct Word {
    letters: String,
    count: usize,
    is_sum: bool,
}

impl Word {
    fn push(&mut self, letter: char) {
        if self.count < MAX_LETTERS {
            self.letters.push(letter);
            self.count += 1;
        }
    }

    fn joins_a_hyphen(&self) -> bool {
        (1..=2).contains(&self.count) && self.letters.chars().all(char::is_alphabetic)
    }

    fn is_digits(&self) -> bool {
        !self.letters.is_empty() && self.letters.bytes().all(|byte| byte.is_ascii_digit())
    }

    fn end(&mut self, words: &mut Vec<String>) {
        let word = std::mem::take(self);
        if word.letters.is_empty() {
            return;
        }
        let is_sum = word.is_sum && word.is_digits();
        words.push(word.letters);
        if is_sum {
            words.push(PRICE.to_owned());
        }
    }
}

/// The Latin letters whose stroke is part of the letter, so that it does not come off as an accent.
fn plain(letter: char) -> char {
    match letter {
        'ø' => 'o',
        'đ' => 'd',
        'ł' => 'l',
        'ı' => 'i',
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_into_words() {
        for (text, expected) in [
            ("", ""),
            ("Habari, BEI?", "habari bei"),
            ("ng'ombe na ng’ombe", "ngombe na ngombe"),
            ("M-Pesa, wi-fi, e-mail", "mpesa wifi email"),
            ("saa 8-10", "saa 8 10"),
            ("kuku-nyama", "kuku nyama"),
            ("50,000/= na 1,500.50", "50000 bei na 1500 bei 50"),
            ("moja,mbili", "moja mbili"),
            ("ﬁne ＣＡＦÉ", "fine cafe"),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn a_word_without_end_is_cut() {
        assert_eq!(words(&"a".repeat(1000))[0].len(), MAX_LETTERS);
    }
}
