//! The products, with what is left of each.

use domain::Language;
use domain::money::{Currency, Money};
use domain::shop::ProductView;
use leptos::prelude::*;

use crate::api::products::{ProductList, ProductsQuery};
use crate::components::{Any, Badge, Icon, Tab, Tone, empty_next, go, icon, pager, tabs};
use crate::text::{Locale, fill, say};

/// What every line of the list needs to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shelf {
    /// The business's language, in which products are named.
    pub(super) language: Language,
    /// What prices are in.
    pub(super) currency: Currency,
    /// Whether the person may change them.
    pub(super) may: bool,
}

/// The products of one page.
pub(super) fn list(l: Locale, list: &ProductList, asked: &ProductsQuery, shelf: Shelf) -> AnyView {
    let tab = |show: &'static str, word, count| {
        Tab::new(place(show, "", None), word, asked.show == show).count(count)
    };
    let parts = vec![
        tab("", say!(l, products.all), list.all),
        tab("low", say!(l, products.low), list.low),
        tab("off", say!(l, products.off), list.off),
    ];
    let lines = match list.products.is_empty() {
        true => {
            view! { <p class="quiet" data-testid="no-products">{say!(l, products.none_such)}</p> }
                .any()
        }
        false => {
            let lines = list.products.iter().map(|product| line(l, product, shelf));
            view! { <ul class="products" data-testid="products">{lines.collect_view()}</ul> }.any()
        }
    };
    let first = (!asked.from.is_empty()).then(|| place(&asked.show, &asked.search, None));
    let next = list.next.map(|next| place(&asked.show, &asked.search, Some(next)));
    view! {
        {tabs(say!(l, products.shown), parts)}
        {lines}
        {pager(first, next)}
    }
    .any()
}

/// The address of a part of the catalogue.
fn place(show: &str, search: &str, from: Option<u32>) -> String {
    let from = from.map(|from| from.to_string()).unwrap_or_default();
    let mut place = "/app/products".to_owned();
    let mut mark = '?';
    for (name, value) in [("show", show), ("search", search), ("from", from.as_str())] {
        if !value.is_empty() {
            place.push(mark);
            place = place + name + "=" + &encoded(value);
            mark = '&';
        }
    }
    place
}

/// A text as an address may carry it.
pub(in crate::pages::portal) fn encoded(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'_' => encoded.push(char::from(byte)),
            byte => {
                encoded.push('%');
                for digit in [byte >> 4, byte & 15] {
                    encoded.extend(DIGITS.get(usize::from(digit)).copied().map(char::from));
                }
            }
        }
    }
    encoded
}

/// The field in which products are looked for.
pub(super) fn search(l: Locale, asked: &ProductsQuery) -> AnyView {
    let word = say!(l, products.search);
    let show = (!asked.show.is_empty())
        .then(|| view! { <input type="hidden" name="show" value=asked.show.clone()/> }.any());
    view! {
        <form class="filters" method="get" action="/app/products" role="search" aria-label=word>
            {show}
            <input type="search" name="search" maxlength="100" aria-label=word placeholder=word
                value=asked.search.clone() data-testid="field-search"/>
            <button class="btn btn-quiet" data-testid="btn-search">
                {icon(Icon::Search)} <span>{say!(l, products.find)}</span>
            </button>
        </form>
    }
    .any()
}

fn line(l: Locale, product: &ProductView, shelf: Shelf) -> AnyView {
    let name = product.name(shelf.language).to_owned();
    let price = Money { minor: product.price_minor, currency: shelf.currency }.text();
    let code = product.code.clone().unwrap_or_default();
    let off = (!product.active).then(|| {
        Badge::new(Tone::Calm, Icon::Pause, say!(l, products.is_off), "off").view("product-off")
    });
    let body = view! {
        {picture(product, "product-picture", 64)}
        <span class="product-words">
            <span class="row-name">{name}</span>
            <span class="quiet" hidden=code.is_empty()>{code.clone()}</span>
        </span>
        <span class="product-price row-name number">{price}</span>
        <span class="product-state">{stock(l, product)} {off}</span>
    };
    let body = match shelf.may {
        true => {
            let href = format!("/app/products/{}", product.id);
            view! { <a class="product" href=href data-testid="product">{body}</a> }.any()
        }
        false => view! { <div class="product" data-testid="product">{body}</div> }.any(),
    };
    view! { <li>{body}</li> }.any()
}

/// The picture of a product, or a place for one; its name stands beside it.
pub(in crate::pages::portal) fn picture(
    product: &ProductView,
    class: &'static str,
    side: u32,
) -> AnyView {
    match product.has_picture {
        true => {
            let src = format!("/app/products/{}/picture", product.id);
            view! {
                <img class=class src=src alt="" width=side height=side loading="lazy" decoding="async"
                    data-testid="picture"/>
            }
            .any()
        }
        false => {
            view! { <span class=format!("{class} no-picture")>{icon(Icon::Package)}</span> }.any()
        }
    }
}

/// How many there are: a warning where it is little, nothing where nobody counts.
fn stock(l: Locale, product: &ProductView) -> AnyView {
    let Some(left) = product.stock else { return ().into_any() };
    let n = left.to_string();
    match left {
        0 => Badge::new(Tone::Bad, Icon::Alert, say!(l, products.sold_out), "none").view("stock"),
        _ if product.runs_out() => {
            let text = fill(say!(l, products.left), &[("n", &n)]);
            view! {
                <span class="badge tone-wait" data-testid="stock" data-status="low">
                    {icon(Icon::Wait)} <span class="number">{text}</span>
                </span>
            }
            .any()
        }
        _ => {
            let text = fill(say!(l, products.in_stock), &[("n", &n)]);
            view! { <span class="quiet number" data-testid="stock" data-status="some">{text}</span> }
                .any()
        }
    }
}

/// An empty catalogue, and how to begin.
pub(super) fn none(l: Locale, may: bool) -> AnyView {
    let next = may.then(|| {
        let (add, take) = (say!(l, products.add), say!(l, products.take_in));
        view! {
            <div class="empty-acts">
                {go("btn btn-primary", "/app/products/new", Some(Icon::Plus), add, "add-first")}
                {go("btn btn-quiet", "/app/products/import", Some(Icon::Upload), take, "import-first")}
            </div>
        }
        .any()
    });
    view! {
        <section class="card" data-testid="no-products">
            {empty_next(
                say!(l, products.none),
                say!(l, products.none_saying),
                say!(l, products.none_meaning),
                next.into_any(),
            )}
        </section>
    }
    .any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_is_asked_for_and_nothing_more() {
        assert_eq!(place("", "", None), "/app/products");
        assert_eq!(place("low", "", Some(50)), "/app/products?show=low&from=50");
        let asked = place("", "chai & maziwa=1é", None);
        assert_eq!(asked, "/app/products?search=chai%20%26%20maziwa%3D1%C3%A9");
    }
}
