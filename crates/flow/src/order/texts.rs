//! What is said while an order is put together; a flow may say it otherwise.

use serde::{Deserialize, Serialize};

use crate::definition::Text;

/// What is said on the way to an order.
///
/// `{options}` are numbered lines. `{order}` is what is in the basket, a line for each product, `{total}` what all of
/// it costs. `{product}`, `{price}` and `{said}` are what is asked about; `{fee}`, `{fulfilment}`, `{address}` and
/// `{name}` are what is known of an order; a line that names something unknown is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrderTexts {
    /// What there is: `{options}`; `{example}` is how to choose.
    pub catalogue: Text,
    /// What the customer has put together, and what can be said next.
    pub basket: Text,
    /// There is nothing in it.
    pub empty: Text,
    /// Which of the `{options}` is `{said}`?
    pub which: Text,
    /// How many of `{product}`?
    pub how_many: Text,
    /// Is it to be brought (1) or fetched (2)?
    pub fulfilment: Text,
    /// Where is it to be brought?
    pub address: Text,
    /// What is your name?
    pub name: Text,
    /// Is all of it right?
    pub confirm: Text,
}

impl OrderTexts {
    /// Whether nothing is said otherwise than usual.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// All of them: their parts, what they are called in a sentence, and how they read.
    pub(crate) fn all(&self) -> [(&'static str, &'static str, &Text); 9] {
        [
            ("catalogue", "'catalogue'", &self.catalogue),
            ("basket", "'basket'", &self.basket),
            ("empty", "'empty'", &self.empty),
            ("which", "'which'", &self.which),
            ("how_many", "'how_many'", &self.how_many),
            ("fulfilment", "'fulfilment'", &self.fulfilment),
            ("address", "the address question", &self.address),
            ("name", "the name question", &self.name),
            ("confirm", "the last question", &self.confirm),
        ]
    }

    /// The same, to be changed.
    pub(crate) fn all_mut(&mut self) -> [(&'static str, &'static str, &mut Text); 9] {
        [
            ("catalogue", "'catalogue'", &mut self.catalogue),
            ("basket", "'basket'", &mut self.basket),
            ("empty", "'empty'", &mut self.empty),
            ("which", "'which'", &mut self.which),
            ("how_many", "'how_many'", &mut self.how_many),
            ("fulfilment", "'fulfilment'", &mut self.fulfilment),
            ("address", "the address question", &mut self.address),
            ("name", "the name question", &mut self.name),
            ("confirm", "the last question", &mut self.confirm),
        ]
    }
}

impl Default for OrderTexts {
    fn default() -> Self {
        let text = |sw: &str, en: &str| Text { sw: sw.to_owned(), en: en.to_owned() };
        Self {
            catalogue: text(
                "Bidhaa za {business_name}:\n{options}\n\
                 Andika namba au jina la bidhaa na idadi, mfano: {example}. 0) Menyu",
                "The products of {business_name}:\n{options}\n\
                 Reply with a product's number or name and how many, for example: {example}. 0) Menu",
            ),
            basket: text(
                "Kikapu chako:\n{order}\nJumla: {total}\n\
                 Andika bidhaa nyingine kuongeza, ONDOA na jina la bidhaa kuitoa, ORODHA kuona bidhaa zote, \
                 FUTA KIKAPU kuanza upya, au MALIZA kuagiza. 0) Menyu",
                "Your basket:\n{order}\nTotal: {total}\n\
                 Name another product to add it, reply with REMOVE and a product's name to take it out, LIST to see \
                 all products, EMPTY BASKET to start again, or DONE to order. 0) Menu",
            ),
            empty: text("Kikapu chako hakina kitu.", "Your basket is empty."),
            which: text(
                "Una maana ya bidhaa ipi kwa \"{said}\"?\n{options}\nAndika namba moja. 0) Menyu",
                "Which product do you mean by \"{said}\"?\n{options}\nReply with one number. 0) Menu",
            ),
            how_many: text(
                "{product}, {price}\nUngependa ngapi? Andika idadi kamili, mfano: 2. 0) Menyu",
                "{product}, {price}\nHow many would you like? Reply with a whole number, for example: 2. 0) Menu",
            ),
            fulfilment: text(
                "Ungependa kupata agizo lako vipi?\n1) Niletewe ({fee})\n2) Nitachukua mwenyewe\n0) Menyu",
                "How would you like to get your order?\n1) Have it delivered ({fee})\n2) Pick it up myself\n0) Menu",
            ),
            address: text(
                "Tukuletee wapi? Andika eneo na alama iliyo karibu, mfano: Mikocheni, karibu na shule ya msingi. \
                 0) Menyu",
                "Where should we deliver? Write the area and something near it, for example: Mikocheni, near the \
                 primary school. 0) Menu",
            ),
            name: text("Jina lako ni nani?", "What is your name?"),
            confirm: text(
                "Je, agizo lako ni sahihi?\n{order}\nKuletewa: {fee}\nJumla: {total}\nNamna ya kupokea: {fulfilment}\n\
                 Mahali: {address}\nJina: {name}\n1) Ndiyo, agiza 2) Badilisha 3) Ghairi 0) Menyu",
                "Is your order right?\n{order}\nDelivery: {fee}\nTotal: {total}\nHow you get it: {fulfilment}\n\
                 Place: {address}\nName: {name}\n1) Yes, order 2) Change 3) Cancel 0) Menu",
            ),
        }
    }
}
