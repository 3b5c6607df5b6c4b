//! The interpreter: a customer's turn in, the answer out.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use domain::order::Unfinished;
use domain::{Language, ProductId};

use crate::answer::{self, Looked, Questions};
use crate::ask::Asking;
use crate::book::{Booking, Bookings};
use crate::choice::{by_number, by_word};
use crate::definition::{FlowDefinition, Item, Menu, Node, StepId};
use crate::facts::{Act, Facts, Need};
use crate::heard::Heard;
use crate::language::{self, Doubt};
use crate::order::{self, Ordering, Orders};
use crate::run::Run;
use crate::state::{FlowState, Waiting};
use crate::template::Business;
use crate::vocabulary::{self, Everywhere, asks_for_person, asks_for_person_in_answer};
use crate::when::{self, Understood, Wanted, When};
use crate::words;

/// After so many misunderstandings in a row a person is offered; after one more there is one.
pub(crate) const MISUNDERSTANDINGS: u8 = 3;

/// The names of steps that are no nodes; no node may have them.
pub(crate) const STEPS_BESIDE: [&str; 4] = ["not_understood", "thanks", "noted", "received"];

/// What a customer said and to whom.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'a> {
    /// What the customer wrote; several fragments are joined with line breaks.
    pub text: &'a str,
    /// The channel's name for what came where there are no words, such as `image`.
    pub attachment: Option<&'a str>,
    /// The language to answer in, unless the text says otherwise.
    pub language: Language,
    /// How it came to be that one.
    pub language_by: LanguageBy,
    /// Whom the customer writes to.
    pub business: &'a Business,
    /// The customer's name, where it is known.
    pub customer: Option<&'a str>,
    /// The business's local time.
    pub now: NaiveDateTime,
    /// What is known beside the customer's words.
    pub facts: &'a Facts,
}

impl<'a> Turn<'a> {
    /// A turn of a customer of whom nothing is known, in a language that nothing changes.
    pub fn plain(
        text: &'a str,
        language: Language,
        business: &'a Business,
        now: NaiveDateTime,
        facts: &'a Facts,
    ) -> Self {
        let language_by = LanguageBy::Choice;
        Self { text, attachment: None, language, language_by, business, customer: None, now, facts }
    }
}

/// How a customer's language came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LanguageBy {
    /// It is the business's own; the customer has said nothing yet that tells.
    Default,
    /// It was heard from what the customer wrote.
    Heard,
    /// The customer asked for it, or nobody else's may be used: it is not changed by what is written.
    Choice,
}

/// What a turn comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Where the conversation now is.
    pub state: FlowState,
    /// What to send, in this order; never empty, each at most [`MAX_REPLY_CHARS`](crate::MAX_REPLY_CHARS) long.
    pub replies: Vec<String>,
    /// The product whose picture goes with the first of them.
    pub picture: Option<ProductId>,
    /// The stable name of the step that answered: a node such as `menu` or `prices`, or
    /// `not_understood`, `thanks`, `noted`.
    pub step: String,
    /// The step's name for the owner, in the turn's language.
    pub step_title: Option<String>,
    /// What has to happen beside sending the replies.
    pub effect: Effect,
    /// The customer's language, where it is known by this turn, and how.
    pub language: Option<(Language, LanguageBy)>,
    /// What is written down together with the replies; when one cannot be done nothing is, and the turn is
    /// to be answered anew with fresh facts.
    pub acts: Vec<Act>,
    /// What the customer leaves unfinished if they write no more: while the conversation waits for them, something
    /// in the basket, or an order that lacks only their yes.
    pub unfinished: Option<Unfinished>,
}

/// What has to happen beside sending the replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: the flow waits for the customer.
    None,
    /// A person takes over.
    HandOff,
    /// The conversation is over.
    End,
}

