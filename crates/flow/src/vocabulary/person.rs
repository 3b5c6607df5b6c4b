//! Asking for a person.

use super::denial::{found, said};
use crate::heard::{Found, Heard};
use crate::word_lists::word_lists;

word_lists! {
    "person.txt":
    PERSON_PHRASES, PERSON_WORDS, PERSON_ALONE, KIN,
}

/// Whether the customer asks for a person.
pub(crate) fn asks_for_person(heard: &Heard) -> bool {
    asks_for_person_in_answer(heard) || said(heard, &PERSON_WORDS)
}

/// The same while the customer answers a question: there "the agent never came" is an answer.
pub(crate) fn asks_for_person_in_answer(heard: &Heard) -> bool {
    let is_kin = |found: Found| heard.says_at(found.position + found.length, &KIN);
    found(heard, &PERSON_PHRASES).any(|found| !is_kin(found))
        || heard.is_any(&PERSON_WORDS)
        || heard.is_any(&PERSON_ALONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_asked_for_in_whole_words_only() {
        for text in [
            "nataka kuongea na mtu",
            "Mhudumu",
            "naomba mhudumu tafadhali",
            "I want to TALK to a person!",
            "agent",
            "human please",
            "mtu",
            "can I speak to someone?",
            "naomba kuongea na meneja wenu",
            "nipigie simu tafadhali",
            "msaada",
            "I need help",
        ] {
            assert!(asks_for_person(&Heard::new(text)), "{text}");
        }
        for text in [
            "mtumiaji",
            "mtu mmoja alikuja jana",
            "bei kwa kila mtu ni ngapi",
            "humanitarian",
            "agents of change",
            "sitaki kuongea na mtu",
            "I do not want to talk to a person",
            "watu wangapi",
            "ngoja niongee na mume wangu kwanza",
            "let me talk to my husband",
        ] {
            assert!(!asks_for_person(&Heard::new(text)), "{text}");
        }
    }

    #[test]
    fn an_answer_may_speak_of_people() {
        assert!(!asks_for_person_in_answer(&Heard::new("the agent never came")));
        assert!(asks_for_person_in_answer(&Heard::new("agent")));
        assert!(asks_for_person_in_answer(&Heard::new("no idea, can I talk to someone")));
    }
}
