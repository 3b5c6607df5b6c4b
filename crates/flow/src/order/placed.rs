//! What a customer does with orders that are placed: look, and call one off.

use domain::order::{Fulfilment, OrderStatus};
use domain::{Language, OrderId};

use super::Task;
use crate::definition::{OrdersNode, StepId};
use crate::facts::{Act, Need, Order};
use crate::heard::Heard;
use crate::interpreter::{MISUNDERSTANDINGS, Outcome, offer_person};
use crate::run::Run;
use crate::vocabulary;

/// Orders that are shown at once.
const SHOWN: usize = 9;

/// The customer's orders, and how the customer's words are taken.
pub(crate) struct Orders<'a> {
    pub run: Run<'a>,
    pub at: &'a StepId,
    pub node: &'a OrdersNode,
    pub heard: &'a Heard,
    pub misunderstood: u8,
}

impl<'a> Orders<'a> {
    /// Comes to the node: what was wanted of an order counts already.
    pub fn enter(self) -> Result<Outcome, Need> {
        let orders = self.run.orders()?;
        let cancels = vocabulary::cancel(self.heard);
        match orders {
            [] => self.run.go(&self.node.none),
            [only] => Ok(self.about(only, cancels)),
            _ => match self.named(orders) {
                Some(order) => Ok(self.about(order, cancels)),
                None => Ok(self.list(orders, cancels)),
            },
        }
    }

    /// Asks again what was asked last.
    pub fn again(self, task: &Task) -> Result<Outcome, Need> {
        let orders = self.run.orders()?;
        let order = match task {
            Task::PickOrderChange { order } | Task::CancelOrder { order } => Some(*order),
            _ => None,
        };
        let order = order.and_then(|id| orders.iter().find(|order| order.id == id));
        match (order, task) {
            (Some(order), Task::CancelOrder { .. }) => Ok(self.about(order, true)),
            (Some(order), _) => Ok(self.about(order, false)),
            (None, _) => self.enter(),
        }
    }

    /// Answers what the customer says in the middle of it.
    pub fn answer(self, task: &Task) -> Result<Outcome, Need> {
        match task {
            Task::PickOrder { .. } | Task::PickOrderChange { .. }
                if vocabulary::leave(self.heard) =>
            {
                self.run.go_back()
            }
            Task::PickOrder { cancels } => self.pick(*cancels),
            Task::PickOrderChange { order } => self.change(*order),
            Task::CancelOrder { order } => self.cancel(*order),
            // These are another node's; who comes here with one begins again.
            _ => self.enter(),
        }
    }

    fn pick(mut self, cancels: bool) -> Result<Outcome, Need> {
        let orders = self.run.orders()?;
        let cancels = cancels || vocabulary::cancel(self.heard);
        if let Some(order) = self.named(orders) {
            return Ok(self.about(order, cancels));
        }
        if self.is_lost() {
            return Ok(offer_person(self.run, self.misunderstood));
        }
        if orders.len() < 2 {
            return self.enter();
        }
        let not_understood = &self.run.flow.not_understood().text;
        self.run.say(not_understood);
        Ok(self.list(orders, cancels))
    }