/// Answers one turn of a customer. Without a state, or with one that does not fit the flow, the
/// conversation begins.
///
/// # Errors
/// When a fact is missing. With that fact the turn can be answered, or says what else it lacks.
pub fn step(
    flow: &FlowDefinition,
    state: Option<&FlowState>,
    turn: &Turn<'_>,
) -> Result<Outcome, Need> {
    let heard = Heard::new(turn.text);
    let language = language_of(turn, &heard);
    let turn = &Turn { language: language.map_or(turn.language, |(it, _)| it), ..*turn };
    let emergency = flow.emergency().filter(|emergency| emergency.is_in(&heard));
    let mut outcome = match (language, turn.attachment) {
        _ if let Some(emergency) = emergency => {
            let slots = state.map(|state| state.slots().clone()).unwrap_or_default();
            Run::new(flow, turn, slots).go(&emergency.node)
        }
        (Some((_, LanguageBy::Choice)), _) => {
            say_and_go_on(flow, state, turn, words::speaks(turn.language))
        }
        (_, Some(kind)) => {
            let mut outcome =
                say_and_go_on(flow, state, turn, words::received(kind, turn.language))?;
            "received".clone_into(&mut outcome.step);
            outcome.step_title = Some(words::received_title(turn.language).to_owned());
            Ok(outcome)
        }
        _ => answer(flow, state, turn, &heard),
    }?;
    outcome.language = language;
    Ok(outcome)
}

/// The customer's language, where this turn tells it.
fn language_of(turn: &Turn<'_>, heard: &Heard) -> Option<(Language, LanguageBy)> {
    if let Some(language) = language::asked_for(heard, turn.language) {
        return Some((language, LanguageBy::Choice));
    }
    let doubt = match turn.language_by {
        LanguageBy::Default => Doubt::First,
        LanguageBy::Heard => Doubt::Known,
        LanguageBy::Choice => return None,
    };
    let language = language::heard(heard, doubt)?;
    let is_news = turn.language_by == LanguageBy::Default || language != turn.language;
    is_news.then_some((language, LanguageBy::Heard))
}

/// Says something, and then what was asked last once more.
fn say_and_go_on(
    flow: &FlowDefinition,
    state: Option<&FlowState>,
    turn: &Turn<'_>,
    said: &str,
) -> Result<Outcome, Need> {
    let slots = state.map(|state| state.slots().clone()).unwrap_or_default();
    let mut run = Run::new(flow, turn, slots).with_basket_of(state);
    run.say_text(said.to_owned());
    let misunderstood = state.map_or(0, FlowState::misunderstood);
    match state.and_then(|state| state.waiting(flow)) {
        Some(Waiting::Menu(at, menu)) => {
            run.say_again(menu)?;
            Ok(run.stay(at, at, 0))
        }
        Some(Waiting::Ask(at, ask, _)) => {
            run.say(&ask.prompt);
            Ok(run.stay(at, at, 0))
        }
        Some(Waiting::Answer(at, node)) => {
            run.say(&node.prompt);
            Ok(run.stay(at, at, 0))
        }
        Some(Waiting::Book(at, book, task)) => {
            let heard = Heard::new(turn.text);
            Booking { misunderstood, ..Booking::at(run, at, book, &heard) }.again(task)
        }
        Some(Waiting::Bookings(at, node, task)) => {
            let heard = &Heard::new(turn.text);
            Bookings { run, at, node, heard, misunderstood }.again(task)
        }
        Some(Waiting::Order(at, node, task)) => {
            let misunderstood = misunderstood.saturating_add(1);
            let heard = &Heard::new("");
            Ordering::at(run, at, node, heard).misunderstood(misunderstood).again(task)
        }
        Some(Waiting::Orders(at, node, task)) => {
            let heard = &Heard::new("");
            Orders { run, at, node, heard, misunderstood: 0 }.again(task)
        }
        _ => run.go_back(),
    }
}

