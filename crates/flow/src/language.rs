//! Which of the two languages a customer writes, and which one they ask for.
//!
//! Messages are too short for a detector that goes by letters ("bei?", "how much"), so this one goes by words
//! that only one of the languages has. People mix both; one English word in a Swahili sentence changes nothing.

use domain::Language;

use crate::heard::Heard;
use crate::word_lists::word_lists;

word_lists! {
    "languages.txt":
    SWAHILI, ENGLISH, WANTS_ENGLISH, WANTS_SWAHILI, WANTS_THE_OTHER,
}

/// The language that the text asks for, and nothing else; `now` is the one that is spoken.
pub(crate) fn asked_for(heard: &Heard, now: Language) -> Option<Language> {
    if heard.is_any(&WANTS_THE_OTHER) {
        return Language::ALL.iter().copied().find(|language| *language != now);
    }
    if heard.is_any(&WANTS_ENGLISH) {
        return Some(Language::En);
    }
    heard.is_any(&WANTS_SWAHILI).then_some(Language::Sw)
}

/// The language of a customer of whom nothing is known but this text, where it tells one; for what is said without
/// asking a flow.
pub fn first_heard(text: &str) -> Option<Language> {
    heard(&Heard::new(text), Doubt::First)
}

/// How sure one has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// Nothing is known of the customer yet: one word is a reason.
    First,
    /// The customer was understood before: only a clear sentence says otherwise.
    Known,
}

/// The language that the text is written in, where that can be told.
pub(crate) fn heard(heard: &Heard, doubt: Doubt) -> Option<Language> {
    let count = |words: &[&str]| heard.all().filter(|word| words.contains(word)).count();
    let (swahili, english) = (count(&SWAHILI), count(&ENGLISH));
    let (language, most, least) = match swahili > english {
        true => (Language::Sw, swahili, english),
        false => (Language::En, english, swahili),
    };
    let is_clear = match doubt {
        Doubt::First => most > least,
        Doubt::Known => most >= 2 && most >= least * 3,
    };
    is_clear.then_some(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_tells_where_it_can() {
        for (text, language) in [
            ("Habari", Some(Language::Sw)),
            ("Hello", None),
            ("Hi, how are you?", Some(Language::En)),
            ("asante", None),
            ("bei?", Some(Language::Sw)),
            ("how much", Some(Language::En)),
            ("Naomba kufanya booking for two people", None),
            ("Nataka appointment kesho", Some(Language::Sw)),
            ("1", None),
            ("booking", None),
            ("ok", None),
            ("Asha", None),
            ("", None),
        ] {
            assert_eq!(heard(&Heard::new(text), Doubt::First), language, "{text}");
        }
    }

    #[test]
    fn who_is_known_changes_by_a_sentence_and_not_by_a_word() {
        for (text, language) in [
            ("hello", None),
            ("thanks", None),
            ("Can you tell me your prices please", Some(Language::En)),
            ("Samahani naomba bei ya kusuka", Some(Language::Sw)),
            ("nataka kuja tomorrow at 3", None),
        ] {
            assert_eq!(heard(&Heard::new(text), Doubt::Known), language, "{text}");
        }
    }

    #[test]
    fn a_language_is_asked_for_by_its_name() {
        assert_eq!(asked_for(&Heard::new("English please"), Language::Sw), Some(Language::En));
        assert_eq!(asked_for(&Heard::new("Kiswahili tafadhali"), Language::Sw), Some(Language::Sw));
        for (text, now, wanted) in [
            ("badilisha lugha", Language::Sw, Language::En),
            ("change language please", Language::En, Language::Sw),
        ] {
            assert_eq!(asked_for(&Heard::new(text), now), Some(wanted), "{text}");
        }
        assert_eq!(asked_for(&Heard::new("my English teacher"), Language::Sw), None);
    }

    #[test]
    fn no_word_is_of_both_languages() {
        assert!(SWAHILI.iter().all(|word| !ENGLISH.contains(word)));
    }
}
