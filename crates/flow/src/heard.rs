//! A customer's text as the words in it.

/// More words than any phrase needs; the rest of a very long message is not searched.
const MAX_WORDS: usize = 200;

/// Words around a choice that do not change it: "naomba bei tafadhali" asks for "bei".
pub(crate) const FILLERS: [&str; 12] = [
    "tafadhali",
    "naomba",
    "nataka",
    "ninataka",
    "ningependa",
    "samahani",
    "please",
    "plz",
    "pls",
    "jamani",
    "sasa",
    "basi",
];

/// Words before a number that do not change it: "namba 1", "option 1", "the first".
const NUMBER_FILLERS: [&str; 13] = [
    "namba", "nambari", "number", "no", "num", "na", "option", "chaguo", "nachagua", "choose",
    "ya", "the", "wa",
];

/// Numbers as words: counting, in Swahili's noun classes that answers use, and in order.
const NUMBER_WORDS: [(i64, &[&str]); 11] = [
    (0, &["sifuri", "zero"]),
    (1, &["moja", "mmoja", "kimoja", "kwanza", "one", "first"]),
    (2, &["mbili", "wawili", "viwili", "mawili", "pili", "two", "second"]),
    (3, &["tatu", "watatu", "vitatu", "matatu", "three", "third"]),
    (4, &["nne", "wanne", "vinne", "manne", "four", "fourth"]),
    (5, &["tano", "watano", "vitano", "matano", "five", "fifth"]),
    (6, &["sita", "six", "sixth"]),
    (7, &["saba", "seven", "seventh"]),
    (8, &["nane", "wanane", "vinane", "manane", "eight", "eighth"]),
    (9, &["tisa", "nine", "ninth"]),
    (10, &["kumi", "ten", "tenth"]),
];

/// A customer's text, split into words without case, accents and punctuation.
pub(crate) struct Heard {
    words: Vec<String>,
    /// Where `words` without the fillers at both ends begins and stops.
    core: (usize, usize),
}

/// Where a phrase was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// How many words the phrase has.
    pub length: usize,
    /// How many words come before it.
    pub position: usize,
}

impl Heard {
    pub fn new(text: &str) -> Self {
        let words = words(text);
        let filler = |word: &String| FILLERS.contains(&word.as_str());
        let start = words.iter().take_while(|word| filler(word)).count();
        let end = words.len() - words[start..].iter().rev().take_while(|word| filler(word)).count();
        Self { words, core: (start, end) }
    }

    /// The words that matter.
    pub fn core(&self) -> &[String] {
        &self.words[self.core.0..self.core.1]
    }

    /// All words.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// Finds a phrase as whole words, anywhere. The phrase is written as it is heard: see [`words`].
    pub fn find(&self, phrase: &str) -> Option<Found> {
        if phrase.is_empty() {
            return None;
        }
        let position = (0..self.words.len()).find(|at| begins_with(&self.words[*at..], phrase))?;
        Some(Found { length: phrase.split(' ').count(), position })
    }

    /// Whether the text says one of these and nothing else but politeness.
    pub fn is_any(&self, phrases: &[&str]) -> bool {
        // Nearly all phrases are out at their first word.
        let is = |said: &[String], phrase: &str| {
            begins_with(said, phrase) && said.len() == phrase.split(' ').count()
        };
        phrases.iter().any(|phrase| is(self.core(), phrase) || is(&self.words, phrase))
    }