fn answer(
    flow: &FlowDefinition,
    state: Option<&FlowState>,
    turn: &Turn<'_>,
    heard: &Heard,
) -> Result<Outcome, Need> {
    let waiting = state.and_then(|state| Some((state, state.waiting(flow)?)));
    let Some((state, waiting)) = waiting else {
        // "Sawa" after a booking begins nothing new.
        if state.is_some() && is_noted(turn.text, heard) {
            let run = Run::new(flow, turn, BTreeMap::new()).with_basket_of(state);
            return Ok(note(run, flow.start()));
        }
        let run = Run::new(flow, turn, BTreeMap::new()).with_basket_of(state);
        return begin(run, heard);
    };
    let run = Run::new(flow, turn, state.slots().clone()).with_basket_of(Some(state));
    let run = match waiting {
        Waiting::Ask(..) => match beside_the_answer(run, heard)? {
            Beside::Answered(outcome) => return outcome,
            Beside::Asked(run) => run,
        },
        Waiting::Book(..) => match beside_the_booking(run, heard)? {
            Beside::Answered(outcome) => return outcome,
            Beside::Asked(run) => run,
        },
        _ => run,
    };
    match waiting {
        Waiting::Menu(at, menu) => at_menu(run, heard, at, menu, state.misunderstood()),
        Waiting::Ask(at, ask, task) => {
            Asking::new(run, at, ask, heard, task, state.misunderstood()).answer()
        }
        Waiting::Book(at, book, task) => match beside_the_question(run, heard) {
            Beside::Answered(outcome) => outcome,
            Beside::Asked(run) => {
                let misunderstood = state.misunderstood();
                Booking { misunderstood, ..Booking::at(run, at, book, heard) }.answer(task)
            }
        },
        Waiting::Bookings(at, node, task) => match beside_the_question(run, heard) {
            Beside::Answered(outcome) => outcome,
            Beside::Asked(run) => {
                let misunderstood = state.misunderstood();
                Bookings { run, at, node, heard, misunderstood }.answer(task)
            }
        },
        Waiting::Order(at, node, task) => match beside_the_question(run, heard) {
            Beside::Answered(outcome) => outcome,
            Beside::Asked(run) => {
                let misunderstood = state.misunderstood();
                Ordering::at(run, at, node, heard).misunderstood(misunderstood).answer(task)
            }
        },
        Waiting::Orders(at, node, task) => match beside_the_question(run, heard) {
            Beside::Answered(outcome) => outcome,
            Beside::Asked(run) => {
                let misunderstood = state.misunderstood();
                Orders { run, at, node, heard, misunderstood }.answer(task)
            }
        },
        Waiting::Answer(at, node) => match beside_the_question(run, heard) {
            Beside::Answered(outcome) => outcome,
            Beside::Asked(run) => {
                let misunderstood = state.misunderstood();
                Questions { run, at, node, heard, misunderstood }.answer()
            }
        },
    }
}

/// The first message: a greeting with the menu, or the answer at once where it names an item. A
/// bare number is none, because no menu was seen yet.
fn begin(mut run: Run<'_>, heard: &Heard) -> Result<Outcome, Need> {
    let flow = run.flow;
    if asks_for_person(heard) {
        return run.go(flow.person());
    }
    if let Some(own) = own(&run, heard)? {
        return run.go(own);
    }
    if vocabulary::thanks_for_service(run.turn.text, heard) {
        return Ok(thank(run, flow.start()));
    }
    if let Some((item, found)) = by_word(heard, main_items(flow)) {
        run.say(flow.welcome());
        if let Some(text) = answer::better(&run, heard, found)? {
            return Ok(answer::tell(run, text, flow.start()));
        }
        return run.go(&item.goto);
    }
    let courtesy = vocabulary::at_menu(heard);
    let made = match courtesy {
        Some(Everywhere::Farewell) => return run.go(flow.goodbye()),
        Some(Everywhere::Back | Everywhere::Noted) => Made::Answer(Looked::Nothing),
        Some(Everywhere::Greeting | Everywhere::Thanks) => beside_courtesy(&run, heard)?,
        None => look_up_or_wish(&run, heard)?,
    };
    let is_question = courtesy.is_some() || vocabulary::asks(run.turn.text, heard);
    match made {
        Made::Wish(node) => {
            run.say(flow.welcome());
            run.go(node)
        }
        Made::Answer(Looked::Found(text)) => {
            run.say(flow.welcome());
            Ok(answer::tell(run, text, flow.start()))
        }
        Made::Answer(Looked::Unknown(node)) if is_question => {
            run.say(flow.welcome());
            answer::unknown(run, node, 1)
        }
        Made::Answer(_) if courtesy == Some(Everywhere::Thanks) => Ok(thank(run, flow.start())),
        Made::Answer(_) => run.greet(),
    }
}

