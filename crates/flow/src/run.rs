//! One turn while it is being answered.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use domain::money::Money;
use domain::order::Unfinished;
use domain::{Language, ProductId};

use crate::answer::Questions;
use crate::ask::{self, Partly};
use crate::book::{Booking, Bookings};
use crate::definition::{Ask, FlowDefinition, Menu, Node, Reply, StepId, Text, Validator};
use crate::facts::{Act, Appointment, Calendar, Knowledge, Need, Order, Service, Shop};
use crate::heard::Heard;
use crate::interpreter::{Effect, Outcome, Turn};
use crate::order::{self, Basket, Ordering, Orders};
use crate::state::FlowState;
use crate::task::Task;
use crate::template::{DELIVERY, MAX_REPLY_CHARS, PRODUCTS, Part, SERVICES, Values, cut, parts};
use crate::validator::{Said, Verdict};
use crate::when::{self, Understood, Wanted};

/// The most characters that stand under a picture: phones show no more of it.
const CAPTION_CHARS: usize = 1000;
/// The most characters that are kept of what was said before a question.
const MAX_WISH_CHARS: usize = 200;

/// Collects what one turn says and where it leads.
pub(crate) struct Run<'a> {
    pub flow: &'a FlowDefinition,
    pub turn: &'a Turn<'a>,
    pub slots: BTreeMap<String, String>,
    /// What is asked from now on, at a node that asks several things.
    pub task: Option<Task>,
    /// What the customer has put together and not ordered yet.
    pub basket: Basket,
    /// What the customer said on the way through questions, where it speaks of a time.
    pub wish: Option<String>,
    /// Whether this turn is the answer to a question, and so no wish.
    pub answers_a_question: bool,
    /// What is done with the answer.
    pub acts: Vec<Act>,
    /// The product whose picture goes with the answer.
    pub picture: Option<ProductId>,
    /// What texts of this turn alone may name.
    passing: BTreeMap<&'static str, String>,
    said: Vec<String>,
}

impl<'a> Run<'a> {
    pub fn new(
        flow: &'a FlowDefinition,
        turn: &'a Turn<'a>,
        slots: BTreeMap<String, String>,
    ) -> Self {
        Self {
            flow,
            turn,
            slots,
            task: None,
            basket: Basket::default(),
            wish: None,
            answers_a_question: false,
            acts: Vec::new(),
            picture: None,
            passing: BTreeMap::new(),
            said: Vec::new(),
        }
    }

    /// Takes up what was put together before.
    pub fn with_basket_of(mut self, state: Option<&FlowState>) -> Self {
        self.basket = state.map(|state| state.basket(self.flow)).unwrap_or_default();
        self
    }

    /// Gives the texts of this turn a value.
    pub fn put(&mut self, name: &'static str, value: String) {
        self.passing.insert(name, value);
    }

