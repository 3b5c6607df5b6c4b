//! Putting an order together with a customer, and placing it.

mod basket;
mod checkout;
mod naming;
mod news;
mod notice;
mod numbers;
mod phrases;
mod placed;
mod products;
mod reading;
mod shown;
mod task;
mod texts;
mod token;
mod words;

pub(crate) use basket::Basket;
use basket::{full_name, name_of};
pub(crate) use checkout::delivery_in_words;
pub use news::{FollowUp, OrderNews};
pub(crate) use phrases::is_about_basket;
pub(crate) use placed::Orders;
pub(crate) use shown::list;
pub(crate) use task::{How, Open, Task};
pub use texts::OrderTexts;

use domain::Language;

use crate::definition::{OrderNode, StepId};
use crate::facts::{Need, Shop};
use crate::heard::Heard;
use crate::interpreter::{MISUNDERSTANDINGS, Outcome, offer_person};
use crate::run::Run;
use crate::vocabulary::{self, Everywhere};
use checkout::{Placing, Seen};
use notice::Notice;
use reading::Bare;

/// The slots that an order fills.
pub(crate) const ORDER_SLOTS: [&str; 9] =
    ["order", "total", "fee", "fulfilment", "address", "name", "product", "price", "said"];

/// What only the texts of the node itself may name.
pub(crate) const EXAMPLE: &str = "example";

/// The node where it happens, and how the customer's words are taken.
pub(crate) struct Ordering<'a> {
    pub run: Run<'a>,
    pub at: &'a StepId,
    pub node: &'a OrderNode,
    pub heard: &'a Heard,
    misunderstood: u8,
    /// How many of the catalogue the customer has seen.
    seen: usize,
}

/// Something that is understood whatever is asked just now.
enum Aside {
    Thanks,
    Basket,
    Empty,
    List,
    Drop,
    Placed,
}

/// Whether a text that fits nothing else names something that can be ordered.
pub(crate) fn names_product(run: &Run<'_>) -> Result<bool, Need> {
    Ok(reading::names_clearly(run.turn.text, run.shop()?))
}

/// Where a customer is told what a product costs who asks for that: the catalogue knows it better than what is written
/// about other things.
pub(crate) fn asked_price<'a>(run: &Run<'a>, heard: &Heard) -> Result<Option<&'a StepId>, Need> {
    let Some(order) = run.flow.order().filter(|_| vocabulary::price(heard)) else {
        return Ok(None);
    };
    Ok(names_product(run)?.then_some(order))
}

impl<'a> Ordering<'a> {
    pub fn at(run: Run<'a>, at: &'a StepId, node: &'a OrderNode, heard: &'a Heard) -> Self {
        Self { run, at, node, heard, misunderstood: 0, seen: 0 }
    }

    /// The same, where the customer was not understood so often in a row.
    pub fn misunderstood(self, misunderstood: u8) -> Self {
        Self { misunderstood, ..self }
    }

    /// Comes to the node: what the customer said on the way counts already.
    pub fn enter(mut self) -> Result<Outcome, Need> {
        let shop = self.run.shop()?;
        if shop.products.is_empty() {
            return self.run.go(&self.node.none);
        }
        let notices = self.run.basket.renew(shop, self.run.turn.language);
        self.tell(&notices);
        if phrases::wants_empty(self.heard) {
            return Ok(self.empty(shop));
        }
        if phrases::completes(self.heard) {
            return self.check_out(shop);
        }
        let said = reading::read(self.run.turn.text, shop, Bare::Nothing);
        if said.names_something() {
            return self.take(said, shop);
        }
        Ok(self.show(shop))
    }

    /// Asks again what was asked last.
    pub fn again(mut self, task: &Task) -> Result<Outcome, Need> {
        let shop = self.run.shop()?;
        if shop.products.is_empty() {
            return self.run.go(&self.node.none);
        }
        let notices = self.run.basket.renew(shop, self.run.turn.language);
        self.tell(&notices);
        self.ask(task, shop)
    }

