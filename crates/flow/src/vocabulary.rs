//! What is understood everywhere in a flow, in both languages.
//!
//! Stop words are not here: leaving the conversation for good is the engine's business, not the
//! flow's, and "asante" is thanks.

use crate::heard::Heard;

/// Back to the main menu.
const BACK: [&str; 22] = [
    "0",
    "menu",
    "menyu",
    "main menu",
    "menyu kuu",
    "rudi",
    "rudi nyuma",
    "rudi kwenye menyu",
    "rudi menyu",
    "rudi mwanzo",
    "nirudishe",
    "nirudishe kwenye menyu",
    "kurudi",
    "mwanzo",
    "anza upya",
    "back",
    "go back",
    "back to menu",
    "back to the menu",
    "start over",
    "start again",
    "sifuri",
];

/// Greetings that stand at the beginning of a message.
const GREETINGS: [&str; 27] = [
    "habari",
    "habari yako",
    "habari zenu",
    "mambo",
    "mambo vipi",
    "vipi",
    "hujambo",
    "hamjambo",
    "jambo",
    "shikamoo",
    "shkamoo",
    "salaam",
    "salamu",
    "salaam aleikum",
    "assalamu alaikum",
    "asalam aleikum",
    "niaje",
    "sema",
    "hello",
    "hallo",
    "hi",
    "hey",
    "hiya",
    "good morning",
    "good afternoon",
    "good evening",
    "good day",
];

/// Greetings of more than a word that are nothing but a greeting.
const LONG_GREETINGS: [&str; 16] = [
    "habari gani",
    "habari za asubuhi",
    "habari za mchana",
    "habari za jioni",
    "habari za leo",
    "habari za saa hizi",
    "habari za kazi",
    "habari ya asubuhi",
    "habari ya leo",
    "habari yenu",
    "mambo zenu",
    "za leo",
    "hi there",
    "hello there",
    "how are you",
    "hello how are you",
];

/// A person is asked for; enough to be found anywhere in a message.
const PERSON_PHRASES: [&str; 44] = [
    "kuongea na mtu",
    "kuongea na binadamu",
    "kuongea na mhudumu",
    "kuongea na meneja",
    "kuongea na mwenye duka",
    "kuzungumza na mtu",
    "kuzungumza na binadamu",
    "kuzungumza na mhudumu",
    "ongea na mtu",
    "ongea na mhudumu",
    "zungumza na mtu",
    "zungumza na mhudumu",
    "niongee na mtu",
    "niongee na mhudumu",
    "nizungumze na mtu",
    "nizungumze na mhudumu",
    "nipe mtu",
    "nipe mhudumu",
    "nataka mtu",
    "naomba mtu",
    "mtu halisi",
    "mtu wa kuongea naye",
    "niunganishe na mtu",
    "niunganishe na mhudumu",
    "huduma kwa wateja",
    "talk to a person",
    "talk to person",
    "talk to a human",
    "talk to someone",
    "talk to somebody",
    "talk to an agent",
    "speak to a person",
    "speak to a human",
    "speak to someone",
    "speak with someone",
    "speak with a person",
    "speak to an agent",
    "talk with a person",
    "chat with a person",
    "real person",
    "live agent",
    "customer care",
    "customer service",
    "need a person",
];

/// Single words for a person at a menu; inside an answer to a question they are part of the answer.
const PERSON_WORDS: [&str; 10] = [
    "mhudumu",
    "muhudumu",
    "wahudumu",
    "mwakilishi",
    "agent",
    "human",
    "humans",
    "representative",
    "operator",
    "binadamu",
];

/// Words that ask for a person only when they are the whole message.
const PERSON_ALONE: [&str; 4] = ["mtu", "person", "a person", "someone"];

/// Words that turn what follows into its opposite.
const NEGATIONS: [&str; 10] =
    ["sitaki", "si", "sio", "siyo", "hatutaki", "dont", "not", "no", "never", "without"];

/// Thanks; "asante" is thanks and not a wish to hear nothing more.
const THANKS: [&str; 18] = [
    "asante",
    "asante sana",
    "asanteni",
    "ahsante",
    "ahsanteni",
    "aksante",
    "shukrani",
    "shukran",
    "nashukuru",
    "tunashukuru",
    "thanks",
    "thank you",
    "thanks a lot",
    "thank you very much",
    "thx",
    "many thanks",
    "thank u",
    "nimeshukuru",
];

/// Thanks that are nobody's name, for when a name may be the answer.
const PLAIN_THANKS: [&str; 8] = [
    "asante",
    "asante sana",
    "ahsante",
    "ahsante sana",
    "thanks",
    "thank you",
    "thanks a lot",
    "thank you very much",
];

/// Farewells.
const FAREWELLS: [&str; 12] = [
    "kwaheri",
    "kwa heri",
    "kwaherini",
    "tutaonana",
    "tutaonana baadaye",
    "usiku mwema",
    "bye",
    "bye bye",
    "goodbye",
    "good bye",
    "good night",
    "see you",
];

