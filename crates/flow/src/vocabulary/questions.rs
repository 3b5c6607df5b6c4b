//! Whether something is asked.

use crate::heard::Heard;
use crate::word_lists::word_lists;

word_lists! {
    "questions.txt":
    ASKING, PLACE, PRICE,
}

/// Whether a text asks something: it says so with a mark or a word, and says more than that.
pub(crate) fn asks(text: &str, heard: &Heard) -> bool {
    let several = heard.core().len() >= 2;
    several && (text.contains('?') || heard.has_any(&ASKING))
}

/// Whether a text that was not understood may be a question: it asks, or says several words.
pub(crate) fn may_be_question(text: &str, heard: &Heard) -> bool {
    text.contains('?') || heard.core().len() >= 2
}

/// Whether a text has words at all: a number at a menu is a choice, and nothing to look up.
pub(crate) fn can_be_looked_up(heard: &Heard) -> bool {
    heard.number().is_none()
        && heard.core().iter().any(|word| word.chars().any(char::is_alphabetic))
}

/// Whether the customer asks where the business is.
pub(crate) fn place(heard: &Heard) -> bool {
    heard.has_any(&PLACE)
}

/// Whether the customer asks what something costs.
pub(crate) fn price(heard: &Heard) -> bool {
    heard.has_any(&PRICE)
}
