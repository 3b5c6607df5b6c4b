//! Putting products into the basket, and showing what there is.

use domain::money::Money;
use domain::{Language, ProductId};

use super::basket::Line;
use super::notice::Notice;
use super::reading::{self, Bare, Item, Quantity, Said, What};
use super::{EXAMPLE, How, Open, Ordering, Task, full_name, name_of, words};
use crate::answer;
use crate::book::options;
use crate::choice::by_word;
use crate::facts::{Need, Product, Shop};
use crate::interpreter::{Outcome, main_items};
use crate::template::OPTIONS;
use crate::vocabulary;

/// Products that are shown at once.
const SHOWN: usize = 9;
/// How few must be left for the customer to be told how many.
const FEW: u32 = 5;
/// Products in one list of those that the business sells, and things that are asked back at once.
const LISTED: usize = 30;
const OPEN: usize = 4;
/// Names that nothing is called by and that are told, and the most characters of each.
const UNKNOWN: usize = 5;
const UNKNOWN_CHARS: usize = 40;

impl<'a> Ordering<'a> {
    /// What a customer says while the basket is being filled.
    pub(super) fn choose(mut self, shop: &'a Shop) -> Result<Outcome, Need> {
        let agrees = vocabulary::yes(self.heard) && !self.run.basket.is_empty();
        if agrees || words::wants_to_finish(self.heard) {
            return Ok(self.check_out(shop));
        }
        if vocabulary::more(self.heard) {
            let seen = self.seen;
            return Ok(self.catalogue(seen, shop));
        }
        let said = reading::read(self.run.turn.text, shop, Bare::Product);
        if said.names_something() {
            return Ok(self.take(said, shop));
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
    pub(super) fn take(mut self, said: Said, shop: &'a Shop) -> Outcome {
        let text = self.run.turn.text;
        let is_question = text.contains('?') || vocabulary::asks(text, self.heard);
        if is_question && !said.is_wish() {
            return self.describe(&said, shop);
        }
        self.misunderstood = 0;
        let (mut notices, mut open) = (not_there(&said), Vec::new());
        for item in said.items {
            match self.meant(item, shop) {
                Meant::Certain { product, quantity, how } => {
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
            return self.ask_meaning(open, shop);
        }
        if said.finishes && notices.is_empty() {
            return self.check_out(shop);
        }
        self.show_or_say_empty(shop)
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
                let among = fitting.iter().take(SHOWN).map(|product| product.id).collect();
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
    pub(super) fn mean(mut self, open: &[Open], shop: &'a Shop) -> Outcome {
        let Some((first, rest)) = open.split_first() else { return self.show(shop) };
        if let Some((product, quantity, how)) = self.answered(first, shop) {
            self.misunderstood = 0;
            if quantity.is_none() && how != How::Remove {
                let mut open = rest.to_vec();
                open.insert(0, Open::HowMany { product: product.id, how });
                return self.ask_meaning(open, shop);
            }
            let notice = self.put(product, quantity, how);
            self.tell(notice.as_slice());
            return self.ask_meaning(rest.to_vec(), shop);
        }
        if words::wants_to_finish(self.heard) {
            return self.check_out(shop);
        }
        let said = reading::read(self.run.turn.text, shop, Bare::Nothing);
        if said.names_something() {
            return self.take(said, shop);
        }
        if self.is_lost() {
            return self.offer_person();
        }
        self.not_understood();
        self.ask_meaning(open.to_vec(), shop)
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

    /// Tells of the products that were asked about; nothing goes into the basket by that.
    fn describe(mut self, said: &Said, shop: &'a Shop) -> Outcome {
        let language = self.run.turn.language;
        let notices = not_there(said);
        self.tell(&notices);
        let mut places = Vec::new();
        for item in &said.items {
            match &item.what {
                What::Product(place) => places.push(*place),
                What::Several { among, .. } => places.extend(among),
                What::Unknown(_) | What::NoSuchNumber(_) | What::Last => {}
            }
        }
        places.dedup();
        let mut lines = Vec::new();
        for place in places.into_iter().take(SHOWN) {
            if let Some(product) = shop.products.get(place) {
                lines.push(format!("{}) {}", place + 1, product_line(product, language)));
                lines.extend(product.description.clone());
            }
        }
        lines.push(match language {
            Language::Sw => {
                "Kuiweka kwenye kikapu, andika jina lake na idadi. KIKAPU kuona kikapu, ORODHA kuona bidhaa zote. 0) Menyu".to_owned()
            }
            Language::En => {
                "To put it into your basket, reply with its name and how many. BASKET shows your basket, LIST all products. 0) Menu".to_owned()
            }
        });
        self.run.say_text(lines.join("\n"));
        self.misunderstood = 0;
        let seen = self.seen;
        self.stay(Task::Products { seen })
    }

    /// Shows the basket, or what there is to put into it.
    pub(super) fn show(mut self, shop: &'a Shop) -> Outcome {
        if self.run.basket.is_empty() {
            return self.catalogue(0, shop);
        }
        let lines = self.lines(shop, |place, line| format!("{}) {line}", place + 1));
        self.run.put("order", lines);
        let total = Money { minor: self.run.basket.total(), currency: shop.currency };
        self.run.put("total", total.text());
        self.run.say(&self.node.texts.basket);
        let seen = self.seen;
        self.stay(Task::Products { seen })
    }

    pub(super) fn show_or_say_empty(mut self, shop: &'a Shop) -> Outcome {
        if self.run.basket.is_empty() {
            self.run.say(&self.node.texts.empty);
        }
        self.show(shop)
    }

    pub(super) fn empty(mut self, shop: &'a Shop) -> Outcome {
        self.run.basket.clear();
        self.show_or_say_empty(shop)
    }

    /// Shows what there is from this place on, and from the beginning after the last.
    pub(super) fn catalogue(mut self, from: usize, shop: &'a Shop) -> Outcome {
        let language = self.run.turn.language;
        let all = shop.products.len();
        let from = if from < all { from } else { 0 };
        let page = shop.products.iter().enumerate().skip(from).take(SHOWN);
        let mut lines: Vec<_> = page
            .map(|(place, product)| format!("{}) {}", place + 1, product_line(product, language)))
            .collect();
        let seen = from + lines.len();
        if all > SHOWN {
            lines.push(match language {
                Language::Sw => {
                    format!(
                        "Umeona {}-{seen} kati ya {all}. Andika ZAIDI kuona nyingine.",
                        from + 1
                    )
                }
                Language::En => {
                    format!("These are {}-{seen} of {all}. Reply with MORE for others.", from + 1)
                }
            });
        }
        self.run.put(OPTIONS, lines.join("\n"));
        if let Some(first) = shop.products.get(from) {
            let (number, name) = (from + 1, full_name(first, language));
            self.run.put(
                EXAMPLE,
                match language {
                    Language::Sw => format!("{number} x 2, au {name} 2"),
                    Language::En => format!("{number} x 2, or {name} 2"),
                },
            );
        }
        self.run.say(&self.node.texts.catalogue);
        self.stay(Task::Products { seen })
    }

    /// What is in the basket, a line for each product.
    pub(super) fn lines(&self, shop: &Shop, line: impl Fn(usize, String) -> String) -> String {
        let language = self.run.turn.language;
        let known = |it: &Line| shop.products.iter().position(|product| product.id == it.product);
        let lines = self.run.basket.lines().iter().filter_map(|it| {
            let place = known(it)?;
            let name = name_of(shop.products.get(place)?, language);
            let total = Money { minor: it.total(), currency: shop.currency };
            Some(line(place, format!("{name} x {} = {}", it.quantity, total.text())))
        });
        lines.collect::<Vec<_>>().join("\n")
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
fn not_there(said: &Said) -> Vec<Notice> {
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

/// A product on one line: its name, what one costs, and whether there is any.
fn product_line(product: &Product, language: Language) -> String {
    let line = format!("{} · {}", name_of(product, language), product.price.text());
    match (product.stock, language) {
        (Some(0), Language::Sw) => format!("{line} (imeisha)"),
        (Some(0), Language::En) => format!("{line} (sold out)"),
        (Some(left), Language::Sw) if left <= FEW => format!("{line} (zimebaki {left})"),
        (Some(left), Language::En) if left <= FEW => format!("{line} ({left} left)"),
        _ => line,
    }
}

/// What a business sells, a line for each product, as a text of a flow shows it.
pub(crate) fn list(shop: &Shop, language: Language) -> String {
    let lines = shop.products.iter().take(LISTED).map(|product| product_line(product, language));
    let mut lines: Vec<_> = lines.collect();
    let more = shop.products.len().saturating_sub(LISTED);
    if more > 0 {
        lines.push(match language {
            Language::Sw => format!("… na nyingine {more}"),
            Language::En => format!("… and {more} more"),
        });
    }
    lines.join("\n")
}
