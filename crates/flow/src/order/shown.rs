//! Showing what there is, and what is in the basket.

use domain::Language;
use domain::money::Money;

use super::basket::Line;
use super::products::not_there;
use super::reading::{Said, What};
use super::{EXAMPLE, Ordering, Task, full_name, name_of};
use crate::facts::{Product, Shop};
use crate::interpreter::Outcome;
use crate::template::OPTIONS;

/// Products that are shown at once.
const SHOWN: usize = 9;
/// How few must be left for the customer to be told how many.
const FEW: u32 = 5;
/// Products in one list of what the business sells.
const LISTED: usize = 30;

impl<'a> Ordering<'a> {
    /// Tells of the products that were asked about; nothing goes into the basket by that.
    pub(super) fn describe(mut self, said: &Said, shop: &'a Shop) -> Outcome {
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
        if let [only] = places[..]
            && let Some(product) = shop.products.get(only)
        {
            self.show_picture(product);
        }
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

    /// Has a product's picture go with the answer, where there is one.
    pub(super) fn show_picture(&mut self, product: &Product) {
        if product.has_picture {
            self.run.picture = Some(product.id);
        }
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

/// A product on one line: its name, what one costs, and whether there is any.
pub(super) fn product_line(product: &Product, language: Language) -> String {
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
