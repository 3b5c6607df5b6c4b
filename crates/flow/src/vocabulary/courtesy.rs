//! Greetings, thanks and farewells, and what is said beside them.

use super::answers::{no, yes};
use super::questions::asks;
use super::ways::back;
use crate::heard::{FILLERS, Heard};
use crate::word_lists::word_lists;

word_lists! {
    "courtesy.txt":
    GREETINGS, LONG_GREETINGS, GREETINGS_AT_MENU, THANKS, PLAIN_THANKS, THANKS_FOR_SERVICE,
    THANKS_FOR, FAREWELLS, NOTED, COURTESIES,
}

/// Something that is understood wherever the conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Everywhere {
    Back,
    Greeting,
    Thanks,
    Farewell,
    Noted,
}

/// What is understood at a menu once no item was named.
pub(crate) fn at_menu(heard: &Heard) -> Option<Everywhere> {
    if back(heard) {
        return Some(Everywhere::Back);
    }
    if heard.has_any(&THANKS) {
        return Some(Everywhere::Thanks);
    }
    if heard.is_any(&FAREWELLS) {
        return Some(Everywhere::Farewell);
    }
    let is_greeting = heard.is_any(&LONG_GREETINGS) || heard.is_any(&GREETINGS_AT_MENU);
    if is_greeting || heard.begins_with_any(&GREETINGS) {
        return Some(Everywhere::Greeting);
    }
    heard.is_any(&NOTED).then_some(Everywhere::Noted)
}

/// What is understood while a question is open: only what cannot be its answer.
pub(crate) fn in_answer(heard: &Heard) -> Option<Everywhere> {
    if back(heard) {
        return Some(Everywhere::Back);
    }
    if heard.is_any(&PLAIN_THANKS) {
        return Some(Everywhere::Thanks);
    }
    if heard.is_any(&FAREWELLS) {
        return Some(Everywhere::Farewell);
    }
    let greeting = heard.is_any(&GREETINGS) || heard.is_any(&LONG_GREETINGS);
    greeting.then_some(Everywhere::Greeting)
}

/// Whether a text only thanks, says good-bye or notes what was said: nobody waits for an answer to that.
pub fn wants_no_answer(text: &str) -> bool {
    let heard = Heard::new(text);
    heard.is_any(&PLAIN_THANKS) || heard.is_any(&FAREWELLS) || heard.is_any(&NOTED)
}

/// What a text says beside greetings, thanks and whom they are for.
pub(crate) fn beside_courtesy(heard: &Heard) -> Heard {
    let courteous: [&[&str]; 4] = [&GREETINGS, &LONG_GREETINGS, &THANKS, &COURTESIES];
    let is_courtesy = |word: &str| {
        FILLERS.contains(&word)
            || courteous
                .iter()
                .flat_map(|phrases| phrases.iter())
                .any(|phrase| phrase.split(' ').any(|part| part == word))
    };
    heard.without_around(is_courtesy)
}

/// Whether a text thanks for something and wants nothing more: "asante kwa huduma nzuri".
pub(crate) fn thanks_for_service(text: &str, heard: &Heard) -> bool {
    heard.begins_with_any(&THANKS_FOR_SERVICE) && !asks(text, heard)
}

/// Whether a text begins with thanks for something.
pub(crate) fn thanks_for(heard: &Heard) -> bool {
    heard.begins_with_any(&THANKS_FOR)
}

/// Whether the text is said where a name is asked for, and is nobody's name.
pub(crate) fn is_no_name(heard: &Heard) -> bool {
    heard.is_any(&PLAIN_THANKS) || heard.is_any(&NOTED) || yes(heard) || no(heard)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greetings_are_heard_as_they_are_spelled() {
        for text in ["vp", "mambo vp", "Hbr dada", "habar", "asalaam", "sasa", "salama"] {
            assert_eq!(at_menu(&Heard::new(text)), Some(Everywhere::Greeting), "{text}");
        }
        assert_eq!(at_menu(&Heard::new("sasa hivi")), None);
        assert_eq!(in_answer(&Heard::new("Salama")), None, "it is a name");
        for text in ["okey", "oky", "sawaa", "powa", "poa poa", "ok sawa", "sawa dada", "sawa kaka"]
        {
            assert_eq!(at_menu(&Heard::new(text)), Some(Everywhere::Noted), "{text}");
        }
        for text in ["asantee", "asnte", "ahsanta", "thnx", "tnx"] {
            assert_eq!(at_menu(&Heard::new(text)), Some(Everywhere::Thanks), "{text}");
        }
    }

    #[test]
    fn nobody_waits_after_thanks_alone() {
        for text in ["asante", "Asante sana!", "sawa", "ok", "kwaheri"] {
            assert!(wants_no_answer(text), "{text}");
        }
        for text in ["asante, bei gani?", "", "habari", "mko wapi", "asante kwa kunijibu vibaya"] {
            assert!(!wants_no_answer(text), "{text}");
        }
    }

    #[test]
    fn asante_is_thanks() {
        assert_eq!(at_menu(&Heard::new("Asante sana")), Some(Everywhere::Thanks));
        assert_eq!(at_menu(&Heard::new("ahsante kwa huduma nzuri")), Some(Everywhere::Thanks));
        assert_eq!(in_answer(&Heard::new("Shukrani")), None);
    }
}
