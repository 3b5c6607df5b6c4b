//! Words that customers use around the products that they want, in both languages.

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
    "unipatie",
    "uniletee",
    "unipe",
    "mnipe",
    "uniuzie",
    "niuzie",
    "uniwekee",
    "mniwekee",
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
    (How::Set, &["badilisha", "nibadilishie", "kubadilisha", "badili", "change", "update"]),
    (
        How::Add,
        &["ongeza", "niongeze", "niongezee", "kuongeza", "weka", "add", "more", "zaidi", "another"],
    ),
];

/// Words that say how many there are to be of what is named beside them: "sukari ziwe 3", "make it 3".
const MARKS: &[&str] = &[
    "ziwe", "fanya", "make", "set", "iwe", "yawe", "viwe", "liwe", "kiwe", "wawe", "uwe", "kuwa",
    "tu", "only", "just", "be",
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
