//! What customers say of a whole order, in both languages.

use crate::heard::Heard;

/// The order is complete.
const FINISH: &[&str] = &[
    "maliza",
    "nimemaliza",
    "kumaliza",
    "malizia",
    "tayari",
    "niko tayari",
    "nipo tayari",
    "basi",
    "ni hayo tu",
    "hayo tu",
    "hizo tu",
    "ni hizo tu",
    "ndiyo hayo",
    "ndio hayo",
    "inatosha",
    "yatosha",
    "zinatosha",
    "imetosha",
    "tosha",
    "hakuna kingine",
    "hamna kingine",
    "kamilisha",
    "kamilisha agizo",
    "agiza",
    "agiza sasa",
    "done",
    "i am done",
    "im done",
    "finish",
    "finished",
    "checkout",
    "check out",
    "thats all",
    "that is all",
    "thats it",
    "that will be all",
    "place order",
    "place the order",
    "place my order",
    "order now",
    "complete order",
    "nothing else",
    "no more",
    "order",
    "buy now",
    "ndiyo agiza",
];

/// The same in words that are said of nothing but an order.
const COMPLETE: &[&str] = &[
    "maliza",
    "nimemaliza",
    "malizia",
    "kamilisha",
    "kamilisha agizo",
    "maliza agizo",
    "maliza agizo langu",
    "kamilisha agizo langu",
    "tuma agizo",
    "tuma agizo langu",
    "complete my order",
    "finish my order",
    "checkout",
    "check out",
    "done",
    "finish",
    "complete order",
    "place order",
    "place my order",
];

/// The basket is wanted.
const BASKET: &[&str] = &[
    "kikapu",
    "kikapu changu",
    "onyesha kikapu",
    "nionyeshe kikapu",
    "nioneshe kikapu",
    "angalia kikapu",
    "ona kikapu",
    "kuona kikapu",
    "basket",
    "my basket",
    "the basket",
    "show basket",
    "show my basket",
    "view basket",
    "see basket",
    "cart",
    "my cart",
    "show cart",
    "view cart",
    "whats in my basket",
];

/// The basket is to be emptied.
const EMPTY: &[&str] = &[
    "futa kikapu",
    "futa kikapu changu",
    "safisha kikapu",
    "ondoa vyote",
    "ondoa zote",
    "ondoa yote",
    "ondoa bidhaa zote",
    "toa vyote",
    "toa zote",
    "toa yote",
    "futa vyote",
    "futa zote",
    "futa yote",
    "futa bidhaa zote",
    "empty basket",
    "empty my basket",
    "empty the basket",
    "empty cart",
    "empty my cart",
    "clear basket",
    "clear my basket",
    "clear the basket",
    "clear cart",
    "clear my cart",
    "remove everything",
    "remove all",
    "delete all",
    "delete everything",
];

/// The list of products is wanted.
const LIST: &[&str] = &[
    "orodha",
    "orodha ya bidhaa",
    "orodha yenu",
    "bidhaa",
    "bidhaa zenu",
    "bidhaa zote",
    "onyesha bidhaa",
    "nionyeshe bidhaa",
    "bei",
    "bei zenu",
    "bei za bidhaa",
    "mna nini",
    "mnauza nini",
    "mna bidhaa gani",
    "list",
    "product list",
    "products",
    "catalogue",
    "catalog",
    "show products",
    "show me the products",
    "prices",
    "price list",
    "what do you have",
    "what do you sell",
];

/// The whole order is to be dropped.
const DROP: &[&str] = &[
    "ghairi",
    "kughairi",
    "futa",
    "kufuta",
    "cancel",
    "ghairi agizo",
    "kughairi agizo",
    "futa agizo",
    "kufuta agizo",
    "ghairi oda",
    "futa oda",
    "cancel order",
    "cancel my order",
    "cancel the order",
    "cancel it",
    "sitaki tena",
    "call off",
];

/// It is to be brought.
const BRING: &[&str] = &[
    "kuletewa",
    "niletee",
    "mniletee",
    "nileteeni",
    "letewa",
    "naletewa",
    "nileteni",
    "leteni",
    "leta",
    "delivery",
    "deliver",
    "delivered",
    "bring",
    "home",
];

/// The customer fetches it.
const FETCH: &[&str] = &[
    "nitachukua",
    "kuchukua",
    "nachukua",
    "nichukue",
    "tutachukua",
    "chukua",
    "nitafuata",
    "kufuata",
    "nitakuja",
    "nakuja",
    "dukani",
    "mwenyewe",
    "pickup",
    "pick up",
    "pick it up",
    "collect",
    "fetch",
    "picking up",
    "self pickup",
];

pub(super) fn wants_to_finish(heard: &Heard) -> bool {
    heard.is_any(FINISH)
}

/// The same on the way to the basket, where "agiza" only asks for it.
pub(super) fn completes(heard: &Heard) -> bool {
    heard.is_any(COMPLETE)
}

pub(super) fn wants_basket(heard: &Heard) -> bool {
    heard.is_any(BASKET)
}

pub(super) fn wants_empty(heard: &Heard) -> bool {
    heard.is_any(EMPTY)
}

pub(super) fn wants_list(heard: &Heard) -> bool {
    heard.is_any(LIST)
}

pub(super) fn wants_to_drop(heard: &Heard) -> bool {
    heard.is_any(DROP)
}

/// Whether it is to be brought rather than fetched; nothing where that is not said, or both are.
pub(super) fn wants_delivery(heard: &Heard) -> Option<bool> {
    match (heard.has_any(BRING), heard.has_any(FETCH)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// Whether the customer speaks of a basket that is not ordered yet, also where nothing is being ordered just now:
/// that is what the questions about it ask for.
pub(crate) fn is_about_basket(heard: &Heard) -> bool {
    wants_basket(heard) || wants_empty(heard) || heard.is_any(COMPLETE)
}
