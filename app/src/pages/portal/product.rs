//! One product, or a new one: its form and its picture.

use domain::Permission;
use domain::knowledge::FileProblem;
use domain::money::Currency;
use domain::shop::{ProductForm, ProductView};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::products::picture;
use crate::api::products::{
    ProductPage, RemoveProduct, RemoveProductPicture, SaveProduct, read_product,
};
use crate::components::{
    Any, Data, Icon, Post, Tone, ask_of, card, dynamic, icon, notice, page_head, product_fields,
    refusal, submit,
};
use crate::live::refetch;
use crate::pages::nowhere;
use crate::text::{Locale, say, use_locale};

/// The page of one product; of a new one where the address names none.
#[component]
pub(crate) fn Product() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    let asked = move |name: &str| query.with(|query| query.get(name)).unwrap_or_default();
    // The form is filled in anew only when all of it is saved: what else is done leaves it as it was typed.
    let again = RwSignal::new(0_u32);
    let key = move || format!("{} {}", again.get(), id());
    let data = Data::new(key, move || read_product(untrack(id)));
    data.page(move |page| {
        let said = dynamic(move || said(&asked("saved"), &asked("problem")).into_any());
        let save = Post::to::<SaveProduct>();
        save.after(move || again.update(|again| *again += 1));
        view(page, said, save)
    })
}

fn view(page: ProductPage, said: AnyView, save: Post) -> AnyView {
    let l = use_locale();
    if !page.role.may(Permission::ChangeBusiness) {
        return nowhere(say!(l, lost.forbidden_title), say!(l, lost.forbidden_lead));
    }
    let title = match &page.product {
        Some(product) => product.name(page.language).to_owned(),
        None => say!(l, products.add).to_owned(),
    };
    let id = page.product.as_ref().map(|product| product.id.to_string()).unwrap_or_default();
    let remove = page.product.as_ref().map(|product| removal(l, product));
    let unpicture = Post::to::<RemoveProductPicture>();
    let (product, known) = (RwSignal::new(page.product), id.clone());
    unpicture.after(move || {
        let known = known.clone();
        refetch(
            move || read_product(known.clone()),
            move |fresh: ProductPage| {
                // By now the page may have been left.
                product.try_set(fresh.product);
            },
        );
    });
    let beside = dynamic(move || {
        product.with(|product| match product {
            Some(product) => picture_card(l, product, unpicture),
            None => {
                let later = view! { <p class="quiet">{say!(l, product.picture_later)}</p> };
                card(say!(l, product.picture), later.any())
            }
        })
    });
    view! {
        <Title text=title.clone()/>
        {page_head(title.into_any(), None, None)}
        {said}
        <div class="booking">
            <div>{card(say!(l, product.about), form(l, id, page.form, page.currency, save))}</div>
            <div class="booking-acts">{beside}</div>
            <div>{remove}</div>
        </div>
        <p class="below"><a class="way" href="/app/products">{say!(l, product.to_products)}</a></p>
    }
    .any()
}

fn form(l: Locale, id: String, form: ProductForm, currency: Currency, post: Post) -> AnyView {
    let error = post.error();
    let fields = view! {
        {refusal(error)}
        {product_fields(l, id, form, currency, error)}
        <div class="form-end">
            <a class="btn btn-link" href="/app/products">{say!(l, form.cancel)}</a>
            {submit("btn btn-primary", Some(Icon::Check), say!(l, services.save), "btn-save-product", post.pending())}
        </div>
    };
    post.form("form", Some("product-form"), fields.any())
}

/// The picture, and a plain form for another one, which browsers send by themselves: a file is no field of a
/// server function.
fn picture_card(l: Locale, product: &ProductView, unpicture: Post) -> AnyView {
    let action = format!("/app/products/{}/picture", product.id);
    let remove = product.has_picture.then(|| {
        let (class, sign) = ("btn btn-link", Some(Icon::Trash));
        let word = say!(l, product.picture_remove);
        let button = submit(class, sign, word, "btn-remove-picture", unpicture.pending());
        let id = product.id.to_string();
        let fields = view! { <input type="hidden" name="id" value=id/> {button} };
        unpicture.form("", None, fields.any())
    });
    let word = match product.has_picture {
        true => say!(l, product.picture_other),
        false => say!(l, product.picture_choose),
    };
    let body = view! {
        <div class="picture-frame">{picture(product, "picture-large", 320)}</div>
        {refusal(unpicture.error())}
        <form class="form" method="post" action=action enctype="multipart/form-data" data-testid="picture-form">
            <div class="field">
                <label for="picture">{word}</label>
                <input id="picture" name="file" type="file" accept="image/png,image/jpeg,image/webp" required
                    aria-describedby="picture-help" data-testid="field-picture"/>
                <p class="field-help" id="picture-help">{say!(l, product.picture_help)}</p>
            </div>
            <div class="form-end">
                <button class="btn btn-quiet" data-testid="btn-save-picture">
                    {icon(Icon::Upload)} <span>{say!(l, product.picture_upload)}</span>
                </button>
            </div>
        </form>
        {remove}
    };
    card(say!(l, product.picture), body.any())
}

/// Asks, and takes the product out of the catalogue.
fn removal(l: Locale, product: &ProductView) -> AnyView {
    let post = Post::to::<RemoveProduct>();
    let (class, sign) = ("btn btn-danger", Some(Icon::Trash));
    let yes = submit(class, sign, say!(l, services.remove_yes), "btn-remove-yes", post.pending());
    let id = product.id.to_string();
    let form = view! { {refusal(post.error())} <input type="hidden" name="id" value=id/> {yes} };
    let body = view! {
        <p>{say!(l, product.remove_sure)}</p>
        {post.form("", None, form.any())}
    };
    ask_of(post, class, sign, say!(l, product.remove), "btn-remove", body.any())
}

/// What became of what was sent.
fn said(saved: &str, problem: &str) -> Option<AnyView> {
    let l = use_locale();
    if let Ok(problem) = problem.parse::<FileProblem>() {
        let text = match problem {
            FileProblem::Missing => say!(l, answers.file_missing),
            FileProblem::TooLarge => say!(l, product.picture_too_large),
            FileProblem::BrokenOff => say!(l, answers.file_broken_off),
            _ => say!(l, product.picture_unknown),
        };
        return Some(notice(Tone::Bad, Icon::Alert, text.to_owned()));
    }
    let text = match saved {
        "new" => say!(l, product.saved_new),
        "product" => say!(l, product.saved),
        "picture" => say!(l, product.picture_saved),
        "no-picture" => say!(l, product.picture_removed),
        _ => return None,
    };
    Some(notice(Tone::Good, Icon::Check, text.to_owned()))
}
