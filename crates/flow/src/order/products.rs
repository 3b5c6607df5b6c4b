//! Putting products into the basket.

use domain::ProductId;

use super::notice::Notice;
use super::reading::{self, Bare, Item, Quantity, Said, What};
use super::shown::product_line;
use super::{How, Open, Ordering, Task, name_of, phrases};
use crate::answer;
use crate::book::options;
use crate::choice::by_word;
use crate::facts::{Need, Product, Shop};
use crate::interpreter::{Outcome, main_items};
use crate::template::OPTIONS;
use crate::vocabulary;

/// Products that are to be chosen from.
const CHOICES: usize = 9;
/// Things that are asked back after one message.
const OPEN: usize = 4;
/// Names that nothing is called by and that are told, and the most characters of each.
const UNKNOWN: usize = 5;
const UNKNOWN_CHARS: usize = 40;

impl<'a> Ordering<'a> {
    /// What a customer says while the basket is being filled.
    pub(super) fn choose(mut self, shop: &'a Shop) -> Result<Outcome, Need> {
        let agrees = vocabulary::yes(self.heard) && !self.run.basket.is_empty();
        if agrees || phrases::wants_to_finish(self.heard) {
            return self.check_out(shop);
        }
        if vocabulary::more(self.heard) {
            let seen = self.seen;
            return Ok(self.catalogue(seen, shop));
        }
        let said = reading::read(self.run.turn.text, shop, Bare::Product);
        if said.names_something() {
            return self.take(said, shop);
        }
        if let Some(text) = answer::found(&self.run, self.heard)? {
            self.run.say_text(text.to_owned());
            return Ok(self.show(shop));
        }
        if let Some((item, found)) = by_word(self.heard, main_items(self.run.flow))
            && found.length == self.heard.core().len()
            && item.goto != *self.at
        {
            return self.run.go(&item.goto);
        }
        if self.is_lost() {
            return Ok(self.offer_person());
        }
        let notices = not_there(&said);
        if notices.is_empty() {
            self.not_understood();
        }
        self.tell(&notices);
        Ok(self.show(shop))
    }

    /// Does what a message says of products; what stays open is asked, what cannot be is told.
    pub(super) fn take(mut self, said: Said, shop: &'a Shop) -> Result<Outcome, Need> {
        let text = self.run.turn.text;
        let is_question = text.contains('?') || vocabulary::asks(text, self.heard);
        if is_question && !said.is_wish() {
            return Ok(self.describe(&said, shop));
        }
        self.misunderstood = 0;
        let (mut notices, mut open) = (not_there(&said), Vec::new());
        let is_one = said.items.len() == 1;
        for item in said.items {
            match self.meant(item, shop) {
                Meant::Certain { product, quantity, how } => {
                    if is_one && how == How::Add && self.run.basket.quantity(product.id) == 0 {
                        self.show_picture(product);
                    }
                    notices.extend(self.put(product, quantity, how));
                }
                Meant::Open(question) => open.push(question),
                Meant::Notice(notice) => notices.push(notice),
                Meant::Nothing => {}
            }
        }
        notices.dedup();
        self.tell(&notices);
        if !open.is_empty() {
            return Ok(self.ask_meaning(open, shop));
        }
        if said.finishes && notices.is_empty() {
            return self.check_out(shop);
        }
        Ok(self.show_or_say_empty(shop))
    }

