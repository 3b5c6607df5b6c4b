//! What is understood everywhere in a flow, in both languages. The words are in `words/*.txt`, what is made of them
//! is here.
//!
//! Stop words are not here: leaving the conversation for good is the engine's business, not the
//! flow's, and "asante" is thanks.

mod answers;
mod bookings;
mod courtesy;
mod denial;
mod orders;
mod person;
mod questions;
mod ways;

pub(crate) use answers::{book_it, is_sign, no, not_right, yes};
pub(crate) use bookings::{
    Wish, cancel, change, coming, keep, may_be_own_bookings, own_bookings, turns_to_own_bookings,
    wish,
};
pub use courtesy::wants_no_answer;
pub(crate) use courtesy::{
    Everywhere, at_menu, beside_courtesy, in_answer, is_no_name, thanks_for, thanks_for_service,
};
pub(crate) use orders::own_orders;
pub(crate) use person::{asks_for_person, asks_for_person_in_answer};
pub(crate) use questions::{asks, can_be_looked_up, may_be_question, place, price};
pub(crate) use ways::{another_day, back, gives_up, leave, more};

use crate::heard::Heard;

/// Whether a text is complete by itself, so that nobody has to wait for more: a number, yes or no, a question or
/// a wish that is understood everywhere.
pub fn stands_alone(text: &str) -> bool {
    let heard = Heard::new(text);
    heard.number().is_some()
        || book_it(text, &heard)
        || no(&heard)
        || heard.is_any(&answers::NOT_RIGHT)
        || back(&heard)
        || more(&heard)
        || heard.is_any(&courtesy::FAREWELLS)
        || crate::words::goes_on(text)
        || asks_for_person_in_answer(&heard)
        || crate::consent::consent(text, false).is_some()
        || crate::consent::consent(text, true).is_some()
        || text.trim_end().ends_with('?')
}