/// The node for what the customer has booked, where the words are of that.
fn own_bookings<'a>(run: &Run<'a>, heard: &Heard) -> Result<Option<&'a StepId>, Need> {
    let Some(bookings) = run.flow.bookings() else { return Ok(None) };
    let is_meant = vocabulary::own_bookings(heard)
        || (vocabulary::may_be_own_bookings(heard) && !run.appointments()?.is_empty());
    Ok(is_meant.then_some(bookings))
}

/// What a text asks or wishes for that begins with a greeting, or thanks: nothing where that is all it says.
fn beside_courtesy<'a>(run: &Run<'a>, heard: &Heard) -> Result<Made<'a>, Need> {
    let nothing = Made::Answer(Looked::Nothing);
    let rest = vocabulary::beside_courtesy(heard);
    if rest.core().is_empty() {
        return Ok(nothing);
    }
    let asks = vocabulary::asks(question_mark_at_the_end(run.turn.text), &rest);
    if vocabulary::thanks_for(heard) && !asks && !names_a_time(run) {
        return Ok(nothing);
    }
    let made = look_up_or_wish(run, heard)?;
    Ok(match made {
        Made::Answer(Looked::Unknown(_)) if !asks => nothing,
        Made::Answer(Looked::Found(_)) if !asks && rest.core().len() < 3 => nothing,
        made => made,
    })
}

/// The last mark of a text: "Mambo vipi? Naomba miadi" asks for nothing but how one is.
fn question_mark_at_the_end(text: &str) -> &str {
    if text.trim_end().ends_with('?') { "?" } else { "" }
}

/// Where the customer's own things are of which a text speaks: what is booked, ordered, or put together for an order.
fn own<'a>(run: &Run<'a>, heard: &Heard) -> Result<Option<&'a StepId>, Need> {
    let flow = run.flow;
    if let Some(order) = flow.order()
        && !run.basket.is_empty()
        && order::is_about_basket(heard)
    {
        return Ok(Some(order));
    }
    if let Some(orders) = flow.orders().filter(|_| vocabulary::own_orders(heard)) {
        return Ok(Some(orders));
    }
    own_bookings(run, heard)
}

/// What is made of a text that names nothing of the flow.
enum Made<'a> {
    /// A wish, and the node that fulfils it.
    Wish(&'a StepId),
    Answer(Looked<'a>),
}

/// A wish for a booking or an order, or else something that the business has written about. A question about one is
/// answered where that is known, and else it is a wish like any other.
fn look_up_or_wish<'a>(run: &Run<'a>, heard: &Heard) -> Result<Made<'a>, Need> {
    let wish = match wants_to_book(run, heard)? {
        Some(book) => Some(book),
        None => wants_to_order(run)?,
    };
    if let Some(wish) = wish.filter(|_| !vocabulary::asks(run.turn.text, heard)) {
        return Ok(Made::Wish(wish));
    }
    let looked = answer::look_up(run, heard)?;
    Ok(match wish {
        Some(wish) if !matches!(looked, Looked::Found(_)) => Made::Wish(wish),
        _ => Made::Answer(looked),
    })
}