    /// Answers what the customer says in the middle of it.
    pub fn answer(mut self, task: &Task) -> Result<Outcome, Need> {
        let shop = self.run.shop()?;
        if shop.products.is_empty() {
            return self.run.go(&self.node.none);
        }
        let notices = self.run.basket.renew(shop, self.run.turn.language);
        self.tell(&notices);
        if let Task::Products { seen } = task {
            self.seen = *seen;
        }
        match self.aside(task) {
            Some(Aside::Thanks) => {
                let thanks = self.run.flow.thanks();
                self.run.say(&thanks.text);
                self.run.task = Some(task.clone().into());
                return Ok(self.run.stay_beside("thanks", thanks, self.at, 0));
            }
            Some(Aside::Basket) => return Ok(self.show_or_say_empty(shop)),
            Some(Aside::Empty) => return Ok(self.empty(shop)),
            Some(Aside::List) => return Ok(self.catalogue(0, shop)),
            Some(Aside::Drop) => return self.drop(),
            Some(Aside::Placed) => {
                let placed = self.run.flow.orders().unwrap_or(self.run.flow.start());
                return self.run.go(placed);
            }
            None => {}
        }
        match task {
            Task::Products { .. } => self.choose(shop),
            Task::Meaning { open } => self.mean(open, shop),
            Task::Fulfilment => self.take_fulfilment(shop),
            Task::Address => self.take_address(shop),
            Task::OrderName { fulfilment, address } => {
                let (fulfilment, address) = (*fulfilment, address.clone());
                self.take_name(Placing { fulfilment, address }, shop)
            }
            Task::ConfirmOrder { fulfilment, address, fee } => {
                let (fulfilment, address) = (*fulfilment, address.clone());
                let seen = Seen { fee: *fee, is_as_before: notices.is_empty() };
                self.confirm(Placing { fulfilment, address }, seen, shop)
            }
            // These are another node's; who comes here with one begins again.
            Task::PickOrder { .. } | Task::PickOrderChange { .. } | Task::CancelOrder { .. } => {
                Ok(self.show(shop))
            }
        }
    }

    /// What is understood whatever is asked, unless it may be the answer.
    fn aside(&self, task: &Task) -> Option<Aside> {
        let heard = self.heard;
        if vocabulary::in_answer(heard) == Some(Everywhere::Thanks) {
            return Some(Aside::Thanks);
        }
        if phrases::wants_empty(heard) {
            return Some(Aside::Empty);
        }
        if phrases::wants_basket(heard) {
            return Some(Aside::Basket);
        }
        // "Acha" leaves what is asked just now: of one product that alone, else the order.
        let leaves = vocabulary::leave(heard);
        if leaves && matches!(task, Task::Meaning { .. }) && !self.run.basket.is_empty() {
            return Some(Aside::Basket);
        }
        let drops = leaves || phrases::wants_to_drop(heard);
        if drops && !self.run.basket.is_empty() {
            return Some(Aside::Drop);
        }
        // An address or a name may say anything.
        if matches!(task, Task::Address | Task::OrderName { .. }) {
            return None;
        }
        if self.run.flow.orders().is_some() && vocabulary::own_orders(heard) {
            return Some(Aside::Placed);
        }
        if drops {
            return Some(Aside::Drop);
        }
        phrases::wants_list(heard).then_some(Aside::List)
    }

    /// Asks what this task is about.
    fn ask(self, task: &Task, shop: &'a Shop) -> Result<Outcome, Need> {
        match task {
            Task::Meaning { open } => Ok(self.ask_meaning(open.clone(), shop)),
            Task::Address if shop.delivery.is_some() => Ok(self.ask_address()),
            Task::Fulfilment | Task::Address => self.check_out(shop),
            Task::OrderName { fulfilment, address } => {
                let (fulfilment, address) = (*fulfilment, address.clone());
                self.ask_name(Placing { fulfilment, address }, shop)
            }
            Task::ConfirmOrder { fulfilment, address, .. } => {
                let (fulfilment, address) = (*fulfilment, address.clone());
                self.ask_name_or_whether_right(Placing { fulfilment, address }, shop)
            }
            Task::Products { .. }
            | Task::PickOrder { .. }
            | Task::PickOrderChange { .. }
            | Task::CancelOrder { .. } => Ok(self.show(shop)),
        }
    }

    /// Drops what was put together, and goes back to the menu.
    fn drop(mut self) -> Result<Outcome, Need> {
        if !self.run.basket.is_empty() {
            self.run.basket.clear();
            self.run.say_text(match self.run.turn.language {
                Language::Sw => "Sawa, agizo limeghairiwa na kikapu chako ni kitupu.".to_owned(),
                Language::En => {
                    "All right, the order is cancelled and your basket is empty.".to_owned()
                }
            });
        }
        self.run.go_back()
    }

    fn tell(&mut self, notices: &[Notice]) {
        let language = self.run.turn.language;
        let lines: Vec<_> = notices.iter().map(|notice| notice.text(language)).collect();
        if !lines.is_empty() {
            self.run.say_text(lines.join("\n"));
        }
    }

    fn not_understood(&mut self) {
        let not_understood = &self.run.flow.not_understood().text;
        self.run.say(not_understood);
    }

    fn is_lost(&mut self) -> bool {
        self.misunderstood = self.misunderstood.saturating_add(1);
        self.misunderstood >= MISUNDERSTANDINGS
    }

    fn offer_person(self) -> Outcome {
        offer_person(self.run, self.misunderstood)
    }

    fn stay(mut self, task: Task) -> Outcome {
        self.run.task = Some(task.into());
        self.run.stay(self.at, self.at, self.misunderstood)
    }
}
