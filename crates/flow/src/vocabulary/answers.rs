//! Yes and no, in words and signs.

use crate::heard::Heard;
use crate::word_lists::word_lists;

word_lists! {
    "answers.txt":
    YES, NO, BOOK_IT, NOT_RIGHT,
}

/// Whether the text says yes and nothing else.
pub(crate) fn yes(heard: &Heard) -> bool {
    heard.is_any(&YES)
}

/// Whether the text says no and nothing else.
pub(crate) fn no(heard: &Heard) -> bool {
    heard.is_any(&NO)
}

/// Whether the text says yes to what was described, so that it can be booked.
pub(crate) fn book_it(text: &str, heard: &Heard) -> bool {
    yes(heard) || heard.is_any(&BOOK_IT) || is_thumbs_up(text)
}

/// Whether the text says that what was described is not right.
pub(crate) fn not_right(heard: &Heard) -> bool {
    heard.begins_with_any(&NO) || heard.is_any(&NOT_RIGHT)
}

/// Whether a text is a sign and no word: a thumb, a heart.
pub(crate) fn is_sign(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| !c.is_whitespace()).peekable();
    signs.peek().is_some() && signs.all(|c| !c.is_ascii() && !c.is_alphanumeric())
}

fn is_thumbs_up(text: &str) -> bool {
    is_sign(text) && text.trim_start().starts_with(['👍', '👌', '✅'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_right_is_said_in_many_ways() {
        for text in [
            "ndiyo",
            "ee",
            "Eeh!",
            "ndo",
            "sahihi",
            "ni sahihi",
            "ndiyo ni sahihi",
            "weka miadi",
            "ndiyo weka miadi",
            "sawa asante",
            "ok asante",
            "ok sawa",
            "sawa kabisa",
            "correct",
            "that's right",
            "yes, book it",
            "sure",
            "okey",
            "👍",
        ] {
            assert!(book_it(text, &Heard::new(text)), "{text}");
        }
        for text in
            ["hapana", "no", "siyo", "sio", "si sahihi", "hapana siyo", "not right", "wrong"]
        {
            let heard = Heard::new(text);
            assert!(not_right(&heard) && !book_it(text, &heard), "{text}");
        }
        assert!(!book_it("👎", &Heard::new("👎")));
        assert!(!yes(&Heard::new("weka miadi")));
    }
}