/// "I have read it", which asks for nothing.
const NOTED: [&str; 18] = [
    "sawa",
    "sawa sawa",
    "sawasawa",
    "haya",
    "poa",
    "nimeelewa",
    "vizuri",
    "safi",
    "ndiyo",
    "ndio",
    "ok",
    "okay",
    "k",
    "alright",
    "fine",
    "great",
    "got it",
    "good",
];

/// Yes, as an answer to a yes-or-no question.
const YES: [&str; 17] = [
    "ndiyo",
    "ndio",
    "naam",
    "sawa",
    "sawa sawa",
    "sawasawa",
    "haya",
    "poa",
    "thibitisha",
    "nathibitisha",
    "ndiyo sawa",
    "yes",
    "yeah",
    "yep",
    "ok",
    "okay",
    "confirm",
];

/// No, as an answer to a yes-or-no question.
const NO: [&str; 7] = ["hapana", "la", "hapana asante", "no", "nope", "no thanks", "usifute"];

/// The customer wants something otherwise than it is.
const CHANGE: [&str; 16] = [
    "badilisha",
    "kubadilisha",
    "nibadilishe",
    "badili",
    "kubadili",
    "ahirisha",
    "kuahirisha",
    "sogeza",
    "kusogeza",
    "change",
    "reschedule",
    "move",
    "postpone",
    "another time",
    "different time",
    "saa nyingine",
];

/// The customer wants something undone.
const CANCEL: [&str; 12] = [
    "futa",
    "kufuta",
    "nifutie",
    "ghairi",
    "kughairi",
    "sitaweza kuja",
    "sitakuja",
    "siji",
    "cancel",
    "delete",
    "call off",
    "cant come",
];

/// The customer will come to what is booked.
const WILL_COME: [&str; 12] = [
    "nitakuja",
    "nakuja",
    "nitafika",
    "nathibitisha",
    "thibitisha",
    "tutakuja",
    "confirm",
    "i will come",
    "ill come",
    "i will be there",
    "ill be there",
    "see you then",
];

/// What is booked already.
const OWN_BOOKINGS: [&str; 19] = [
    "miadi yangu",
    "miadi zangu",
    "booking yangu",
    "bookings zangu",
    "nafasi yangu",
    "appointment yangu",
    "my booking",
    "my bookings",
    "my appointment",
    "my appointments",
    "my reservation",
    "my reservations",
    "badilisha miadi",
    "kubadilisha miadi",
    "futa miadi",
    "kufuta miadi",
    "cancel booking",
    "cancel appointment",
    "reschedule appointment",
];

/// What is ordered already.
const OWN_ORDERS: [&str; 40] = [
    "agizo langu",
    "maagizo yangu",
    "oda yangu",
    "oda zangu",
    "order yangu",
    "orders zangu",
    "mzigo wangu",
    "hali ya agizo",
    "hali ya oda",
    "fuatilia agizo",
    "kufuatilia agizo",
    "agizo liko wapi",
    "oda iko wapi",
    "ghairi agizo",
    "kughairi agizo",
    "nighairie agizo",
    "futa agizo",
    "kufuta agizo",
    "ghairi oda",
    "kughairi oda",
    "futa oda",
    "kufuta oda",
    "my order",
    "my orders",
    "my parcel",
    "my package",
    "my delivery",
    "track order",
    "track the order",
    "order status",
    "status of order",
    "status of the order",
    "where is the order",
    "wheres the order",
    "where is order",
    "cancel order",
    "cancel the order",
    "cancel an order",
    "nilichoagiza",
    "nilivyoagiza",
];

/// The same words of an order that is still to be made.
const NEW_ORDERS: [&str; 12] = [
    "place my order",
    "make my order",
    "start my order",
    "complete my order",
    "finish my order",
    "weka oda yangu",
    "weka agizo langu",
    "kuweka oda yangu",
    "kuweka agizo langu",
    "tuma agizo langu",
    "maliza agizo langu",
    "kamilisha agizo langu",
];

/// More of the same is wanted.
const MORE: [&str; 14] = [
    "zaidi",
    "nyingine",
    "zingine",
    "nafasi nyingine",
    "nafasi zingine",
    "saa nyingine",
    "muda mwingine",
    "endelea",
    "more",
    "others",
    "other times",
    "later",
    "next",
    "show more",
];

/// Words that ask, wherever they stand.
const ASKING: [&str; 45] = [
    "je",
    "nini",
    "gani",
    "wapi",
    "lini",
    "ngapi",
    "nani",
    "vipi",
    "kwanini",
    "kwa nini",
    "kiasi gani",
    "shilingi ngapi",
    "mna",
    "mnayo",
    "mnazo",
    "mnauza",
    "mnatoa",
    "mnafanya",
    "mnatengeneza",
    "mnakubali",
    "naweza",
    "tunaweza",
    "kuna",
    "inawezekana",
    "ninaweza",
    "what",
    "whats",
    "when",
    "where",
    "how",
    "which",
    "who",
    "why",
    "do you",
    "can i",
    "can you",
    "is there",
    "are there",
    "are you",
    "does",
    "bei ya",
    "bei za",
    "gharama ya",
    "price of",
    "cost of",
];

