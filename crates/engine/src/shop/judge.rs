//! Judging what is typed about products and deliveries.

use domain::shop::{
    DeliveryForm, DeliveryView, PRODUCT_CODE_MAX, PRODUCT_NAME_MAX, PRODUCT_TEXT_MAX, ProductForm,
    QUANTITY_MAX,
};
use domain::{Problem, money};
use store::ProductInput;

use crate::EngineError;
use crate::problems::{Problems, text};

/// A product.
pub(super) fn product(form: &ProductForm) -> Result<ProductInput, EngineError> {
    let mut problems = Problems::default();
    let code = problems.take("code", text(&form.code, PRODUCT_CODE_MAX));
    let (sw, en) = (form.name_sw.trim(), form.name_en.trim());
    let sw = match (sw, en) {
        ("", "") => Err(Problem::Required),
        _ => text(sw, PRODUCT_NAME_MAX).map(Option::unwrap_or_default),
    };
    let name_sw = problems.take("name_sw", sw);
    let name_en =
        problems.take("name_en", text(en, PRODUCT_NAME_MAX).map(Option::unwrap_or_default));
    let description = problems.take("description", text(&form.description, PRODUCT_TEXT_MAX));
    let price = match form.price.trim() {
        "" => Err(Problem::Required),
        typed => money::amount(typed).ok_or(Problem::Amount),
    };
    let price = problems.take("price", price);
    let stock = problems.take("stock", stock(&form.stock));
    match (code, name_sw, name_en, description, price, stock) {
        (
            Some(code),
            Some(name_sw),
            Some(name_en),
            Some(description),
            Some(price_minor),
            Some(stock),
        ) => {
            let active = !form.active.trim().is_empty();
            Ok(ProductInput { code, name_sw, name_en, description, price_minor, stock, active })
        }
        _ => problems.refuse(),
    }
}

/// How many there were when the form was filled in; nothing where that was not counted, or nobody says.
pub(super) fn stock_before(form: &ProductForm) -> Option<u32> {
    stock(&form.stock_was).ok().flatten()
}

/// How many there are, as people type it: `12`, `1,200`, `1 200`.
fn stock(typed: &str) -> Result<Option<u32>, Problem> {
    let plain: String =
        typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '\'')).collect();
    if plain.is_empty() {
        return Ok(None);
    }
    let number = plain.parse().ok().filter(|number| *number <= QUANTITY_MAX);
    number.map(Some).ok_or(Problem::Range { min: 0, max: QUANTITY_MAX.into() })
}

/// How orders reach customers.
pub(super) fn delivery(form: &DeliveryForm) -> Result<DeliveryView, EngineError> {
    let mut problems = Problems::default();
    let (delivers, pickup) = (!form.delivers.trim().is_empty(), !form.pickup.trim().is_empty());
    let way = if delivers || pickup { Ok(()) } else { Err(Problem::Required) };
    let way = problems.take("pickup", way);
    let fee = match form.fee.trim() {
        "" => Ok(0),
        typed => money::amount(typed).ok_or(Problem::Amount),
    };
    let fee = problems.take("fee", fee);
    match (way, fee) {
        (Some(()), Some(fee_minor)) => Ok(DeliveryView { delivers, pickup, fee_minor }),
        _ => problems.refuse(),
    }
}
