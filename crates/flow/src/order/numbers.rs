//! Quantities in words, in both languages.

/// Numbers up to nineteen and the tens, in Swahili with the prefixes of the noun classes that goods have: "mikate
/// mitatu", "vitabu vitatu", "mayai matatu", "kuku watatu".
const NUMBERS: [(u64, &[&str]); 31] = [
    (0, &["sifuri", "zero"]),
    (1, &["moja", "mmoja", "kimoja", "limoja", "one"]),
    (2, &["mbili", "wawili", "miwili", "mawili", "viwili", "two"]),
    (3, &["tatu", "watatu", "mitatu", "matatu", "vitatu", "three"]),
    (4, &["nne", "wanne", "minne", "manne", "vinne", "four"]),
    (5, &["tano", "watano", "mitano", "matano", "vitano", "five"]),
    (6, &["sita", "six"]),
    (7, &["saba", "seven"]),
    (8, &["nane", "wanane", "minane", "manane", "vinane", "eight"]),
    (9, &["tisa", "nine"]),
    (10, &["kumi", "ten"]),
    (11, &["eleven"]),
    (12, &["twelve"]),
    (13, &["thirteen"]),
    (14, &["fourteen"]),
    (15, &["fifteen"]),
    (16, &["sixteen"]),
    (17, &["seventeen"]),
    (18, &["eighteen"]),
    (19, &["nineteen"]),
    (20, &["ishirini", "twenty"]),
    (30, &["thelathini", "thirty"]),
    (40, &["arobaini", "arubaini", "forty", "fourty"]),
    (50, &["hamsini", "fifty"]),
    (60, &["sitini", "sixty"]),
    (70, &["sabini", "seventy"]),
    (80, &["themanini", "eighty"]),
    (90, &["tisini", "ninety"]),
    (100, &["mia", "hundred"]),
    (1000, &["elfu", "thousand"]),
    (2, &["couple"]),
];

/// What is no whole number by itself.
const PARTS: [&str; 5] = ["nusu", "robo", "half", "quarter", "halves"];

/// Twelve of something.
const DOZENS: [&str; 4] = ["dazeni", "dazani", "dozen", "dozens"];

/// The number that one word is.
pub(super) fn number(word: &str) -> Option<u64> {
    NUMBERS.iter().find(|(_, words)| words.contains(&word)).map(|(number, _)| *number)
}

/// Whether a word is a part of one.
pub(super) fn is_part(word: &str) -> bool {
    PARTS.contains(&word)
}

/// Whether a word is twelve of something.
pub(super) fn is_dozen(word: &str) -> bool {
    DOZENS.contains(&word)
}

/// Two numbers in words that make one: "kumi na mbili", "mia mbili", "twenty five", "two hundred"; `joined` where
/// there is "na" or "and" between them.
pub(super) fn together(first: u64, second: u64, joined: bool) -> Option<u64> {
    match (first, second) {
        (2..10, 100) if !joined => Some(first * 100),
        (1, 100) if !joined => Some(100),
        (100, 1..10) if !joined => Some(second * 100),
        (100..1000, 1..100) if joined && first.is_multiple_of(100) => Some(first + second),
        (20..100, 1..10) if first.is_multiple_of(10) => Some(first + second),
        (10, 1..10) if joined => Some(first + second),
        (110..1000, 1..10) if joined && first.is_multiple_of(10) => Some(first + second),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stands_for_one_number() {
        let mut words: Vec<_> = NUMBERS.iter().flat_map(|(_, words)| *words).collect();
        let several = words.len();
        words.sort();
        words.dedup();
        assert_eq!(words.len(), several);
    }

    #[test]
    fn tens_and_hundreds_take_what_follows() {
        assert_eq!(together(10, 2, true), Some(12));
        assert_eq!(together(10, 2, false), None);
        assert_eq!(together(20, 5, false), Some(25));
        assert_eq!(together(100, 2, false), Some(200));
        assert_eq!(together(200, 50, true), Some(250));
        assert_eq!(together(250, 3, true), Some(253));
        assert_eq!(together(2, 3, true), None);
    }
}
