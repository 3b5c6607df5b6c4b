//! From a full basket to an order that is placed.

use domain::Language;
use domain::money::Money;
use domain::order::Fulfilment;

use super::notice::Notice;
use super::reading::{self, Bare};
use super::{Ordering, Task, full_name, phrases};
use crate::facts::{Act, Need, OrderLine, Shop};
use crate::interpreter::Outcome;
use crate::validator::one_line;
use crate::vocabulary;

/// How many characters an address may have.
const ADDRESS_CHARS: std::ops::RangeInclusive<usize> = 5..=300;
/// More words are an address, though one of them says that somebody comes.
const FETCH_WORDS: usize = 5;

/// How an order is to reach the customer.
#[derive(Debug, Clone)]
pub(super) struct Placing {
    pub fulfilment: Fulfilment,
    /// Where it is brought to; of a delivery alone.
    pub address: Option<String>,
}

/// What the customer saw when they were asked whether all of it is right.
pub(super) struct Seen {
    /// What bringing it cost, in hundredths.
    pub fee: Option<i64>,
    /// The basket still fits what is sold.
    pub is_as_before: bool,
}

impl Placing {
    const FETCHED: Self = Self { fulfilment: Fulfilment::Pickup, address: None };

    /// What bringing it costs.
    fn fee(&self, shop: &Shop) -> Option<Money> {
        shop.delivery.filter(|_| self.fulfilment == Fulfilment::Delivery)
    }

    /// Whether the business still offers it.
    fn is_offered(&self, shop: &Shop) -> bool {
        match self.fulfilment {
            Fulfilment::Delivery => shop.delivery.is_some(),
            Fulfilment::Pickup => shop.pickup || shop.delivery.is_none(),
        }
    }
}

impl<'a> Ordering<'a> {
    /// The basket is full: how does it reach the customer?
    pub(super) fn check_out(mut self, shop: &'a Shop) -> Result<Outcome, Need> {
        if self.run.basket.is_empty() {
            return Ok(self.show_or_say_empty(shop));
        }
        match shop.delivery {
            None => self.ask_name_or_whether_right(Placing::FETCHED, shop),
            Some(_) if !shop.pickup => Ok(self.ask_address()),
            Some(fee) => {
                let fee = fee_in_words(fee, self.run.turn.language);
                self.run.put("fee", fee);
                self.run.say(&self.node.texts.fulfilment);
                Ok(self.stay(Task::Fulfilment))
            }
        }
    }

    pub(super) fn take_fulfilment(mut self, shop: &'a Shop) -> Result<Outcome, Need> {
        let is_open = shop.delivery.is_some() && shop.pickup && !self.run.basket.is_empty();
        if !is_open {
            return self.check_out(shop);
        }
        let delivers = match self.heard.number() {
            Some(1) => Some(true),
            Some(2) => Some(false),
            _ => phrases::wants_delivery(self.heard),
        };
        match delivers {
            Some(true) => {
                self.misunderstood = 0;
                Ok(self.ask_address())
            }
            Some(false) => {
                self.misunderstood = 0;
                self.ask_name_or_whether_right(Placing::FETCHED, shop)
            }
            None => self.otherwise(shop, |it| it.check_out(shop)),
        }
    }

    pub(super) fn ask_address(mut self) -> Outcome {
        self.run.say(&self.node.texts.address);
        self.stay(Task::Address)
    }

    pub(super) fn take_address(mut self, shop: &'a Shop) -> Result<Outcome, Need> {
        if shop.delivery.is_none() || self.run.basket.is_empty() {
            return self.check_out(shop);
        }
        let fetches = phrases::wants_delivery(self.heard) == Some(false)
            && self.heard.core().len() <= FETCH_WORDS;
        if shop.pickup && fetches {
            self.misunderstood = 0;
            return self.ask_name_or_whether_right(Placing::FETCHED, shop);
        }
        let address = one_line(self.run.turn.text);
        let is_address = ADDRESS_CHARS.contains(&address.chars().count())
            && address.contains(char::is_alphabetic);
        if !is_address {
            if self.is_lost() {
                return Ok(self.offer_person());
            }
            return Ok(self.ask_address());
        }
        self.misunderstood = 0;
        let placing = Placing { fulfilment: Fulfilment::Delivery, address: Some(address) };
        self.ask_name_or_whether_right(placing, shop)
    }