/// Where a customer books who says what or when, and not that it is a booking: "kusuka kesho saa nane".
fn wants_to_book<'a>(run: &Run<'a>, heard: &Heard) -> Result<Option<&'a StepId>, Need> {
    let Some(book) = run.flow.book() else { return Ok(None) };
    let services = run.services()?;
    if services.is_empty() {
        return Ok(None);
    }
    if by_word(heard, services).is_some() {
        return Ok(Some(book));
    }
    let comes = vocabulary::coming(heard) && names_a_day_or_time(run);
    Ok((comes || names_a_time(run)).then_some(book))
}

/// Whether a day and a time of it are said, which still can be or might have been meant otherwise.
fn names_a_time(run: &Run<'_>) -> bool {
    let is_both = |when: &When| when.date.is_some() && when.time.is_some();
    match when::read(run.turn.text, run.turn.now, Wanted::Moment) {
        Understood::One(when) => is_both(&when),
        Understood::Several(whens) => whens.iter().all(is_both),
        // Of today; who speaks of another day that is over does not want to come then.
        Understood::Past(when) => is_both(&when) && when.date == Some(run.turn.now.date()),
        Understood::Nothing | Understood::Impossible => false,
    }
}

fn names_a_day_or_time(run: &Run<'_>) -> bool {
    let said = when::read(run.turn.text, run.turn.now, Wanted::Moment);
    !matches!(said, Understood::Nothing | Understood::Impossible)
}

/// Where a customer orders who says what, and not that it is an order: "sukari mbili".
fn wants_to_order<'a>(run: &Run<'a>) -> Result<Option<&'a StepId>, Need> {
    let Some(order) = run.flow.order() else { return Ok(None) };
    Ok(order::names_product(run)?.then_some(order))
}

fn at_menu<'a>(
    run: Run<'a>,
    heard: &Heard,
    at: &'a StepId,
    menu: &'a Menu,
    misunderstood: u8,
) -> Result<Outcome, Need> {
    let flow = run.flow;
    if let Some(item) = by_number(heard, &menu.items) {
        return run.go(&item.goto);
    }
    if vocabulary::back(heard) {
        return run.go_back();
    }
    let named = by_word(heard, &menu.items);
    let says_nothing_else = named.is_some_and(|(_, found)| found.length == heard.core().len());
    if !says_nothing_else && asks_for_person(heard) {
        return run.go(flow.person());
    }
    if let Some(own) = own(&run, heard)? {
        return run.go(own);
    }
    if vocabulary::thanks_for_service(run.turn.text, heard) {
        return Ok(thank(run, at));
    }
    if vocabulary::is_sign(run.turn.text) {
        return Ok(note(run, at));
    }
    // The main menu is further up in the customer's chat, so its items count everywhere.
    if let Some((item, found)) = named.or_else(|| by_word(heard, main_items(flow))) {
        return match answer::better(&run, heard, found)? {
            Some(text) => Ok(answer::tell(run, text, at)),
            None => run.go(&item.goto),
        };
    }
    if let Some(item) = by_number(heard, main_items(flow)) {
        return run.go(&item.goto);
    }
    let courtesy = vocabulary::at_menu(heard);
    let made = match courtesy {
        Some(Everywhere::Back) => return run.go_back(),
        Some(Everywhere::Farewell) => return run.go(flow.goodbye()),
        Some(Everywhere::Noted) => return Ok(note(run, at)),
        Some(Everywhere::Greeting | Everywhere::Thanks) => beside_courtesy(&run, heard)?,
        None => look_up_or_wish(&run, heard)?,
    };
    let is_question = courtesy.is_some() || vocabulary::may_be_question(run.turn.text, heard);
    let misunderstood = misunderstood.saturating_add(1);
    match (made, courtesy) {
        (Made::Wish(node), _) => run.go(node),
        (Made::Answer(Looked::Found(text)), _) => Ok(answer::tell(run, text, at)),
        (Made::Answer(Looked::Unknown(node)), _) if is_question => {
            answer::unknown(run, node, misunderstood)
        }
        (Made::Answer(_), Some(Everywhere::Thanks)) => Ok(thank(run, at)),
        (Made::Answer(_), Some(_)) => run.greet(),
        (Made::Answer(_), None) => misunderstand_menu(run, at, menu, misunderstood),
    }
}

