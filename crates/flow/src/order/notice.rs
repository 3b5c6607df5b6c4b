//! What a customer is told about the products that they named, in words.

use domain::Language;
use domain::money::Money;

use super::basket::{EACH_MAX, LINES_MAX};

/// Something about a product that is otherwise than the customer wants it or saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Something in the basket is not sold any more.
    Gone,
    /// There is none of it.
    SoldOut { name: String },
    /// There are fewer than were asked for.
    Left { name: String, left: u32 },
    /// More were asked for than one order can have.
    TooMany { name: String },
    /// The basket holds as many products as one order can have.
    Full,
    /// It costs something else now.
    Price { name: String, price: Money },
    /// Bringing the order costs something else now.
    Fee { fee: Money },
    /// Nothing is called so.
    Unknown { said: Vec<String> },
    /// No product has this number.
    NoSuchNumber { number: u64 },
    /// It was to be taken out and is not in the basket.
    NotInBasket { name: String },
}

impl Notice {
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::Sw => self.swahili(),
            Language::En => self.english(),
        }
    }

    fn swahili(&self) -> String {
        match self {
            Self::Gone => "Bidhaa moja iliyokuwa kwenye kikapu haiuzwi tena.".to_owned(),
            Self::SoldOut { name } => format!("Samahani, {name} imeisha."),
            Self::Left { name, left } => format!("{name}: zimebaki {left} tu."),
            Self::TooMany { name } => {
                format!("{name}: agizo moja linaweza kuwa na {EACH_MAX} tu.")
            }
            Self::Full => {
                format!("Kikapu kimejaa: agizo moja linaweza kuwa na bidhaa {LINES_MAX}.")
            }
            Self::Price { name, price } => {
                format!("Bei ya {name} imebadilika, sasa ni {}.", price.text())
            }
            Self::Fee { fee } => {
                format!("Gharama ya kuletewa imebadilika, sasa ni {}.", fee.text())
            }
            Self::Unknown { said } => format!("Samahani, hatuna: {}.", said.join(", ")),
            Self::NoSuchNumber { number } => format!("Hakuna bidhaa yenye namba {number}."),
            Self::NotInBasket { name } => format!("{name} haimo kwenye kikapu."),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Gone => "Something that was in your basket is not sold any more.".to_owned(),
            Self::SoldOut { name } => format!("I am sorry, {name} is sold out."),
            Self::Left { name, left } => format!("{name}: only {left} left."),
            Self::TooMany { name } => format!("{name}: one order can have {EACH_MAX} at most."),
            Self::Full => {
                format!("The basket is full: one order can have {LINES_MAX} products at most.")
            }
            Self::Price { name, price } => {
                format!("The price of {name} has changed, it is {} now.", price.text())
            }
            Self::Fee { fee } => {
                format!("The price of the delivery has changed, it is {} now.", fee.text())
            }
            Self::Unknown { said } => format!("I am sorry, we do not have: {}.", said.join(", ")),
            Self::NoSuchNumber { number } => format!("No product has the number {number}."),
            Self::NotInBasket { name } => format!("{name} is not in your basket."),
        }
    }
}