    /// What customers can book.
    pub fn services(&self) -> Result<&'a [Service], Need> {
        self.turn.facts.services.as_deref().ok_or(Need::Services)
    }

    /// When there is room, up to this day at least.
    pub fn calendar(&self, until: NaiveDate) -> Result<&'a Calendar, Need> {
        let calendar = self.turn.facts.calendar.as_ref();
        calendar.filter(|calendar| calendar.until >= until).ok_or(Need::Calendar { until })
    }

    /// The customer's bookings that are to come.
    pub fn appointments(&self) -> Result<&'a [Appointment], Need> {
        self.turn.facts.appointments.as_deref().ok_or(Need::Appointments)
    }

    /// What customers can order.
    pub fn shop(&self) -> Result<&'a Shop, Need> {
        self.turn.facts.shop.as_ref().ok_or(Need::Shop)
    }

    /// The customer's orders for which something is still to be done.
    pub fn orders(&self) -> Result<&'a [Order], Need> {
        self.turn.facts.orders.as_deref().ok_or(Need::Orders)
    }

    /// The customer's name, where they told it for something that was booked or ordered before.
    pub fn known_name(&self) -> Result<Option<&'a str>, Need> {
        let customer = self.turn.facts.customer.as_ref().ok_or(Need::Customer)?;
        Ok(customer.name.as_deref())
    }

    /// What the business has written about what the customer said.
    pub fn knowledge(&self) -> Result<&'a Knowledge, Need> {
        let said = self.turn.text;
        let is_about_it = |knowledge: &&Knowledge| match knowledge {
            Knowledge::Nothing => true,
            Knowledge::Looked { question, .. } => question == said,
        };
        let knowledge = self.turn.facts.knowledge.as_ref().filter(is_about_it);
        knowledge.ok_or_else(|| Need::Passages { question: said.to_owned() })
    }

    /// A moment as the customer reads it.
    pub fn moment(&self, at: NaiveDateTime) -> String {
        let (today, language) = (self.turn.now.date(), self.turn.language);
        let day = when::day_in_words(at.date(), today, language);
        format!("{day}, {}", when::time_in_words(at.time(), language))
    }

    /// A service on one line: its name, what it costs and how long it takes.
    pub fn service_line(&self, service: &Service) -> String {
        let language = self.turn.language;
        let price = service.price.map(Money::text);
        let parts = [Some(service.name.get(language).to_owned()), price];
        let duration = duration_in_words(service.minutes, language);
        parts.into_iter().flatten().chain([duration]).collect::<Vec<_>>().join(" · ")
    }

    /// What the customer wants who comes to a booking: said before the questions on the way, or now.
    pub fn wish(&self) -> &str {
        self.wish.as_deref().unwrap_or(self.turn.text)
    }

    /// What the customer said before the first question, where it speaks of a time: it may answer a later one, or
    /// say when to book.
    fn keep_wish(&mut self) {
        if self.wish.is_some() || self.answers_a_question {
            return;
        }
        let said = when::read(self.turn.text, self.turn.now, Wanted::Moment);
        if !matches!(said, Understood::Nothing) {
            self.wish = Some(self.turn.text.chars().take(MAX_WISH_CHARS).collect());
        }
    }

    /// Answers a question for a day that the customer has named before it was asked.
    fn answer_by_wish(&mut self, ask: &Ask) -> bool {
        let asks_for_day =
            matches!(ask.validator, Validator::Date { .. } | Validator::Moment { .. });
        if !asks_for_day || self.slots.contains_key(&ask.slot) {
            return false;
        }
        let Some(text) = self.wish.as_deref() else { return false };
        let Turn { language, now, .. } = *self.turn;
        let said = Said { text, known: None, slots: &self.slots, language, now };
        let Verdict::Accepted(value) = ask.validator.judge(&said, &Heard::new(text)) else {
            return false;
        };
        self.slots.insert(ask.slot.clone(), value);
        self.wish = None;
        true
    }

    /// Says a text that is finished.
    pub fn say_text(&mut self, text: String) {
        self.said.push(text);
    }

    /// Says a text after what was said before.
    pub fn say(&mut self, text: &Text) {
        let filled = self.filled(text);
        if !filled.is_empty() {
            self.said.push(filled);
        }
    }

    /// A text with what its placeholders stand for.
    pub fn filled(&self, text: &Text) -> String {
        self.values().fill(text.get(self.turn.language))
    }

    /// Says a menu to a customer who has seen it before.
    pub fn say_again(&mut self, menu: &Menu) -> Result<(), Need> {
        match &menu.again {
            Some(again) => {
                self.say(again);
                Ok(())
            }
            None => self.say_or_without(&menu.text, &menu.without),
        }
    }

    /// Goes to a node and on until something waits for the customer; that node's step answered.
    pub fn go(self, to: &'a StepId) -> Result<Outcome, Need> {
        self.go_as(to, Entrance::Known)
    }

    /// Greets with the main menu; what was begun before is dropped.
    pub fn greet(mut self) -> Result<Outcome, Need> {
        self.slots.clear();
        let start = self.flow.start();
        self.go_as(start, Entrance::Greeted)
    }

    /// Goes back to the main menu without a greeting; what was begun before is dropped.
    pub fn go_back(mut self) -> Result<Outcome, Need> {
        self.slots.clear();
        let start = self.flow.start();
        self.go(start)
    }

    fn go_as(mut self, to: &'a StepId, entrance: Entrance) -> Result<Outcome, Need> {
        let flow = self.flow;
        let (mut at, mut to) = (to, to);
        // A checked flow has no circle of nodes that only speak; the bound makes that no promise
        // that this loop relies on.
        for _ in 0..=flow.nodes().len() {
            match flow.node(at) {
                Some(Node::Say(say)) => {
                    self.say_or_without(&say.text, &say.without)?;
                    at = &say.next;
                }
                Some(Node::Menu(menu)) => {
                    if at == flow.start() && entrance == Entrance::Known {
                        self.say_again(menu)?;
                    } else {
                        self.say_or_without(&menu.text, &menu.without)?;
                    }
                    if at == flow.start() {
                        self.remind_of_basket();
                    }
                    return Ok(self.stay(to, at, 0));
                }
                Some(Node::Branch(branch)) => {
                    let next =
                        if branch.when.holds(&self)? { &branch.then } else { &branch.otherwise };
                    // A branch says nothing, so it never is the step that answered.
                    to = if to == at { next } else { to };
                    at = next;
                }
                Some(Node::Ask(ask)) => {
                    self.keep_wish();
                    if self.answer_by_wish(ask) {
                        to = if to == at { &ask.next } else { to };
                        at = &ask.next;
                        continue;
                    }
                    let wish = self.wish.take();
                    self.task = wish.map(|wish| ask::Task::Value(Partly::wish(wish)).into());
                    self.say(&ask.prompt);
                    return Ok(self.stay(to, at, 0));
                }
                Some(Node::Book(book)) => {
                    let heard = Heard::new(self.wish());
                    return Booking::at(self, at, book, &heard).enter(book);
                }
                Some(Node::Bookings(node)) => {
                    let heard = &Heard::new(self.turn.text);
                    return Bookings { run: self, at, node, heard, misunderstood: 0 }.enter();
                }
                Some(Node::Order(node)) => {
                    let heard = &Heard::new(self.turn.text);
                    return Ordering::at(self, at, node, heard).enter();
                }
                Some(Node::Orders(node)) => {
                    let heard = &Heard::new(self.turn.text);
                    return Orders { run: self, at, node, heard, misunderstood: 0 }.enter();
                }
                Some(Node::Answer(node)) => {
                    let heard = &Heard::new(self.turn.text);
                    return Questions { run: self, at, node, heard, misunderstood: 0 }.enter();
                }
                Some(Node::Handoff(Reply { text, .. })) => {
                    self.say(text);
                    return Ok(self.leave(to, Effect::HandOff));
                }
                Some(Node::End(Reply { text, .. })) => {
                    self.say(text);
                    return Ok(self.leave(to, Effect::End));
                }
                None => break,
            }
        }
        Ok(self.leave(to, Effect::HandOff))
    }

    /// Ends the turn waiting at `at`; the step `answered` is what the log names.
    pub fn stay(self, answered: &StepId, at: &StepId, misunderstood: u8) -> Outcome {
        let title = self.title_of(answered);
        self.finish(
            answered.as_str().to_owned(),
            title,
            Some(at.clone()),
            misunderstood,
            Effect::None,
        )
    }

    /// Ends the turn with a reply that is no node.
    pub fn stay_beside(self, name: &str, reply: &Reply, at: &StepId, misunderstood: u8) -> Outcome {
        let title = reply.title.get(self.turn.language).to_owned();
        self.finish(name.to_owned(), Some(title), Some(at.clone()), misunderstood, Effect::None)
    }

    fn leave(self, answered: &StepId, effect: Effect) -> Outcome {
        let title = self.title_of(answered);
        self.finish(answered.as_str().to_owned(), title, None, 0, effect)
    }

    fn title_of(&self, step: &StepId) -> Option<String> {
        self.flow.node(step).map(|node| node.title().get(self.turn.language).to_owned())
    }

    fn finish(
        self,
        step: String,
        step_title: Option<String>,
        at: Option<StepId>,
        misunderstood: u8,
        effect: Effect,
    ) -> Outcome {
        let unfinished = self.unfinished(effect);
        let Self { flow, slots, task, basket, acts, picture, said, .. } = self;
        let state = FlowState::new(flow, at, slots, misunderstood, task, basket);
        let replies = messages(said);
        let fits = |text: &String| text.chars().count() <= CAPTION_CHARS;
        let picture = picture.filter(|_| replies.first().is_some_and(fits));
        Outcome {
            state,
            replies,
            picture,
            step,
            step_title,
            effect,
            language: None,
            acts,
            unfinished,
        }
    }

    /// Says at the main menu that something was put together and not ordered yet.
    fn remind_of_basket(&mut self) {
        let count = self.basket.lines().len();
        if count == 0 || self.flow.order().is_none() {
            return;
        }
        self.said.push(match self.turn.language {
            Language::Sw => {
                format!("Kikapu chako bado kina bidhaa ({count}). Andika KIKAPU kuendelea na agizo.")
            }
            Language::En => {
                format!("Your basket still has products in it ({count}). Reply with BASKET to go on with your order.")
            }
        });
    }

    fn unfinished(&self, effect: Effect) -> Option<Unfinished> {
        if effect != Effect::None || self.basket.is_empty() {
            return None;
        }
        Some(match self.task {
            Some(Task::Order(order::Task::ConfirmOrder { .. })) => Unfinished::Confirmation,
            _ => Unfinished::Basket,
        })
    }

    fn say_or_without(
        &mut self,
        text: &Text,
        without: &BTreeMap<String, Text>,
    ) -> Result<(), Need> {
        let said = text.get(self.turn.language);
        if names(said, SERVICES) {
            let lines: Vec<_> = self.services()?.iter().map(|it| self.service_line(it)).collect();
            self.put(SERVICES, lines.join("\n"));
        }
        if names(said, PRODUCTS) {
            self.put(PRODUCTS, order::list(self.shop()?, self.turn.language));
        }
        if names(said, DELIVERY) {
            let delivery = order::delivery_in_words(self.shop()?, self.turn.language);
            self.put(DELIVERY, delivery.unwrap_or_default());
        }
        let values = self.values();
        let text = without
            .iter()
            .find(|(placeholder, _)| values.get(placeholder).is_none())
            .map_or(text, |(_, instead)| instead);
        self.say(text);
        Ok(())
    }

    fn values(&self) -> Values<'_> {
        Values {
            business: self.turn.business,
            language: self.turn.language,
            slots: self.slots_in_words(),
            passing: &self.passing,
        }
    }
}