    /// What one thing that was named comes to.
    fn meant(&self, item: Item, shop: &'a Shop) -> Meant<'a> {
        let Item { what, quantity, how, .. } = item;
        let last = || self.run.basket.lines().last().map(|line| line.product);
        let product = match what {
            What::Product(place) => shop.products.get(place),
            What::Last => shop.products.iter().find(|product| Some(product.id) == last()),
            What::Several { said, among } => match self.among(said, among, quantity, how, shop) {
                Ok(product) => Some(product),
                Err(open) => return open,
            },
            What::Unknown(_) | What::NoSuchNumber(_) => None,
        };
        let Some(product) = product else { return Meant::Nothing };
        let quantity = match (quantity, how) {
            (Quantity::Whole(quantity), _) => Some(quantity),
            (Quantity::Broken, _) | (Quantity::Unsaid, How::Set) => {
                return Meant::Open(Open::HowMany { product: product.id, how });
            }
            (Quantity::Unsaid, How::Add) => Some(1),
            (Quantity::Unsaid, How::Remove) => None,
        };
        Meant::Certain { product, quantity, how }
    }

    /// Which of several is meant: what is taken out or changed is in the basket, else it is asked.
    fn among(
        &self,
        said: String,
        among: Vec<usize>,
        quantity: Quantity,
        how: How,
        shop: &'a Shop,
    ) -> Result<&'a Product, Meant<'a>> {
        let all = among.into_iter().filter_map(|place| shop.products.get(place));
        let is_there = |product: &&Product| self.run.basket.quantity(product.id) > 0;
        let fitting: Vec<_> = match how {
            How::Add => all.collect(),
            How::Remove => all.filter(is_there).collect(),
            How::Set => {
                let all: Vec<_> = all.collect();
                let there: Vec<_> = all.iter().copied().filter(is_there).collect();
                if there.is_empty() { all } else { there }
            }
        };
        match fitting[..] {
            [] => Err(Meant::Notice(Notice::NotInBasket { name: said })),
            [only] => Ok(only),
            _ => {
                let among = fitting.iter().take(CHOICES).map(|product| product.id).collect();
                let quantity = match quantity {
                    Quantity::Whole(quantity) => Some(quantity),
                    Quantity::Unsaid if how == How::Add => Some(1),
                    Quantity::Unsaid | Quantity::Broken => None,
                };
                Err(Meant::Open(Open::Which { said, quantity, how, among }))
            }
        }
    }

    /// Changes how many of a product are in the basket; without a quantity all of it is taken out.
    fn put(&mut self, product: &Product, quantity: Option<u64>, how: How) -> Option<Notice> {
        let language = self.run.turn.language;
        let before = u64::from(self.run.basket.quantity(product.id));
        if how == How::Remove && before == 0 {
            return Some(Notice::NotInBasket { name: name_of(product, language) });
        }
        let after = match (how, quantity) {
            (_, None | Some(0)) => 0,
            (How::Add, Some(quantity)) => before.saturating_add(quantity),
            (How::Set, Some(quantity)) => quantity,
            (How::Remove, Some(quantity)) => before.saturating_sub(quantity),
        };
        self.run.basket.put(product, after, language)
    }

    /// Answers what was asked back.
    pub(super) fn mean(mut self, open: &[Open], shop: &'a Shop) -> Result<Outcome, Need> {
        let Some((first, rest)) = open.split_first() else { return Ok(self.show(shop)) };
        if let Some((product, quantity, how)) = self.answered(first, shop) {
            self.misunderstood = 0;
            if quantity.is_none() && how != How::Remove {
                let mut open = rest.to_vec();
                open.insert(0, Open::HowMany { product: product.id, how });
                return Ok(self.ask_meaning(open, shop));
            }
            // Who was asked how many has seen it.
            if matches!(first, Open::Which { .. }) && how == How::Add {
                self.show_picture(product);
            }
            let notice = self.put(product, quantity, how);
            self.tell(notice.as_slice());
            return Ok(self.ask_meaning(rest.to_vec(), shop));
        }
        if phrases::wants_to_finish(self.heard) {
            return self.check_out(shop);
        }
        let said = reading::read(self.run.turn.text, shop, Bare::Nothing);
        if said.names_something() {
            return self.take(said, shop);
        }
        if self.is_lost() {
            return Ok(self.offer_person());
        }
        self.not_understood();
        Ok(self.ask_meaning(open.to_vec(), shop))
    }

    /// The product that was asked about, and how many of it, where the customer's words tell.
    fn answered(&self, open: &Open, shop: &'a Shop) -> Option<(&'a Product, Option<u64>, How)> {
        let text = self.run.turn.text;
        let known = |id: ProductId| shop.products.iter().find(|product| product.id == id);
        match open {
            Open::HowMany { product, how } => {
                let Quantity::Whole(quantity) = reading::quantity(text) else { return None };
                Some((known(*product)?, Some(quantity), *how))
            }
            Open::Which { quantity, how, among, .. } => {
                let number = self.heard.number().and_then(|number| usize::try_from(number).ok());
                if let Some(id) = number.and_then(|number| among.get(number.checked_sub(1)?)) {
                    return Some((known(*id)?, *quantity, *how));
                }
                let said = reading::read(text, shop, Bare::Nothing);
                let [Item { what: What::Product(place), quantity: more, .. }] = said.items[..]
                else {
                    return None;
                };
                let product = shop.products.get(place).filter(|it| among.contains(&it.id))?;
                let quantity = match more {
                    Quantity::Whole(more) => Some(more),
                    Quantity::Unsaid | Quantity::Broken => *quantity,
                };
                Some((product, quantity, *how))
            }
        }
    }

    /// Asks what the customer meant, or goes on where nothing is open any more.
    pub(super) fn ask_meaning(mut self, mut open: Vec<Open>, shop: &'a Shop) -> Outcome {
        open.truncate(OPEN);
        let known = |id: ProductId| shop.products.iter().find(|product| product.id == id);
        open.retain_mut(|open| match open {
            Open::HowMany { product, .. } => known(*product).is_some(),
            Open::Which { among, .. } => {
                among.retain(|id| known(*id).is_some());
                !among.is_empty()
            }
        });
        match open.first() {
            None => return self.show_or_say_empty(shop),
            Some(Open::HowMany { product, .. }) => {
                if let Some(product) = known(*product) {
                    let name = name_of(product, self.run.turn.language);
                    self.run.put("product", name);
                    self.run.put("price", product.price.text());
                    if open.len() == 1 && self.misunderstood == 0 {
                        self.show_picture(product);
                    }
                }
                self.run.say(&self.node.texts.how_many);
            }
            Some(Open::Which { said, among, .. }) => {
                self.run.put("said", said.clone());
                let language = self.run.turn.language;
                let products = among.iter().filter_map(|id| known(*id));
                let lines = options(products.map(|product| product_line(product, language)));
                self.run.put(OPTIONS, lines);
                self.run.say(&self.node.texts.which);
            }
        }
        self.stay(Task::Meaning { open })
    }
}

/// What one thing that was named comes to.
enum Meant<'a> {
    Certain { product: &'a Product, quantity: Option<u64>, how: How },
    Open(Open),
    Notice(Notice),
    Nothing,
}

/// What was named and is not there.
pub(super) fn not_there(said: &Said) -> Vec<Notice> {
    let unknown = said.items.iter().filter_map(|item| match &item.what {
        What::Unknown(said) => Some(said.chars().take(UNKNOWN_CHARS).collect::<String>()),
        _ => None,
    });
    let unknown: Vec<_> = unknown.take(UNKNOWN).collect();
    let numbers = said.items.iter().filter_map(|item| match item.what {
        What::NoSuchNumber(number) => Some(Notice::NoSuchNumber { number }),
        _ => None,
    });
    let numbers = numbers.take(UNKNOWN);
    let unknown = (!unknown.is_empty()).then_some(Notice::Unknown { said: unknown });
    unknown.into_iter().chain(numbers).collect()
}
