//! How orders reach customers.

use domain::money::{Currency, Money};
use domain::shop::{DeliveryForm, DeliveryView, delivery_form};
use leptos::prelude::*;

use crate::api::products::SaveDelivery;
use crate::components::{
    Any, Field, Icon, Post, card as titled, error_line, refusal, submit, switch,
};
use crate::text::{Locale, fill, say};

/// The form, or what it says to who may not change it.
pub(super) fn card(
    l: Locale,
    delivery: DeliveryView,
    draft: Option<DeliveryForm>,
    currency: Currency,
    may: bool,
) -> AnyView {
    let body = match may {
        true => form(l, delivery, draft, currency),
        false => facts(l, delivery, currency),
    };
    titled(say!(l, products.delivery), body)
}

fn form(
    l: Locale,
    delivery: DeliveryView,
    draft: Option<DeliveryForm>,
    currency: Currency,
) -> AnyView {
    let form = draft.unwrap_or_else(|| delivery_form(delivery));
    let post = Post::to::<SaveDelivery>();
    let error = post.error();
    // Customers must get it somehow: what is missing is either of the two.
    let no_way = Signal::derive(move || {
        let wrong = error.with(|error| error.as_ref()?.problem("pickup").cloned());
        wrong.map(|_| say!(l, products.one_way).to_owned())
    });
    let fields = view! {
        <p class="quiet">{say!(l, products.delivery_lead)}</p>
        {refusal(error)}
        <div>
            {switch("form[pickup]", say!(l, products.pickup), say!(l, products.pickup_help), !form.pickup.is_empty(), "switch-pickup")}
            {switch("form[delivers]", say!(l, products.delivers), say!(l, products.delivers_help), !form.delivers.is_empty(), "switch-delivers")}
            {error_line("pickup", no_way)}
        </div>
        <div class="fields">
            <Field id="fee" name="form[fee]" label=say!(l, products.fee) help=say!(l, products.fee_help)
                inputmode="decimal" placeholder=currency.sign() maxlength=20 optional=true filled=form.fee error/>
        </div>
        <div class="form-end">
            {submit("btn btn-quiet", Some(Icon::Check), say!(l, services.save), "btn-save-delivery", post.pending())}
        </div>
    };
    post.form("form", Some("delivery-form"), fields.any())
}

fn facts(l: Locale, delivery: DeliveryView, currency: Currency) -> AnyView {
    let fetched = delivery.pickup.then(|| say!(l, products.pickup).to_owned());
    let brought = delivery.delivers.then(|| match delivery.fee_minor {
        0 => say!(l, products.delivers).to_owned(),
        minor => {
            let fee = Money { minor, currency }.text();
            fill(say!(l, products.delivers_for), &[("fee", &fee)])
        }
    });
    let ways: Vec<_> = [fetched, brought].into_iter().flatten().collect();
    let ways = match ways.is_empty() {
        true => say!(l, products.no_way).to_owned(),
        false => ways.join(" · "),
    };
    view! { <p>{ways}</p> }.any()
}
