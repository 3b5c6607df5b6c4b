//! What a customer has put together and not ordered yet.

use domain::money::{Currency, Money};
use domain::shop::PRODUCT_NAME_MAX;
use domain::{Language, ProductId};
use serde::{Deserialize, Serialize};

use super::notice::Notice;
use crate::facts::{Product, Shop};

/// The most products of one order.
pub(crate) const LINES_MAX: usize = 30;
/// The most of one product in one order.
pub(crate) const EACH_MAX: u32 = 999;

/// What a customer has put together; kept with the conversation's state until it is ordered or emptied.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Basket(Vec<Line>);

/// Some of one product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    pub product: ProductId,
    pub quantity: u32,
    /// What one cost when the customer last saw it, in hundredths.
    pub price: i64,
    /// Of what; nothing where an older version kept it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
}

impl Basket {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is in it, in the order in which it was put there.
    pub fn lines(&self) -> &[Line] {
        &self.0
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// How many of a product are in it.
    pub fn quantity(&self, product: ProductId) -> u32 {
        self.0.iter().find(|line| line.product == product).map_or(0, |line| line.quantity)
    }

    /// What all of it costs, in hundredths.
    pub fn total(&self) -> i64 {
        self.0.iter().fold(0, |sum, line| sum.saturating_add(line.total()))
    }

    /// Has so many of a product in it, or as many as there are; none takes it out.
    pub fn put(&mut self, product: &Product, quantity: u64, language: Language) -> Option<Notice> {
        let most = most(product);
        let quantity_or_most = u32::try_from(quantity).unwrap_or(u32::MAX).min(most);
        let is_full = self.0.len() >= LINES_MAX;
        let line = self.0.iter_mut().find(|line| line.product == product.id);
        match line {
            Some(line) if quantity_or_most > 0 => line.quantity = quantity_or_most,
            Some(_) => self.0.retain(|line| line.product != product.id),
            None if quantity_or_most == 0 => {}
            None if is_full => return Some(Notice::Full),
            None => self.0.push(Line {
                product: product.id,
                quantity: quantity_or_most,
                price: product.price.minor,
                currency: Some(product.price.currency),
            }),
        }
        (quantity > u64::from(most)).then(|| shortage(product, language))
    }

    /// Makes it fit what can be ordered now, and says what is otherwise than the customer saw it.
    pub fn renew(&mut self, shop: &Shop, language: Language) -> Vec<Notice> {
        let mut notices = Vec::new();
        for line in std::mem::take(&mut self.0) {
            let Some(product) = shop.products.iter().find(|it| it.id == line.product) else {
                notices.push(Notice::Gone);
                continue;
            };
            // A state that was tampered with may name a product twice, or none of it.
            if line.quantity == 0 || self.quantity(line.product) > 0 {
                continue;
            }
            notices.extend(self.put(product, line.quantity.into(), language));
            if self.quantity(line.product) > 0 && !line.costs(product.price) {
                let (name, price) = (name_of(product, language), product.price);
                notices.push(Notice::Price { name, price });
            }
        }
        notices.dedup();
        notices
    }
}

impl Line {
    /// Whether one costs what the customer last saw.
    fn costs(self, price: Money) -> bool {
        let is_same_money = self.currency.is_none_or(|currency| currency == price.currency);
        is_same_money && self.price == price.minor
    }

    /// What all of these cost, in hundredths.
    pub fn total(self) -> i64 {
        self.price.saturating_mul(self.quantity.into())
    }
}

/// The most that can be ordered of a product.
fn most(product: &Product) -> u32 {
    product.stock.unwrap_or(EACH_MAX).min(EACH_MAX)
}

/// Why there cannot be as many as were asked for.
fn shortage(product: &Product, language: Language) -> Notice {
    let name = name_of(product, language);
    match product.stock {
        Some(0) => Notice::SoldOut { name },
        Some(left) if left < EACH_MAX => Notice::Left { name, left },
        _ => Notice::TooMany { name },
    }
}

/// A product's name for who reads this language, or else the only one there is; long ones are cut, so that an
/// order of many lines fits into a message.
pub(crate) fn name_of(product: &Product, language: Language) -> String {
    const SHOWN: usize = 48;
    const _: () = assert!(SHOWN < PRODUCT_NAME_MAX as usize);
    let name = full_name(product, language);
    if name.chars().count() <= SHOWN {
        return name.to_owned();
    }
    name.chars().take(SHOWN - 1).chain(['…']).collect()
}

/// The same, not cut.
pub(crate) fn full_name(product: &Product, language: Language) -> &str {
    let (name, other) = match language {
        Language::Sw => (&product.name.sw, &product.name.en),
        Language::En => (&product.name.en, &product.name.sw),
    };
    if name.trim().is_empty() { other.trim() } else { name.trim() }
}
