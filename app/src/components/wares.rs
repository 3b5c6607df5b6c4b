//! What a business offers: the fields of its forms, wherever they stand.

use domain::booking::ServiceView;
use domain::booking_form::{ServiceForm, service_form};
use domain::money::{Currency, Money};
use domain::shop::{PRODUCT_CODE_MAX, PRODUCT_NAME_MAX, PRODUCT_TEXT_MAX, ProductForm};
use leptos::prelude::*;

use super::choice::switch;
use super::erased::Any;
use super::field::{Field, TextArea};
use crate::error::AppError;
use crate::text::{Locale, fill, say};

/// A service in a few words: its length, its price, and whether customers get it.
pub(crate) fn about_service(l: Locale, service: &ServiceView, currency: Currency) -> String {
    let minutes = |text: &str, n: u32| fill(text, &[("n", &n.to_string())]);
    let mut parts = vec![minutes(say!(l, booking.minutes), service.minutes)];
    if service.buffer_minutes > 0 {
        parts.push(minutes(say!(l, services.after), service.buffer_minutes));
    }
    parts.push(match service.price_minor {
        Some(minor) => Money { minor, currency }.text(),
        None => say!(l, services.no_price).to_owned(),
    });
    if !service.active {
        parts.push(say!(l, services.inactive).to_owned());
    }
    parts.join(" · ")
}

/// The way to the form of one of them.
pub(crate) fn change_link(l: Locale, href: String, name: &str) -> AnyView {
    let label = fill(say!(l, services.change_what), &[("name", name)]);
    view! { <a class="btn btn-quiet btn-small" href=href aria-label=label>{say!(l, services.change)}</a> }
        .any()
}

/// The fields of a service that is there, or of a new one; `typed` is what was refused.
pub(crate) fn service_fields(
    l: Locale,
    known: Option<&ServiceView>,
    typed: Option<ServiceForm>,
    currency: Currency,
    error: Signal<Option<AppError>>,
) -> AnyView {
    let begun = || match known {
        Some(service) => service_form(service),
        None => ServiceForm { active: "on".to_owned(), ..ServiceForm::default() },
    };
    let form = typed.unwrap_or_else(begun);
    let id = known.map(|service| service.id.to_string()).unwrap_or_default();
    view! {
        <input type="hidden" name="id" value=id/>
        <div class="fields">
            <Field id="name_sw" name="form[name_sw]" label=say!(l, services.name_sw)
                help=say!(l, services.names_help) filled=form.name_sw error/>
            <Field id="name_en" name="form[name_en]" label=say!(l, services.name_en) filled=form.name_en error/>
            <Field id="minutes" name="form[minutes]" label=say!(l, services.minutes) inputmode="numeric"
                help=say!(l, services.minutes_help) maxlength=4 filled=form.minutes error/>
            <Field id="buffer" name="form[buffer]" label=say!(l, services.buffer) inputmode="numeric"
                help=say!(l, services.buffer_help) maxlength=3 optional=true filled=form.buffer error/>
            <Field id="price" name="form[price]" label=say!(l, booking.price) inputmode="decimal" placeholder=currency.sign()
                help=say!(l, services.price_help) maxlength=20 optional=true filled=form.price error/>
        </div>
        {switch("form[active]", say!(l, services.active), say!(l, services.active_help), !form.active.is_empty(), "switch-active")}
    }
    .any()
}

/// The fields of a product; `id` is empty for a new one.
pub(crate) fn product_fields(
    l: Locale,
    id: String,
    form: ProductForm,
    currency: Currency,
    error: Signal<Option<AppError>>,
) -> AnyView {
    view! {
        <input type="hidden" name="id" value=id/>
        <div class="fields">
            <Field id="name_sw" name="form[name_sw]" label=say!(l, services.name_sw)
                help=say!(l, services.names_help) maxlength=PRODUCT_NAME_MAX filled=form.name_sw error/>
            <Field id="name_en" name="form[name_en]" label=say!(l, services.name_en)
                maxlength=PRODUCT_NAME_MAX filled=form.name_en error/>
            <Field id="price" name="form[price]" label=say!(l, booking.price) help=say!(l, product.price_help)
                inputmode="decimal" placeholder=currency.sign() maxlength=20 filled=form.price error/>
            <Field id="stock" name="form[stock]" label=say!(l, product.stock) help=say!(l, product.stock_help)
                inputmode="numeric" maxlength=7 optional=true filled=form.stock error/>
            <input type="hidden" name="form[stock_was]" value=form.stock_was/>
            <div class="field-broad">
                <TextArea id="description" name="form[description]" label=say!(l, product.description)
                    help=say!(l, product.description_help) maxlength=PRODUCT_TEXT_MAX optional=true
                    filled=form.description error/>
            </div>
            <Field id="code" name="form[code]" label=say!(l, product.code) help=say!(l, product.code_help)
                maxlength=PRODUCT_CODE_MAX optional=true filled=form.code error/>
        </div>
        {switch("form[active]", say!(l, product.active), say!(l, product.active_help), !form.active.is_empty(), "switch-active")}
    }
    .any()
}
