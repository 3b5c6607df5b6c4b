//! Words that customers use around the products that they want, in both languages.

use crate::heard::Heard;

use super::task::How;

/// Words that name nothing: wishes, politeness, and what joins a quantity to its product.
const FILLERS: &[&str] = &[
    "nataka",
    "ninataka",
    "naomba",
    "ninaomba",
    "nahitaji",
    "ninahitaji",
    "ningependa",
    "napenda",
    "tunataka",
    "tunaomba",
    "nipe",
    "nipatie",
    "nipee",
    "niletee",
    "leta",
    "mniletee",
    "niwekee",
    "nifungie",
    "nitumie",
    "tuma",
    "nunua",
    "kununua",
    "ninunue",
    "nichukulie",
    "chukua",
    "nachukua",
    "nitachukua",
    "agiza",
    "kuagiza",
    "naagiza",
    "niagize",
    "niagizie",
    "oda",
    "agizo",
    "tafadhali",
    "samahani",
    "jamani",
    "boss",
    "bosi",
    "kaka",
    "dada",
    "habari",
    "mambo",
    "za",
    "ya",
    "la",
    "wa",
    "cha",
    "vya",
    "kwa",
    "ni",
    "hizo",
    "hiyo",
    "hii",
    "hizi",
    "ile",
    "zile",
    "pia",
    "tena",
    "sasa",
    "pamoja",
    "naweza",
    "kupata",
    "yangu",
    "kwenye",
    "kikapu",
    "kikapuni",
    "changu",
    "bidhaa",
    "mnazo",
    "mnayo",
    "mna",
    "kuna",
    "je",
    "au",
    "mimi",
    "please",
    "plz",
    "pls",
    "i",
    "id",
    "im",
    "want",
    "need",
    "would",
    "like",
    "to",
    "get",
    "have",
    "take",
    "order",
    "buy",
    "purchase",
    "give",
    "send",
    "bring",
    "me",
    "us",
    "we",
    "my",
    "for",
    "the",
    "a",
    "an",
    "some",
    "of",
    "can",
    "could",
    "you",
    "do",
    "also",
    "it",
    "is",
    "that",
    "this",
    "those",
    "from",
];

/// More fillers, of questions: what is asked of a product is told anyway.
const ASKING: &[&str] = &[
    "bei", "gani", "ngapi", "kiasi", "shilingi", "sh", "gharama", "ipi", "zipo", "ipo", "yapo",
    "how", "much", "many", "price", "cost", "what", "whats", "does", "there",
];

/// More fillers, of a message's ends.
const BESIDE: &[&str] = &[
    "in", "basket", "cart", "yote", "zote", "vyote", "all", "wote", "hello", "hi", "hey", "asante",
    "thanks", "sawa", "ok", "okay", "kila", "or",
];

/// What goods are measured and packed in, each with the word that stands for it.
const UNITS: [(&str, &[&str]); 20] = [
    ("kg", &["kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramu"]),
    ("g", &["g", "gm", "gms", "gram", "grams", "gramu"]),
    ("l", &["l", "ltr", "ltrs", "lita", "litre", "litres", "liter", "liters"]),
    ("ml", &["ml", "mls"]),
    ("packet", &["pakiti", "pakti", "paketi", "packet", "packets", "pack", "packs", "pkt", "pkts"]),
    ("piece", &["pcs", "pc", "piece", "pieces", "kipande", "vipande", "pisi"]),
    ("bottle", &["chupa", "bottle", "bottles"]),
    ("box", &["boksi", "maboksi", "box", "boxes"]),
    ("carton", &["katoni", "carton", "cartons"]),
    ("bag", &["mfuko", "mifuko", "bag", "bags"]),
    ("sack", &["gunia", "magunia", "sack", "sacks"]),
    ("tray", &["trei", "tray", "trays"]),
    ("pair", &["jozi", "pea", "pair", "pairs"]),
    ("tin", &["kopo", "makopo", "tin", "tins"]),
    ("bucket", &["ndoo", "bucket", "buckets"]),
    ("sado", &["sado", "debe", "madebe"]),
    ("bunch", &["fungu", "mafungu", "bunch", "bunches", "mkungu", "mikungu"]),
    ("plate", &["sahani", "plate", "plates"]),
    ("roll", &["roli", "roll", "rolls"]),
    ("bundle", &["bunda", "mabunda", "bundle", "bundles"]),
];

/// Words that say what is to become of what follows.
const MODES: [(How, &[&str]); 3] = [
    (
        How::Remove,
        &[
            "ondoa",
            "niondolee",
            "kuondoa",
            "toa",
            "nitolee",
            "kutoa",
            "futa",
            "nifutie",
            "punguza",
            "sitaki",
            "usiweke",
            "usilete",
            "remove",
            "delete",
            "drop",
            "minus",
            "without",
            "dont",
            "cancel",
            "ghairi",
        ],
    ),
    (
        How::Set,
        &[
            "badilisha",
            "nibadilishie",
            "kubadilisha",
            "badili",
            "fanya",
            "change",
            "make",
            "set",
            "update",
        ],
    ),
    (
        How::Add,
        &["ongeza", "niongeze", "niongezee", "kuongeza", "weka", "add", "more", "zaidi", "another"],
    ),
];

/// Words after a product that say how many of it there are to be.
const MARKS: [&str; 13] = [
    "ziwe", "iwe", "yawe", "viwe", "liwe", "kiwe", "wawe", "uwe", "kuwa", "tu", "only", "just",
    "be",
];

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

pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word) || ASKING.contains(&word) || BESIDE.contains(&word)
}

/// The unit that a word stands for.
pub(super) fn unit(word: &str) -> Option<&'static str> {
    UNITS.iter().find(|(_, words)| words.contains(&word)).map(|(unit, _)| *unit)
}

/// What a word wants done with what follows it.
pub(super) fn mode(word: &str) -> Option<How> {
    MODES.iter().find(|(_, words)| words.contains(&word)).map(|(how, _)| *how)
}

/// Whether a word says how many there are to be of what was named before it.
pub(super) fn is_mark(word: &str) -> bool {
    MARKS.contains(&word)
}

/// Whether a word joins a quantity to the product after it: "mbili za sukari", "two of them".
pub(super) fn is_link(word: &str) -> bool {
    ["za", "ya", "la", "wa", "cha", "vya", "of"].contains(&word)
}

/// Whether a word by itself says that the order is complete, wherever it stands.
pub(super) fn finishes(word: &str) -> bool {
    ["maliza", "nimemaliza", "tayari", "basi", "inatosha", "checkout", "done", "kamilisha"]
        .contains(&word)
}

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
