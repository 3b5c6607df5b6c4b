//! What customers say of a whole order, in both languages.

use crate::heard::Heard;
use crate::word_lists::word_lists;

word_lists! {
    "basket.txt":
    FINISH, COMPLETE, BASKET, EMPTY, LIST, DROP, BRING, FETCH, CHANGE, CHANGE_NAME,
}

pub(super) fn wants_to_finish(heard: &Heard) -> bool {
    heard.is_any(&FINISH)
}

/// The same on the way to the basket, where "agiza" only asks for it.
pub(super) fn completes(heard: &Heard) -> bool {
    heard.is_any(&COMPLETE)
}

pub(super) fn wants_basket(heard: &Heard) -> bool {
    heard.is_any(&BASKET)
}

pub(super) fn wants_empty(heard: &Heard) -> bool {
    heard.is_any(&EMPTY)
}

pub(super) fn wants_list(heard: &Heard) -> bool {
    heard.is_any(&LIST)
}

pub(super) fn wants_to_drop(heard: &Heard) -> bool {
    heard.is_any(&DROP)
}

/// Whether something of an order that is described is to be otherwise.
pub(super) fn wants_change(heard: &Heard) -> bool {
    heard.is_any(&CHANGE)
}

/// Whether the name that an order is for is to be otherwise.
pub(super) fn wants_other_name(heard: &Heard) -> bool {
    heard.is_any(&CHANGE_NAME)
}

/// Whether it is to be brought rather than fetched; nothing where that is not said, or both are.
pub(super) fn wants_delivery(heard: &Heard) -> Option<bool> {
    match (heard.has_any(&BRING), heard.has_any(&FETCH)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// Whether the customer speaks of a basket that is not ordered yet, also where nothing is being ordered just now:
/// that is what the questions about it ask for.
pub(crate) fn is_about_basket(heard: &Heard) -> bool {
    wants_basket(heard) || wants_empty(heard) || heard.is_any(&COMPLETE)
}
