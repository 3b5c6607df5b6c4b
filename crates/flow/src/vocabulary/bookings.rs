//! What customers say of bookings: those that are made, and that they want one.

use serde::{Deserialize, Serialize};

use super::answers::{NO, yes};
use super::denial::said;
use super::ways::leave;
use crate::heard::Heard;
use crate::word_lists::word_lists;

word_lists! {
    "bookings.txt":
    CHANGE, CANCEL, OTHER_TIME, WILL_NOT_COME, WILL_COME, OWN_BOOKINGS, HAS_BOOKING, KEEP,
    COMING,
}

/// What a customer wants of something that is booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Wish {
    Move,
    Cancel,
    Confirm,
}

/// Whether something is to be otherwise.
pub(crate) fn change(heard: &Heard) -> bool {
    said(heard, &CHANGE) || said(heard, &OTHER_TIME)
}

/// Whether something is to be undone: said with a word for that, and not with "sitaweza kuja".
pub(crate) fn cancel(heard: &Heard) -> bool {
    said(heard, &CANCEL)
}

/// Whether a booking is to stay that was about to be cancelled: "hapana", "sikutaka kufuta".
pub(crate) fn keep(heard: &Heard) -> bool {
    let denies = heard.has_any(&CANCEL) && !cancel(heard);
    denies
        || heard.begins_with_any(&NO)
        || heard.is_any(&KEEP)
        || leave(heard)
        || (said(heard, &WILL_COME) && !yes(heard))
}

/// Whether the customer wants to come.
pub(crate) fn coming(heard: &Heard) -> bool {
    said(heard, &COMING)
}

/// What the customer wants of something booked. Who says a word for changing wants no cancelling, and who cannot
/// come and names another time does not want it either.
pub(crate) fn wish(heard: &Heard) -> Option<Wish> {
    if said(heard, &CHANGE) {
        Some(Wish::Move)
    } else if said(heard, &CANCEL) {
        Some(Wish::Cancel)
    } else if said(heard, &OTHER_TIME) {
        Some(Wish::Move)
    } else if said(heard, &WILL_NOT_COME) {
        Some(Wish::Cancel)
    } else {
        (said(heard, &WILL_COME) || yes(heard)).then_some(Wish::Confirm)
    }
}

/// Whether the customer speaks of what is booked already.
pub(crate) fn own_bookings(heard: &Heard) -> bool {
    let alone: [&[&str]; 4] = [&CANCEL, &CHANGE, &WILL_COME, &WILL_NOT_COME];
    said(heard, &OWN_BOOKINGS) || alone.iter().any(|words| heard.is_any(words))
}

/// Whether the customer speaks of what is booked already, if there is something.
pub(crate) fn may_be_own_bookings(heard: &Heard) -> bool {
    let words: [&[&str]; 6] =
        [&CHANGE, &OTHER_TIME, &CANCEL, &WILL_NOT_COME, &WILL_COME, &HAS_BOOKING];
    own_bookings(heard) || words.iter().any(|words| said(heard, words))
}

/// Whether the customer turns from one booking that is being made to those that are made: only with words that
/// are no answer there, as "badilisha" and "thibitisha" are.
pub(crate) fn turns_to_own_bookings(heard: &Heard) -> bool {
    heard.is_any(&OWN_BOOKINGS) || (heard.is_any(&WILL_COME) && !yes(heard))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_of_a_booking_is_told_by_the_plainest_word() {
        for (text, wish) in [
            ("sitaweza kuja kesho, naomba kubadilisha", Some(Wish::Move)),
            ("sitaweza kuja, labda siku nyingine", Some(Wish::Move)),
            ("futa, nitakuja siku nyingine", Some(Wish::Cancel)),
            ("sitoweza kufika", Some(Wish::Cancel)),
            ("nimeshindwa kuja", Some(Wish::Cancel)),
            ("nisogezee mbele", Some(Wish::Move)),
            ("naomba kuhairisha", Some(Wish::Move)),
            ("nipo njiani", Some(Wish::Confirm)),
            ("sitaki kufuta", None),
            ("bei gani", None),
        ] {
            assert_eq!(super::wish(&Heard::new(text)), wish, "{text}");
        }
    }
}