    /// Who told a name for something before is not asked again; the last question shows it, and it can be changed there.
    pub(super) fn ask_name_or_whether_right(
        mut self,
        placing: Placing,
        shop: &'a Shop,
    ) -> Result<Outcome, Need> {
        if !self.can_place(&placing, shop) {
            return self.check_out(shop);
        }
        if !self.run.slots.contains_key("name")
            && let Some(name) = self.run.known_name()?
        {
            self.run.slots.insert("name".to_owned(), name.to_owned());
        }
        if self.run.turn.customer.is_some() || self.run.slots.contains_key("name") {
            return Ok(self.ask_whether_right(placing, shop));
        }
        self.ask_name(placing, shop)
    }

    pub(super) fn ask_name(mut self, placing: Placing, shop: &'a Shop) -> Result<Outcome, Need> {
        if !self.can_place(&placing, shop) {
            return self.check_out(shop);
        }
        self.run.say(&self.node.texts.name);
        let Placing { fulfilment, address } = placing;
        Ok(self.stay(Task::OrderName { fulfilment, address }))
    }

    pub(super) fn take_name(mut self, placing: Placing, shop: &'a Shop) -> Result<Outcome, Need> {
        let Some(name) = crate::name::name(self.run.turn.text, self.heard) else {
            if self.is_lost() {
                return Ok(self.offer_person());
            }
            return self.ask_name(placing, shop);
        };
        self.run.slots.insert("name".to_owned(), name);
        self.misunderstood = 0;
        self.ask_name_or_whether_right(placing, shop)
    }

    /// Whether there is something to place, and the business still offers to bring it or to have it fetched.
    fn can_place(&self, placing: &Placing, shop: &Shop) -> bool {
        !self.run.basket.is_empty() && placing.is_offered(shop)
    }

    /// Takes another name than the one that the order was described with, or asks for it.
    fn take_other_name(
        mut self,
        name: Option<String>,
        placing: Placing,
        shop: &'a Shop,
    ) -> Result<Outcome, Need> {
        self.misunderstood = 0;
        let Some(name) = name else { return self.ask_name(placing, shop) };
        self.run.slots.insert("name".to_owned(), name);
        Ok(self.ask_whether_right(placing, shop))
    }

    fn ask_whether_right(mut self, placing: Placing, shop: &'a Shop) -> Outcome {
        self.describe_order(&placing, shop);
        self.run.say(&self.node.texts.confirm);
        let fee = placing.fee(shop).map(|fee| fee.minor);
        let Placing { fulfilment, address } = placing;
        self.stay(Task::ConfirmOrder { fulfilment, address, fee })
    }

    pub(super) fn confirm(
        mut self,
        placing: Placing,
        seen: Seen,
        shop: &'a Shop,
    ) -> Result<Outcome, Need> {
        if !self.can_place(&placing, shop) {
            return self.check_out(shop);
        }
        let (number, heard) = (self.heard.number(), self.heard);
        if number == Some(3) {
            return self.drop();
        }
        let fee = placing.fee(shop).filter(|fee| Some(fee.minor) != seen.fee);
        if let Some(fee) = fee {
            self.tell(&[Notice::Fee { fee }]);
        }
        let name = crate::name::told(self.run.turn.text, heard);
        if name.is_some() || phrases::wants_other_name(heard) {
            return self.take_other_name(name, placing, shop);
        }
        if number == Some(1) || vocabulary::yes(heard) || phrases::wants_to_finish(heard) {
            // What the customer said yes to is not what they would get.
            if fee.is_some() || !seen.is_as_before {
                return Ok(self.ask_whether_right(placing, shop));
            }
            return self.place(placing, shop);
        }
        if number == Some(2) || phrases::wants_change(heard) {
            self.misunderstood = 0;
            return Ok(self.show(shop));
        }
        if vocabulary::no(heard) {
            self.misunderstood = 0;
            self.run.say_text(match self.run.turn.language {
                Language::Sw => "Sawa, agizo bado halijatumwa.".to_owned(),
                Language::En => "All right, the order is not placed yet.".to_owned(),
            });
            return Ok(self.show(shop));
        }
        self.otherwise(shop, |it| Ok(it.ask_whether_right(placing, shop)))
    }