    /// The order whose number is said.
    fn named(&self, orders: &'a [Order]) -> Option<&'a Order> {
        let number = self.heard.only_number()?;
        orders.iter().find(|order| i64::from(order.number) == number)
    }

    fn list(mut self, orders: &[Order], cancels: bool) -> Outcome {
        let language = self.run.turn.language;
        let lines: Vec<_> =
            orders.iter().take(SHOWN).map(|order| order_line(order, language)).collect();
        let lines = lines.join("\n");
        self.run.say_text(match language {
            Language::Sw => format!("Maagizo yako:\n{lines}\nAndika namba ya agizo. 0) Menyu"),
            Language::En => {
                format!("Your orders:\n{lines}\nReply with the order's number. 0) Menu")
            }
        });
        self.stay(Task::PickOrder { cancels })
    }

    /// One order, and what is wanted of it where that is known.
    fn about(mut self, order: &Order, cancels: bool) -> Outcome {
        let language = self.run.turn.language;
        let line = order_line(order, language);
        let is_customers = order.status.is_customers();
        self.run.say_text(match (cancels, is_customers, language) {
            (true, true, Language::Sw) => {
                format!("Ungependa kughairi agizo hili?\n{line}\n1) Ndiyo, ghairi 2) Hapana 0) Menyu")
            }
            (true, true, Language::En) => format!(
                "Do you want to cancel this order?\n{line}\n1) Yes, cancel it 2) No 0) Menu"
            ),
            (true, false, Language::Sw) => format!(
                "{line}\nAgizo hili limeshaanza kushughulikiwa, kwa hiyo ni mhudumu tu anayeweza kulighairi.\n\
                 1) Ongea na mhudumu 0) Menyu"
            ),
            (true, false, Language::En) => format!(
                "{line}\nThis order is being worked on already, so only a person can cancel it.\n\
                 1) Talk to a person 0) Menu"
            ),
            (false, true, Language::Sw) => {
                format!("{line}\n1) Ongea na mhudumu 2) Ghairi agizo 0) Menyu")
            }
            (false, true, Language::En) => {
                format!("{line}\n1) Talk to a person 2) Cancel the order 0) Menu")
            }
            (false, false, Language::Sw) => format!("{line}\n1) Ongea na mhudumu 0) Menyu"),
            (false, false, Language::En) => format!("{line}\n1) Talk to a person 0) Menu"),
        });
        let order = order.id;
        self.stay(match cancels && is_customers {
            true => Task::CancelOrder { order },
            false => Task::PickOrderChange { order },
        })
    }

    fn change(mut self, id: OrderId) -> Result<Outcome, Need> {
        let Some(order) = self.order(id)? else { return self.enter() };
        let number = self.heard.number();
        if number == Some(1) || vocabulary::yes(self.heard) {
            let person = self.run.flow.person();
            return self.run.go(person);
        }
        if number == Some(2) || vocabulary::cancel(self.heard) {
            return Ok(self.about(order, true));
        }
        if vocabulary::own_orders(self.heard) {
            return self.enter();
        }
        if self.is_lost() {
            return Ok(offer_person(self.run, self.misunderstood));
        }
        let not_understood = &self.run.flow.not_understood().text;
        self.run.say(not_understood);
        Ok(self.about(order, false))
    }

    fn cancel(mut self, id: OrderId) -> Result<Outcome, Need> {
        let Some(order) = self.order(id)? else { return self.enter() };
        // Somebody of the business may have begun with it since.
        if !order.status.is_customers() {
            return Ok(self.about(order, true));
        }
        let (language, number) = (self.run.turn.language, order.number);
        let is_sure = self.heard.number() == Some(1)
            || vocabulary::yes(self.heard)
            || vocabulary::cancel(self.heard);
        if is_sure {
            self.run.acts.push(Act::CancelOrder { order: order.id });
            self.run.say_text(match language {
                Language::Sw => format!("Agizo namba {number} limeghairiwa."),
                Language::En => format!("Order number {number} is cancelled."),
            });
            return self.run.go(&self.node.next);
        }
        let is_refused = self.heard.number() == Some(2)
            || vocabulary::no(self.heard)
            || vocabulary::leave(self.heard);
        if is_refused {
            self.run.say_text(match language {
                Language::Sw => format!("Sawa, agizo namba {number} linabaki."),
                Language::En => format!("All right, order number {number} stays."),
            });
            return self.run.go(&self.node.next);
        }
        if self.is_lost() {
            return Ok(offer_person(self.run, self.misunderstood));
        }
        Ok(self.about(order, true))
    }

    fn order(&self, id: OrderId) -> Result<Option<&'a Order>, Need> {
        Ok(self.run.orders()?.iter().find(|order| order.id == id))
    }

    fn is_lost(&mut self) -> bool {
        self.misunderstood = self.misunderstood.saturating_add(1);
        self.misunderstood >= MISUNDERSTANDINGS
    }

    fn stay(mut self, task: Task) -> Outcome {
        self.run.task = Some(task.into());
        self.run.stay(self.at, self.at, self.misunderstood)
    }
}

/// An order on one line: its number, where it stands and what it costs.
fn order_line(order: &Order, language: Language) -> String {
    let (number, total) = (order.number, order.total.text());
    let status = status_in_words(order, language);
    match language {
        Language::Sw => format!("Agizo namba {number}: {status}, {total}"),
        Language::En => format!("Order number {number}: {status}, {total}"),
    }
}

fn status_in_words(order: &Order, language: Language) -> &'static str {
    match (order.status, order.fulfilment, language) {
        (OrderStatus::New, _, Language::Sw) => "limepokelewa, linasubiri kukubaliwa",
        (OrderStatus::New, _, Language::En) => "received, not accepted yet",
        (OrderStatus::Accepted, _, Language::Sw) => "limekubaliwa, linaandaliwa",
        (OrderStatus::Accepted, _, Language::En) => "accepted, being prepared",
        (OrderStatus::Ready, Fulfilment::Pickup, Language::Sw) => "liko tayari kuchukuliwa",
        (OrderStatus::Ready, Fulfilment::Pickup, Language::En) => "ready to be picked up",
        (OrderStatus::Ready, Fulfilment::Delivery, Language::Sw) => "liko tayari, litaletwa",
        (OrderStatus::Ready, Fulfilment::Delivery, Language::En) => "ready, to be delivered",
        (OrderStatus::OnTheWay, _, Language::Sw) => "liko njiani",
        (OrderStatus::OnTheWay, _, Language::En) => "on its way",
        (OrderStatus::Completed, _, Language::Sw) => "limekamilika",
        (OrderStatus::Completed, _, Language::En) => "completed",
        (OrderStatus::Cancelled, _, Language::Sw) => "limeghairiwa",
        (OrderStatus::Cancelled, _, Language::En) => "cancelled",
    }
}
