//! What pages show of the catalogue and of orders, and what the business's people type about them.

use serde::{Deserialize, Serialize};

use crate::booking_form::typed_amount;
use crate::money::Currency;
use crate::order::{Fulfilment, OrderStatus};
use crate::problem::FieldProblem;
use crate::text_enum::text_enum;
use crate::{ContactId, ImportId, Instant, Language, OrderId, ProductId};

/// Longest name of a product, in characters (the column's length).
pub const PRODUCT_NAME_MAX: u32 = 100;
/// Longest description of a product, in characters (the column's length).
pub const PRODUCT_TEXT_MAX: u32 = 500;
/// Longest code of a product, in characters (the column's length).
pub const PRODUCT_CODE_MAX: u32 = 40;
/// The most of one product that can be in stock or in one order.
pub const QUANTITY_MAX: u32 = 100_000;
/// With so many left or fewer, the business's people are shown that a product runs out.
pub const STOCK_LOW: u32 = 3;
/// The largest picture of a product, in bytes.
pub const PICTURE_MAX_BYTES: usize = 2 * 1024 * 1024;
/// The largest file of products, in bytes: room for [`IMPORT_ROWS_MAX`] rows as people write them.
pub const IMPORT_MAX_BYTES: usize = 1024 * 1024;
/// The most rows of one file of products.
pub const IMPORT_ROWS_MAX: usize = 2_000;

/// Something that customers can order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductView {
    /// Its id.
    pub id: ProductId,
    /// The business's own code for it; a file of products finds it again by this.
    pub code: Option<String>,
    /// Its name in Swahili; empty where only the other is known.
    pub name_sw: String,
    /// Its name in English; empty where only the other is known.
    pub name_en: String,
    /// What there is to say about it, as the owner writes it.
    pub description: Option<String>,
    /// What one costs, in hundredths of the business's currency.
    pub price_minor: i64,
    /// How many there are; nothing where that is not counted.
    pub stock: Option<u32>,
    /// Whether customers can order it now.
    pub active: bool,
    /// Whether there is a picture of it.
    pub has_picture: bool,
}

impl ProductView {
    /// Its name for who reads this language, or else the only one there is.
    pub fn name(&self, language: Language) -> &str {
        let (name, other) = match language {
            Language::Sw => (&self.name_sw, &self.name_en),
            Language::En => (&self.name_en, &self.name_sw),
        };
        if name.is_empty() { other } else { name }
    }

    /// Whether there are few left, or none.
    pub fn runs_out(&self) -> bool {
        self.stock.is_some_and(|stock| stock <= STOCK_LOW)
    }
}

/// How orders reach customers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryView {
    /// Whether the business brings them.
    pub delivers: bool,
    /// Whether customers can fetch them.
    pub pickup: bool,
    /// What bringing one costs, in hundredths of the business's currency.
    pub fee_minor: i64,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    /// Its id.
    pub id: OrderId,
    /// What people call it: counted from 1 within the business.
    pub number: u32,
    /// The customer, where there still is one.
    pub contact_id: Option<ContactId>,
    /// The customer's name, where it is known.
    pub customer: Option<String>,
    /// The customer's number or what the channel calls them, where it is known.
    pub phone: Option<String>,
    /// Where it stands.
    pub status: OrderStatus,
    /// How it reaches the customer.
    pub fulfilment: Fulfilment,
    /// Where it is brought to.
    pub address: Option<String>,
    /// What was ordered, in the order in which it was asked for.
    pub lines: Vec<OrderLineView>,
    /// The money that it is to be paid in, whatever the business asks for by now.
    pub currency: Currency,
    /// What bringing it costs, in hundredths of its currency.
    pub fee_minor: i64,
    /// What all of it costs, in hundredths of its currency.
    pub total_minor: i64,
    /// What the business noted about it.
    pub note: Option<String>,
    /// When it was placed.
    pub created_at: Instant,
    /// When it last came to stand elsewhere.
    pub updated_at: Instant,
}

/// Some of one product within an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLineView {
    /// Which; nothing when it is not there any more.
    pub product_id: Option<ProductId>,
    /// Its name as it was ordered.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// What one cost, in hundredths of the order's currency.
    pub price_minor: i64,
}

text_enum! {
    /// Which orders are shown.
    OrderFilter {
        /// Those for which something is still to be done.
        Open => "open",
        /// Those that the customers have.
        Completed => "completed",
        /// Those that were called off.
        Cancelled => "cancelled",
        /// All of them.
        All => "all",
    }
}

/// A product, as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductForm {
    /// The business's own code for it; may be empty.
    pub code: String,
    /// Its name in Swahili; may be empty where there is one in English.
    pub name_sw: String,
    /// Its name in English; may be empty where there is one in Swahili.
    pub name_en: String,
    /// What there is to say about it; may be empty.
    pub description: String,
    /// What one costs, as people write amounts.
    pub price: String,
    /// How many there are; empty where that is not counted.
    pub stock: String,
    /// How many there were when the form was filled in: what is sold meanwhile stays sold.
    pub stock_was: String,
    /// Anything where customers can order it.
    pub active: String,
}

/// How orders reach customers, as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeliveryForm {
    /// Anything where the business brings them.
    pub delivers: String,
    /// Anything where customers can fetch them.
    pub pickup: String,
    /// What bringing one costs, as people write amounts; empty is nothing.
    pub fee: String,
}

/// A product as it would be typed.
pub fn product_form(product: &ProductView) -> ProductForm {
    ProductForm {
        code: product.code.clone().unwrap_or_default(),
        name_sw: product.name_sw.clone(),
        name_en: product.name_en.clone(),
        description: product.description.clone().unwrap_or_default(),
        price: typed_amount(product.price_minor),
        stock: product.stock.map(|stock| stock.to_string()).unwrap_or_default(),
        stock_was: product.stock.map(|stock| stock.to_string()).unwrap_or_default(),
        active: if product.active { "on".to_owned() } else { String::new() },
    }
}

/// How orders reach customers as it would be typed.
pub fn delivery_form(delivery: DeliveryView) -> DeliveryForm {
    let on = |on: bool| if on { "on".to_owned() } else { String::new() };
    let fee = match delivery.fee_minor {
        0 => String::new(),
        minor => typed_amount(minor),
    };
    DeliveryForm { delivers: on(delivery.delivers), pickup: on(delivery.pickup), fee }
}

text_enum! {
    /// What a row of a file of products would do.
    RowFate {
        /// A product is added.
        Added => "added",
        /// A product is changed.
        Changed => "changed",
        /// It says what is known already.
        Same => "same",
        /// It is wrong and is left out.
        Wrong => "wrong",
    }
}

/// A row of a file of products, looked at before anything is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Its line in the file, counted from 1, the headings' line included.
    pub line: u32,
    /// What it would do.
    pub fate: RowFate,
    /// What it says.
    pub product: ProductForm,
    /// What is wrong with it, by field.
    pub problems: Vec<FieldProblem>,
}

/// A file of products, looked at before anything is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPreview {
    /// Its rows, in the file's order.
    pub rows: Vec<ImportRow>,
}

impl ImportPreview {
    /// How many of its rows would do this.
    pub fn count(&self, fate: RowFate) -> usize {
        self.rows.iter().filter(|row| row.fate == fate).count()
    }
}

/// A file of products that was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    /// Its id.
    pub id: ImportId,
    /// The products that it added.
    pub added: u32,
    /// The products that it changed.
    pub changed: u32,
    /// When.
    pub created_at: Instant,
}