    /// What is no answer to a question about an order may be about what is in it, or else is not understood.
    fn otherwise(
        mut self,
        shop: &'a Shop,
        ask_again: impl FnOnce(Self) -> Result<Outcome, Need>,
    ) -> Result<Outcome, Need> {
        let said = reading::read(self.run.turn.text, shop, Bare::Nothing);
        if said.names_something() {
            return self.take(said, shop);
        }
        if self.is_lost() {
            return Ok(self.offer_person());
        }
        self.not_understood();
        ask_again(self)
    }

    /// Places what was confirmed.
    fn place(mut self, placing: Placing, shop: &'a Shop) -> Result<Outcome, Need> {
        self.describe_order(&placing, shop);
        let language = self.run.turn.language;
        let lines = self.run.basket.lines().iter().filter_map(|line| {
            let product = shop.products.iter().find(|product| product.id == line.product)?;
            let (name, quantity) = (full_name(product, language).to_owned(), line.quantity);
            Some(OrderLine { product: product.id, name, quantity, price: product.price })
        });
        let lines = lines.collect();
        let fee = placing.fee(shop);
        let Placing { fulfilment, address } = placing;
        let name = self.run.slots.get("name").cloned();
        self.run.acts.push(Act::Order { lines, fulfilment, fee, address, name });
        self.run.basket.clear();
        self.run.go(&self.node.next)
    }

    /// Keeps what the texts of this turn say of the order.
    fn describe_order(&mut self, placing: &Placing, shop: &Shop) {
        let language = self.run.turn.language;
        let fee = placing.fee(shop);
        let minor = self.run.basket.total().saturating_add(fee.map_or(0, |fee| fee.minor));
        let total = Money { minor, currency: shop.currency };
        let fulfilment = match (placing.fulfilment, language) {
            (Fulfilment::Delivery, Language::Sw) => "kuletewa",
            (Fulfilment::Delivery, Language::En) => "delivery",
            (Fulfilment::Pickup, Language::Sw) => "kuchukua mwenyewe",
            (Fulfilment::Pickup, Language::En) => "pick-up",
        };
        let lines = self.lines(shop, |_, line| line);
        self.run.put("order", lines);
        self.run.put("total", total.text());
        self.run.put("fulfilment", fulfilment.to_owned());
        self.run.put("fee", fee.map(|fee| fee_in_words(fee, language)).unwrap_or_default());
        self.run.put("address", placing.address.clone().unwrap_or_default());
        if let (Some(name), false) = (self.run.turn.customer, self.run.slots.contains_key("name")) {
            self.run.put("name", name.to_owned());
        }
    }
}

/// What bringing an order costs.
pub(super) fn fee_in_words(fee: Money, language: Language) -> String {
    match (fee.minor, language) {
        (0, Language::Sw) => "bure".to_owned(),
        (0, Language::En) => "free".to_owned(),
        _ => fee.text(),
    }
}

/// How a business brings orders, as a text of a flow says it; nothing where it does not.
pub(crate) fn delivery_in_words(shop: &Shop, language: Language) -> Option<String> {
    let fee = shop.delivery?;
    let brings = match (fee.minor, language) {
        (0, Language::Sw) => "Tunakuletea bure.".to_owned(),
        (0, Language::En) => "We deliver for free.".to_owned(),
        (_, Language::Sw) => format!("Tunakuletea kwa {}.", fee.text()),
        (_, Language::En) => format!("We deliver for {}.", fee.text()),
    };
    Some(match (shop.pickup, language) {
        (true, Language::Sw) => format!("{brings} Unaweza pia kuchukua mwenyewe."),
        (true, Language::En) => format!("{brings} You can also pick your order up yourself."),
        (false, _) => brings,
    })
}
