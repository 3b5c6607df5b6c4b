//! What customers can order: the catalogue, and how orders reach them.

mod delivery;
mod list;

use domain::live::LiveEvent;
use domain::shop::ImportView;
use domain::{Instant, Permission};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::products::{ProductsPage, ProductsQuery, UndoImport, read_products};
use crate::components::{
    Any, Data, Icon, Post, Tone, dynamic, go, icon, notice, page_head, refusal, steady, submit,
};
use crate::live::{News, refetch, use_live};
use crate::text::{Locale, fill, say, use_locale};
use crate::time::{ago, ticking_in};

pub(super) use list::{encoded, picture};

/// The page of the catalogue.
#[component]
pub(crate) fn Products() -> impl IntoView {
    let query = use_query_map();
    let field = move |name: &str| query.with(|query| query.get(name)).unwrap_or_default();
    let asked =
        move || ProductsQuery { show: field("show"), search: field("search"), from: field("from") };
    // What is undone twice leads to the same address twice.
    let again = RwSignal::new(0_u32);
    let key = move || {
        let ProductsQuery { show, search, from } = asked();
        format!("{} {}", again.get(), [show, search, from, field("saved")].join(" "))
    };
    let data = Data::new(key, move || read_products(untrack(asked)));
    data.page(move |page| {
        let undo = Post::to::<UndoImport>();
        undo.after(move || again.update(|again| *again += 1));
        view(page, untrack(asked), &untrack(|| field("saved")), undo)
    })
}

fn view(page: ProductsPage, asked: ProductsQuery, saved: &str, undo: Post) -> AnyView {
    let l = use_locale();
    let now = ticking_in(page.zone, page.now);
    let may = page.role.may(Permission::ChangeBusiness);
    let shelf = list::Shelf { language: page.language, currency: page.currency, may };
    let list = RwSignal::new(page.list);
    let sought = asked.clone();
    use_live().listen(move |news| {
        if matches!(news, News::Event(LiveEvent::Orders { .. }) | News::Fresh { .. }) {
            let asked = asked.clone();
            refetch(
                move || read_products(asked.clone()),
                move |fresh: ProductsPage| {
                    // By now the page may have been left.
                    if list.try_with_untracked(|list| *list != fresh.list) == Some(true) {
                        list.try_set(fresh.list);
                    }
                },
            );
        }
    });
    let imported =
        page.last_import.filter(|_| may).map(|import| last_import(l, &import, now, undo));
    // The empty list itself says how to begin.
    let act = dynamic(move || match may && list.with(|list| list.all > 0) {
        true => acts(l),
        false => ().into_any(),
    });
    let lead = say!(l, products.lead).into_any();
    // The search stays what it is while stock comes and goes: somebody may be typing.
    let body = steady(
        move || list.with(|list| list.all == 0),
        move |is_empty| match is_empty {
            true => list::none(l, shelf.may),
            false => {
                let (search, sought) = (list::search(l, &sought), sought.clone());
                let lines = dynamic(move || list.with(|list| list::list(l, list, &sought, shelf)));
                view! { <section>{search} {lines}</section> }.any()
            }
        },
    );
    view! {
        <Title text=say!(l, products.title)/>
        {page_head(say!(l, products.title).into_any(), Some(lead), Some(act))}
        {said(l, saved)}
        {imported}
        {refusal(undo.error())}
        <div class="stack">
            {body}
            {delivery::card(l, page.delivery, page.delivery_draft, page.currency, may)}
        </div>
    }
    .any()
}

/// What adds to the catalogue.
fn acts(l: Locale) -> AnyView {
    let (add, take) = (say!(l, products.add), say!(l, products.take_in));
    let (add_to, take_from) = ("/app/products/new", "/app/products/import");
    view! {
        <div class="head-acts">
            {go("btn btn-quiet", take_from, Some(Icon::Upload), take, "btn-import")}
            {go("btn btn-primary", add_to, Some(Icon::Plus), add, "btn-add-product")}
        </div>
    }
    .any()
}

/// What became of what was sent.
fn said(l: Locale, saved: &str) -> Option<AnyView> {
    let text = match saved {
        "delivery" => say!(l, settings.saved),
        "removed" => say!(l, products.removed),
        "undone" => say!(l, products.undone),
        _ => return None,
    };
    Some(notice(Tone::Good, Icon::Check, text.to_owned()))
}

/// What the last file did, and the way back while there is one.
fn last_import(l: Locale, import: &ImportView, now: ReadSignal<Instant>, undo: Post) -> AnyView {
    let counts = [("added", &import.added.to_string()), ("changed", &import.changed.to_string())];
    let counts = counts.map(|(name, count)| (name, count.as_str()));
    let text = fill(say!(l, products.imported), &counts);
    let (class, sign) = ("btn btn-quiet", Some(Icon::Undo));
    let button = submit(class, sign, say!(l, products.undo), "btn-undo-import", undo.pending());
    let fields =
        view! { <input type="hidden" name="id" value=import.id.to_string()/> {button} }.any();
    view! {
        <div class="banner tone-calm" role="status" data-testid="last-import">
            {icon(Icon::File)}
            <p>{text} " · " {ago(import.created_at, now)}</p>
            {undo.form("", None, fields)}
        </div>
    }
    .any()
}