impl Run<'_> {
    /// The slots as customers read them: days and times in words.
    fn slots_in_words(&self) -> Cow<'_, BTreeMap<String, String>> {
        let (today, language) = (self.turn.now.date(), self.turn.language);
        let mut slots = Cow::Borrowed(&self.slots);
        for (slot, value) in &self.slots {
            let mut asking = self.flow.asking(slot);
            let words =
                asking.find_map(|ask| ask.validator.in_words(value, &self.slots, today, language));
            if let Some(words) = words {
                slots.to_mut().insert(slot.clone(), words);
            }
        }
        slots
    }
}

/// Whether a text names a placeholder.
fn names(text: &str, placeholder: &str) -> bool {
    text.lines().any(|line| parts(line).contains(&Part::Placeholder(placeholder)))
}

/// How long something takes: `dk 45`, `saa 1 dk 30`; `45 min`, `1 h 30 min`.
fn duration_in_words(minutes: u32, language: Language) -> String {
    let (hour, minute) = match language {
        Language::Sw => ("saa ", "dk "),
        Language::En => ("h", "min"),
    };
    let part = |number: u32, unit: &str| match language {
        Language::Sw => format!("{unit}{number}"),
        Language::En => format!("{number} {unit}"),
    };
    match (minutes / 60, minutes % 60) {
        (0, minutes) => part(minutes, minute),
        (hours, 0) => part(hours, hour),
        (hours, minutes) => format!("{} {}", part(hours, hour), part(minutes, minute)),
    }
}

/// How a customer comes to the main menu, whose first text greets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entrance {
    Greeted,
    Known,
}

/// Joins what was said into as few messages as it fits into: customers read one message more
/// easily than three, and each one counts against the limits.
fn messages(said: Vec<String>) -> Vec<String> {
    let mut messages: Vec<String> = Vec::new();
    for text in said.into_iter().map(cut) {
        match messages.last_mut() {
            Some(last) if last.chars().count() + 2 + text.chars().count() <= MAX_REPLY_CHARS => {
                last.push_str("\n\n");
                last.push_str(&text);
            }
            _ => messages.push(text),
        }
    }
    messages
}