fn is_noted(text: &str, heard: &Heard) -> bool {
    vocabulary::is_sign(text) || vocabulary::at_menu(heard) == Some(Everywhere::Noted)
}

/// What a customer says in the middle of a question that is no answer to it.
enum Beside<'a> {
    Answered(Result<Outcome, Need>),
    /// It may be the answer.
    Asked(Run<'a>),
}

/// What is understood while a node asks several things: only what cannot be the answer to any of them.
fn beside_the_question<'a>(run: Run<'a>, heard: &Heard) -> Beside<'a> {
    let flow = run.flow;
    if asks_for_person_in_answer(heard) {
        return Beside::Answered(run.go(flow.person()));
    }
    Beside::Answered(match vocabulary::in_answer(heard) {
        Some(Everywhere::Back) => run.go_back(),
        Some(Everywhere::Greeting) => run.greet(),
        Some(Everywhere::Farewell) => run.go(flow.goodbye()),
        Some(Everywhere::Thanks | Everywhere::Noted) | None => return Beside::Asked(run),
    })
}

/// What is understood before a text counts as the answer to a question: the answers to reminders, which come
/// while any question may be open, and that the customer wants no more of it.
fn beside_the_answer<'a>(run: Run<'a>, heard: &Heard) -> Result<Beside<'a>, Need> {
    if let Some(bookings) = run.flow.bookings()
        && vocabulary::own_bookings(heard)
        && !run.appointments()?.is_empty()
    {
        return Ok(Beside::Answered(run.go(bookings)));
    }
    Ok(match vocabulary::gives_up(heard) {
        true => Beside::Answered(run.go_back()),
        false => Beside::Asked(run),
    })
}

/// The same while a booking is being made.
fn beside_the_booking<'a>(run: Run<'a>, heard: &Heard) -> Result<Beside<'a>, Need> {
    if vocabulary::gives_up(heard) {
        return Ok(Beside::Answered(run.go_back()));
    }
    if let Some(bookings) = run.flow.bookings()
        && vocabulary::turns_to_own_bookings(heard)
        && !run.appointments()?.is_empty()
    {
        return Ok(Beside::Answered(run.go(bookings)));
    }
    Ok(Beside::Asked(run))
}

fn misunderstand_menu<'a>(
    mut run: Run<'a>,
    at: &'a StepId,
    menu: &'a Menu,
    misunderstood: u8,
) -> Result<Outcome, Need> {
    let flow = run.flow;
    if misunderstood > MISUNDERSTANDINGS {
        return run.go(flow.person());
    }
    if misunderstood == MISUNDERSTANDINGS {
        return Ok(offer_person(run, misunderstood));
    }
    run.say(&flow.not_understood().text);
    run.say_again(menu)?;
    Ok(run.stay_beside("not_understood", flow.not_understood(), at, misunderstood))
}

pub(crate) fn offer_person(mut run: Run<'_>, misunderstood: u8) -> Outcome {
    let lost = run.flow.lost();
    if let Some(Node::Menu(menu)) = run.flow.node(lost) {
        run.say(&menu.text);
    }
    run.stay(lost, lost, misunderstood)
}

fn thank(mut run: Run<'_>, at: &StepId) -> Outcome {
    let thanks = run.flow.thanks();
    run.say(&thanks.text);
    run.stay_beside("thanks", thanks, at, 0)
}

fn note(mut run: Run<'_>, at: &StepId) -> Outcome {
    let noted = run.flow.noted();
    run.say(&noted.text);
    run.stay_beside("noted", noted, at, 0)
}

pub(crate) fn main_items(flow: &FlowDefinition) -> &[Item] {
    match flow.node(flow.start()) {
        Some(Node::Menu(menu)) => &menu.items,
        _ => &[],
    }
}