    /// Whether one of these is said anywhere.
    pub fn has_any(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.find(phrase).is_some())
    }

    /// Whether the text begins with one of these.
    pub fn begins_with_any(&self, phrases: &[&str]) -> bool {
        phrases
            .iter()
            .any(|phrase| begins_with(&self.words, phrase) || begins_with(self.core(), phrase))
    }

    /// Whether one of `words` stands at a position.
    pub fn says_at(&self, position: usize, words: &[&str]) -> bool {
        self.words.get(position).is_some_and(|word| words.contains(&word.as_str()))
    }

    /// The same without such words at both ends.
    pub fn without_around(&self, is_left_out: impl Fn(&str) -> bool) -> Self {
        let is_left_out = |word: &&String| is_left_out(word.as_str());
        let start = self.words.iter().take_while(is_left_out).count();
        let rest = &self.words[start..];
        let end = rest.len() - rest.iter().rev().take_while(is_left_out).count();
        let words = rest[..end].to_vec();
        let core = (0, words.len());
        Self { words, core }
    }

    /// Whether one of `words` is among the few words before a position, as "not" in "not a person".
    pub fn said_shortly_before(&self, position: usize, words: &[&str]) -> bool {
        let from = position.saturating_sub(3);
        self.words[from..position].iter().any(|word| words.contains(&word.as_str()))
    }

    /// The number that the text is, in digits or as a word: "1", "1.", "namba moja".
    pub fn number(&self) -> Option<i64> {
        let mut rest = self.core().iter().filter(|word| !NUMBER_FILLERS.contains(&word.as_str()));
        let word = rest.next()?;
        if rest.next().is_some() {
            return None;
        }
        number_word(word)
    }

    /// The one number somewhere in the text; none when there are several.
    pub fn only_number(&self) -> Option<i64> {
        let mut numbers = self.words.iter().filter_map(|word| number_word(word));
        let first = numbers.next()?;
        numbers.next().is_none().then_some(first)
    }
}

/// Word by word, and done at the first that differs: every phrase of a flow is looked for at every word
/// of a message that nothing fits.
fn begins_with(said: &[String], phrase: &str) -> bool {
    let mut rest = phrase;
    for heard in said {
        let Some(after) = rest.strip_prefix(heard.as_str()) else { return false };
        if after.is_empty() {
            return true;
        }
        let Some(next) = after.strip_prefix(' ') else { return false };
        rest = next;
    }
    false
}

fn number_word(word: &str) -> Option<i64> {
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return word.parse().ok();
    }
    NUMBER_WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(number, _)| *number)
}

/// The words of a text: lower case, without accents; an apostrophe joins ("ng'ombe"), everything
/// else that is no letter or digit separates.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '\'' | '’' | '‘' | 'ʼ' | '`' | '\u{300}'..='\u{36f}' => {}
            _ if c.is_alphanumeric() => word.push(unaccented(c)),
            _ if word.is_empty() => {}
            _ => {
                words.push(std::mem::take(&mut word));
                if words.len() == MAX_WORDS {
                    return words;
                }
            }
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The letter without its accent, for the Latin letters that phones offer on a long press.
pub(crate) fn unaccented(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ė' | 'ę' => 'e',
        'ì'..='ï' | 'ī' | 'į' => 'i',
        'ñ' | 'ń' => 'n',
        'ò'..='ö' | 'ø' | 'ō' => 'o',
        'ś' | 'š' => 's',
        'ù'..='ü' | 'ū' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ž' | 'ż' => 'z',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_heard_in_digits_and_words() {
        for text in [
            "1",
            " 1 ",
            "1.",
            "1)",
            "namba 1",
            "number one",
            "Moja",
            "1️⃣",
            "ya kwanza",
            "nataka namba moja",
            "#1",
            "01",
        ] {
            assert_eq!(Heard::new(text).number(), Some(1), "{text}");
        }
        for text in
            ["", "1 2", "moja mbili", "99999999999999999999999", "1a", "no", "kumi na mbili"]
        {
            assert_eq!(Heard::new(text).number(), None, "{text}");
        }
    }

    #[test]
    fn only_whole_words_are_found_without_case_and_accents() {
        assert!(Heard::new("Naomba BÉI!").find("bei").is_some());
        assert!(Heard::new("mtumiaji").find("mtu").is_none());
        assert!(Heard::new("mtu").find("mtumiaji").is_none());
        assert!(Heard::new("nataka bei").find("bei ya").is_none());
        assert!(Heard::new("I don’t know").find("dont know").is_some());
        assert_eq!(
            Heard::new("kuhusu bei ya huduma").find("bei ya"),
            Some(Found { length: 2, position: 1 })
        );
    }

    #[test]
    fn politeness_changes_nothing() {
        assert!(Heard::new("Samahani, naomba menyu tafadhali").is_any(&["menyu"]));
        assert!(Heard::new("tafadhali").core().is_empty());
    }

    #[test]
    fn several_numbers_are_not_one() {
        assert_eq!(Heard::new("vipande 3").only_number(), Some(3));
        assert_eq!(Heard::new("mashati mawili").only_number(), Some(2));
        assert_eq!(Heard::new("2 or 3").only_number(), None);
    }
}
