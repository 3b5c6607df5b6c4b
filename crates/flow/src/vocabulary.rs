//! What is understood everywhere in a flow, in both languages.
//!
//! Stop words are not here: leaving the conversation for good is the engine's business, not the
//! flow's, and "asante" is thanks.

use serde::{Deserialize, Serialize};

use crate::heard::{FILLERS, Found, Heard};

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
const GREETINGS: [&str; 34] = [
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
    "vp",
    "mambo vp",
    "hbr",
    "hbr yako",
    "habar",
    "asalaam",
    "asalaam aleikum",
];

/// Greetings of more than a word that are nothing but a greeting.
const LONG_GREETINGS: [&str; 19] = [
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
    "sasa",
    "habari za mchana huu",
    "habari zako",
];

/// Greetings that are names as well, and so count only where no name is asked for.
const GREETINGS_AT_MENU: [&str; 3] = ["salama", "salama kabisa", "salama tu"];

/// A person is asked for; enough to be found anywhere in a message.
const PERSON_PHRASES: [&str; 56] = [
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
    "kuongea na",
    "kuzungumza na",
    "niongee na",
    "nizungumze na",
    "talk to",
    "speak to",
    "speak with",
    "nipigie",
    "unipigie",
    "mnipigie",
    "nipigieni",
    "call me",
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
const PERSON_ALONE: [&str; 11] = [
    "mtu",
    "person",
    "a person",
    "someone",
    "msaada",
    "nahitaji msaada",
    "nisaidie",
    "nisaidieni",
    "help",
    "help me",
    "i need help",
];

/// Words that turn what follows into its opposite.
const NEGATIONS: [&str; 14] = [
    "sitaki", "si", "sio", "siyo", "hatutaki", "dont", "not", "no", "never", "without", "sikutaka",
    "usi", "didnt", "wasnt",
];

/// Thanks; "asante" is thanks and not a wish to hear nothing more.
const THANKS: [&str; 23] = [
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
    "asantee",
    "asnte",
    "ahsanta",
    "thnx",
    "tnx",
];

/// Thanks that are nobody's name, for when a name may be the answer.
const PLAIN_THANKS: [&str; 13] = [
    "asante",
    "asante sana",
    "ahsante",
    "ahsante sana",
    "thanks",
    "thank you",
    "thanks a lot",
    "thank you very much",
    "asantee",
    "asnte",
    "ahsanta",
    "thnx",
    "tnx",
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
const NOTED: [&str; 29] = [
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
    "okey",
    "oky",
    "sawaa",
    "powa",
    "poa poa",
    "ok sawa",
    "sawa dada",
    "sawa kaka",
    "haya sawa",
    "poa sana",
    "sawa sana",
];

/// Yes, as an answer to a yes-or-no question.
const YES: [&str; 45] = [
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
    "ee",
    "eeh",
    "ehe",
    "ndo",
    "ndiyo asante",
    "sawa asante",
    "sawa sana",
    "sawaa",
    "ok asante",
    "okay asante",
    "ok sawa",
    "okey",
    "oky",
    "sawa kabisa",
    "sawa dada",
    "sawa kaka",
    "poa poa",
    "sahihi",
    "ni sahihi",
    "ndiyo ni sahihi",
    "ndiyo sahihi",
    "sure",
    "correct",
    "right",
    "thats right",
    "yes it is",
    "yes please",
    "yes sure",
];

/// No, as an answer to a yes-or-no question.
const NO: [&str; 12] = [
    "hapana",
    "la",
    "hapana asante",
    "no",
    "nope",
    "no thanks",
    "usifute",
    "siyo",
    "sio",
    "hapana siyo",
    "hapana sio",
    "not really",
];

/// The customer wants something otherwise than it is.
const CHANGE: [&str; 20] = [
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
    "hamisha",
    "kuhamisha",
    "hairisha",
    "kuhairisha",
    "nibadilishie",
    "unibadilishie",
    "nisogezee",
];

/// The customer wants something undone.
const CANCEL: [&str; 10] = [
    "futa",
    "kufuta",
    "nifutie",
    "ghairi",
    "kughairi",
    "cancel",
    "delete",
    "call off",
    "unifutie",
    "nighairie",
];

/// Another time is wanted; who says beside it that a booking is to be cancelled wants that.
const OTHER_TIME: [&str; 6] = [
    "another time",
    "different time",
    "another day",
    "saa nyingine",
    "muda mwingine",
    "siku nyingine",
];

/// The customer will not come as it is booked, and says nothing of another time.
const WILL_NOT_COME: [&str; 19] = [
    "sitaweza kuja",
    "sitoweza kuja",
    "sitaweza kufika",
    "sitoweza kufika",
    "siwezi kuja",
    "siwezi kufika",
    "sitakuja",
    "sitokuja",
    "sitafika",
    "sitofika",
    "siji",
    "nimeshindwa kuja",
    "cant come",
    "cannot come",
    "cant make it",
    "cannot make it",
    "wont make it",
    "wont come",
    "not coming",
];

/// The customer will come to what is booked.
const WILL_COME: [&str; 18] = [
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
    "nitakuwepo",
    "tutakuwepo",
    "nipo njiani",
    "i am coming",
    "im coming",
    "on my way",
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

/// Something is booked; without a booking it may be the wish for one.
const HAS_BOOKING: [&str; 7] = [
    "nina miadi",
    "nina booking",
    "nina appointment",
    "nimeweka miadi",
    "niliweka miadi",
    "i have an appointment",
    "i have a booking",
];

/// The booking that is spoken of is to stay.
const KEEP: [&str; 9] = [
    "iache",
    "iacheni",
    "acha tu",
    "ibaki",
    "ibaki hivyo",
    "iwepo",
    "keep it",
    "leave it",
    "sitaki",
];

/// What is described is right, so that it can be booked.
const BOOK_IT: [&str; 6] =
    ["weka", "weka miadi", "ndiyo weka", "ndiyo weka miadi", "book it", "yes book it"];

/// What is described is not right.
const NOT_RIGHT: [&str; 10] = [
    "si sahihi",
    "siyo sahihi",
    "sio sahihi",
    "not right",
    "not correct",
    "wrong",
    "thats not right",
    "this is not right",
    "thats wrong",
    "its wrong",
];

/// Whatever is going on is to end here.
const GIVES_UP: [&str; 10] = [
    "cancel",
    "ghairi",
    "kughairi",
    "futa",
    "sitaki",
    "sitaki tena",
    "basi tena",
    "never mind",
    "nevermind",
    "forget it",
];

/// What is asked just now is to be left as it is. Where nothing is asked, the same words say STOP.
const LEAVE: [&str; 3] = ["acha", "acheni", "sitisha"];

/// The customer wants to come, which is a wish for a booking where a day or a time is named.
const COMING: [&str; 7] = ["kuja", "nije", "tuje", "nitakuja", "tutakuja", "nakuja", "come"];

/// Where the business is.
const PLACE: [&str; 11] = [
    "wapi",
    "mahali",
    "location",
    "address",
    "anwani",
    "where",
    "sehemu gani",
    "maeneo gani",
    "ramani",
    "nielekeze",
    "directions",
];

/// Thanks that name a service without wanting one.
const THANKS_FOR_SERVICE: [&str; 8] = [
    "asante kwa huduma",
    "asante sana kwa huduma",
    "asanteni kwa huduma",
    "ahsante kwa huduma",
    "ahsante sana kwa huduma",
    "nashukuru kwa huduma",
    "thanks for the service",
    "thank you for the service",
];

/// Thanks for something.
const THANKS_FOR: [&str; 11] = [
    "asante kwa",
    "asante sana kwa",
    "asanteni kwa",
    "asanteni sana kwa",
    "ahsante kwa",
    "ahsante sana kwa",
    "shukrani kwa",
    "nashukuru kwa",
    "tunashukuru kwa",
    "thanks for",
    "thank you for",
];

/// Whom people greet, and what they add to greetings and thanks.
const COURTESIES: [&str; 30] = [
    "dada", "kaka", "mama", "baba", "bro", "sister", "boss", "bosi", "mkuu", "ndugu", "rafiki",
    "mpendwa", "jamani", "wapendwa", "team", "sir", "madam", "sana", "tena", "pia", "hii", "hizi",
    "huu", "njema", "mwema", "nzuri", "salama", "poa", "na", "pole",
];

/// Of whom somebody may want to hear before they book: "kuongea na mume wangu" asks for nobody here.
const KIN: [&str; 7] = ["mume", "mke", "mchumba", "wazazi", "my", "husband", "wife"];

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
const MORE: [&str; 18] = [
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
    "siku nyingine",
    "siku zingine",
    "another day",
    "other days",
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

/// What a customer wants of something that is booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Wish {
    Move,
    Cancel,
    Confirm,
}

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
    let is_kin = |found: Found| heard.says_at(found.position + found.length, &KIN);
    found(heard, &PERSON_PHRASES).any(|found| !is_kin(found))
        || heard.is_any(&PERSON_WORDS)
        || heard.is_any(&PERSON_ALONE)
}

fn said(heard: &Heard, phrases: &[&str]) -> bool {
    found(heard, phrases).next().is_some()
}

/// Where one of these is said and not denied.
fn found(heard: &Heard, phrases: &[&str]) -> impl Iterator<Item = Found> {
    phrases
        .iter()
        .filter_map(|phrase| heard.find(phrase))
        .filter(|found| !heard.said_shortly_before(found.position, &NEGATIONS))
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

/// Whether the text is said where a name is asked for, and is nobody's name.
pub(crate) fn is_no_name(heard: &Heard) -> bool {
    heard.is_any(&PLAIN_THANKS) || heard.is_any(&NOTED) || yes(heard) || no(heard)
}

/// Whether whatever is going on is to end, said as the whole message.
pub(crate) fn gives_up(heard: &Heard) -> bool {
    heard.is_any(&GIVES_UP) || leave(heard)
}

/// Whether what is asked just now is to be left as it is, said with a word that means STOP where nothing is asked.
pub(crate) fn leave(heard: &Heard) -> bool {
    heard.is_any(&LEAVE)
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

/// Whether the customer speaks of what is ordered already.
pub(crate) fn own_orders(heard: &Heard) -> bool {
    said(heard, &OWN_ORDERS) && !heard.has_any(&NEW_ORDERS)
}

/// Whether a text is complete by itself, so that nobody has to wait for more: a number, yes or no, a question or
/// a wish that is understood everywhere.
pub fn stands_alone(text: &str) -> bool {
    let heard = Heard::new(text);
    heard.number().is_some()
        || book_it(text, &heard)
        || no(&heard)
        || heard.is_any(&NOT_RIGHT)
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

/// Whether the next of the same is to be on another day.
pub(crate) fn another_day(heard: &Heard) -> bool {
    heard.is_any(&["siku nyingine", "siku zingine", "another day", "other days"])
}

/// Whether the customer asks where the business is.
pub(crate) fn place(heard: &Heard) -> bool {
    heard.has_any(&PLACE)
}

/// Whether a text is a sign and no word: a thumb, a heart.
pub(crate) fn is_sign(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| !c.is_whitespace()).peekable();
    signs.peek().is_some() && signs.all(|c| !c.is_ascii() && !c.is_alphanumeric())
}

fn is_thumbs_up(text: &str) -> bool {
    is_sign(text) && text.trim_start().starts_with(['👍', '👌', '✅'])
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

/// Whether a text thanks for something and wants nothing more: "asante kwa huduma nzuri".
pub(crate) fn thanks_for_service(text: &str, heard: &Heard) -> bool {
    heard.begins_with_any(&THANKS_FOR_SERVICE) && !asks(text, heard)
}

/// Whether a text begins with thanks for something.
pub(crate) fn thanks_for(heard: &Heard) -> bool {
    heard.begins_with_any(&THANKS_FOR)
}

/// What a text says beside greetings, thanks and whom they are for.
pub(crate) fn beside_courtesy(heard: &Heard) -> Heard {
    let courteous: [&[&str]; 4] = [&GREETINGS, &LONG_GREETINGS, &THANKS, &COURTESIES];
    let is_courtesy = |word: &str| {
        FILLERS.contains(&word)
            || courteous
                .iter()
                .flat_map(|phrases| phrases.iter())
                .any(|phrase| phrase.split(' ').any(|part| part == word))
    };
    heard.without_around(is_courtesy)
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
    let is_greeting = heard.is_any(&LONG_GREETINGS) || heard.is_any(&GREETINGS_AT_MENU);
    if is_greeting || heard.begins_with_any(&GREETINGS) {
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
            "naomba kuongea na meneja wenu",
            "nipigie simu tafadhali",
            "msaada",
            "I need help",
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
            "ngoja niongee na mume wangu kwanza",
            "let me talk to my husband",
        ] {
            assert!(!asks_for_person(&Heard::new(text)), "{text}");
        }
    }

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

    #[test]
    fn an_answer_may_speak_of_people() {
        assert!(!asks_for_person_in_answer(&Heard::new("the agent never came")));
        assert!(asks_for_person_in_answer(&Heard::new("agent")));
        assert!(asks_for_person_in_answer(&Heard::new("no idea, can I talk to someone")));
    }

    #[test]
    fn greetings_are_heard_as_they_are_spelled() {
        for text in ["vp", "mambo vp", "Hbr dada", "habar", "asalaam", "sasa", "salama"] {
            assert_eq!(at_menu(&Heard::new(text)), Some(Everywhere::Greeting), "{text}");
        }
        assert_eq!(at_menu(&Heard::new("sasa hivi")), None);
        assert_eq!(in_answer(&Heard::new("Salama")), None, "it is a name");
        for text in ["okey", "oky", "sawaa", "powa", "poa poa", "ok sawa", "sawa dada", "sawa kaka"]
        {
            assert_eq!(at_menu(&Heard::new(text)), Some(Everywhere::Noted), "{text}");
        }
        for text in ["asantee", "asnte", "ahsanta", "thnx", "tnx"] {
            assert_eq!(at_menu(&Heard::new(text)), Some(Everywhere::Thanks), "{text}");
        }
    }

    #[test]
    fn asante_is_thanks() {
        assert_eq!(at_menu(&Heard::new("Asante sana")), Some(Everywhere::Thanks));
        assert_eq!(at_menu(&Heard::new("ahsante kwa huduma nzuri")), Some(Everywhere::Thanks));
        assert_eq!(in_answer(&Heard::new("Shukrani")), None);
    }
}
