//! Where a customer wants to go: back, on, or out of what is asked.

use crate::heard::Heard;
use crate::word_lists::word_lists;

word_lists! {
    "ways.txt":
    BACK, MORE, ANOTHER_DAY, GIVES_UP, LEAVE,
}

/// Whether the customer wants the main menu and says nothing else.
pub(crate) fn back(heard: &Heard) -> bool {
    heard.is_any(&BACK)
}

/// Whether more of the same is wanted.
pub(crate) fn more(heard: &Heard) -> bool {
    heard.is_any(&MORE)
}

/// Whether the next of the same is to be on another day.
pub(crate) fn another_day(heard: &Heard) -> bool {
    heard.is_any(&ANOTHER_DAY)
}

/// Whether whatever is going on is to end, said as the whole message.
pub(crate) fn gives_up(heard: &Heard) -> bool {
    heard.is_any(&GIVES_UP) || leave(heard)
}

/// Whether what is asked just now is to be left as it is, said with a word that means STOP where nothing is asked.
pub(crate) fn leave(heard: &Heard) -> bool {
    heard.is_any(&LEAVE)
}