/// Something that is understood wherever the conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Everywhere {
    Back,
    Greeting,
    Thanks,
    Farewell,
    Noted,
}

/// Whether the customer asks for a person.
pub(crate) fn asks_for_person(heard: &Heard) -> bool {
    asks_for_person_in_answer(heard) || said(heard, &PERSON_WORDS)
}

/// The same while the customer answers a question: there "the agent never came" is an answer.
pub(crate) fn asks_for_person_in_answer(heard: &Heard) -> bool {
    said(heard, &PERSON_PHRASES) || heard.is_any(&PERSON_WORDS) || heard.is_any(&PERSON_ALONE)
}

fn said(heard: &Heard, phrases: &[&str]) -> bool {
    phrases
        .iter()
        .filter_map(|phrase| heard.find(phrase))
        .any(|found| !heard.said_shortly_before(found.position, &NEGATIONS))
}

/// Whether the text says yes and nothing else.
pub(crate) fn yes(heard: &Heard) -> bool {
    heard.is_any(&YES)
}

/// Whether the text says no and nothing else.
pub(crate) fn no(heard: &Heard) -> bool {
    heard.is_any(&NO)
}

/// Whether something is to be otherwise.
pub(crate) fn change(heard: &Heard) -> bool {
    said(heard, &CHANGE)
}

/// Whether something is to be undone.
pub(crate) fn cancel(heard: &Heard) -> bool {
    said(heard, &CANCEL)
}

/// Whether the customer will come to what is booked.
pub(crate) fn will_come(heard: &Heard) -> bool {
    said(heard, &WILL_COME) || yes(heard)
}

/// Whether the customer speaks of what is booked already.
pub(crate) fn own_bookings(heard: &Heard) -> bool {
    said(heard, &OWN_BOOKINGS)
        || heard.is_any(&CANCEL)
        || heard.is_any(&CHANGE)
        || heard.is_any(&WILL_COME)
}

/// Whether the customer speaks of what is ordered already.
pub(crate) fn own_orders(heard: &Heard) -> bool {
    said(heard, &OWN_ORDERS) && !heard.has_any(&NEW_ORDERS)
}

/// Whether a text is complete by itself, so that nobody has to wait for more: a number, yes or no, a question or
/// a wish that is understood everywhere.
pub fn stands_alone(text: &str) -> bool {
    let heard = Heard::new(text);
    heard.number().is_some()
        || yes(&heard)
        || no(&heard)
        || back(&heard)
        || more(&heard)
        || heard.is_any(&FAREWELLS)
        || asks_for_person_in_answer(&heard)
        || crate::consent::consent(text, false).is_some()
        || crate::consent::consent(text, true).is_some()
        || text.trim_end().ends_with('?')
}

/// Whether more of the same is wanted.
pub(crate) fn more(heard: &Heard) -> bool {
    heard.is_any(&MORE)
}

/// Whether the customer wants the main menu and says nothing else.
pub(crate) fn back(heard: &Heard) -> bool {
    heard.is_any(&BACK)
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
    if heard.begins_with_any(&GREETINGS) || heard.is_any(&LONG_GREETINGS) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_asked_for_in_whole_words_only() {
        for text in [
            "nataka kuongea na mtu",
            "Mhudumu",
            "naomba mhudumu tafadhali",
            "I want to TALK to a person!",
            "agent",
            "human please",
            "mtu",
            "can I speak to someone?",
        ] {
            assert!(asks_for_person(&Heard::new(text)), "{text}");
        }
        for text in [
            "mtumiaji",
            "mtu mmoja alikuja jana",
            "bei kwa kila mtu ni ngapi",
            "humanitarian",
            "agents of change",
            "sitaki kuongea na mtu",
            "I do not want to talk to a person",
            "watu wangapi",
        ] {
            assert!(!asks_for_person(&Heard::new(text)), "{text}");
        }
    }

    #[test]
    fn an_answer_may_speak_of_people() {
        assert!(!asks_for_person_in_answer(&Heard::new("the agent never came")));
        assert!(asks_for_person_in_answer(&Heard::new("agent")));
        assert!(asks_for_person_in_answer(&Heard::new("no idea, can I talk to someone")));
    }

    #[test]
    fn asante_is_thanks() {
        assert_eq!(at_menu(&Heard::new("Asante sana")), Some(Everywhere::Thanks));
        assert_eq!(at_menu(&Heard::new("ahsante kwa huduma nzuri")), Some(Everywhere::Thanks));
        assert_eq!(in_answer(&Heard::new("Shukrani")), None);
    }
}
