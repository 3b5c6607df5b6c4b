//! A file of products: chosen, looked at row by row, and taken in.

use domain::FieldProblem;
use domain::money::{Currency, Money, amount};
use domain::shop::{IMPORT_ROWS_MAX, ImportRow, RowFate};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::products::{ImportFile, ImportPage, read_import};
use crate::components::{
    Any, Badge, Data, Icon, Tone, card, choose_file, icon, notice, page_head, refused_file, tile,
};
use crate::text::{self, Locale, fill, say, use_locale};

/// What stands for nothing.
const NONE: &str = "–";

/// The page where files of products are handed in.
#[component]
pub(crate) fn ImportProducts() -> impl IntoView {
    let query = use_query_map();
    let problem = move || query.with(|query| query.get("problem")).unwrap_or_default();
    let data = Data::new(problem, read_import);
    data.page(move |page| view(page, &untrack(problem)))
}

fn view(page: ImportPage, problem: &str) -> AnyView {
    let l = use_locale();
    let (too_large, unread) = (say!(l, import.too_large), say!(l, import.unreadable));
    let unread = refused_file(l, problem, too_large, unread);
    let wrong = (!page.problems.is_empty()).then(|| unreadable(l, &page.problems));
    let body = match page.file {
        Some(file) => looked_at(l, file, page.currency),
        None => view! { {choose(l)} {columns(l)} }.any(),
    };
    view! {
        <Title text=say!(l, import.title)/>
        {page_head(say!(l, import.title).into_any(), Some(say!(l, import.lead).into_any()), None)}
        {unread}
        {wrong}
        <div class="stack">{body}</div>
        <p class="below"><a class="way" href="/app/products">{say!(l, product.to_products)}</a></p>
    }
    .any()
}

/// Why nothing of a file can be read.
fn unreadable(l: Locale, problems: &[FieldProblem]) -> AnyView {
    let mut text = say!(l, import.unreadable).to_owned();
    for found in problems {
        text = text + " " + &wrong_in(l, found);
    }
    notice(Tone::Bad, Icon::Alert, text)
}

/// Where a file is chosen.
fn choose(l: Locale) -> AnyView {
    let rows = fill(say!(l, import.file_help), &[("n", &text::count(IMPORT_ROWS_MAX as u64))]);
    choose_file(l, "/app/products/import", ".csv,.txt,text/csv", rows)
}

/// What a file may hold, and one to begin with.
fn columns(l: Locale) -> AnyView {
    let columns = [
        ("name, name_en / jina", say!(l, import.column_name)),
        ("price / bei", say!(l, import.column_price)),
        ("stock / idadi", say!(l, import.column_stock)),
        ("code / msimbo", say!(l, import.column_code)),
        ("description / maelezo", say!(l, import.column_description)),
        ("active / inauzwa", say!(l, import.column_active)),
    ];
    let columns = columns.into_iter().map(|(heading, about)| {
        view! { <div class="fact"><dt><code>{heading}</code></dt> <dd>{about}</dd></div> }.any()
    });
    let body = view! {
        <p class="quiet">{say!(l, import.columns_lead)}</p>
        <dl class="facts import-columns">{columns.collect_view()}</dl>
        <p class="ways">
            <a class="way with-sign" href="/app/products/sample.csv" rel="external" download="products.csv"
                data-testid="sample-file">{icon(Icon::Download)} <span>{say!(l, import.sample)}</span></a>
        </p>
    };
    card(say!(l, import.columns), body.any())
}

/// What the file would do, row by row, and the button that does it.
fn looked_at(l: Locale, file: ImportFile, currency: Currency) -> AnyView {
    let ImportFile { name, content, added, changed, same, wrong, rows } = file;
    let figure = |word: &'static str, count: u32, tone: Tone, testid| {
        let tone = if count == 0 { Tone::Calm } else { tone };
        tile(word, text::count(count.into()).into_any(), testid, None, Some(tone))
    };
    let all = added + changed + same + wrong;
    let more = u32::try_from(rows.len()).is_ok_and(|shown| shown < all).then(|| {
        let shown = text::count(rows.len() as u64);
        let text =
            fill(say!(l, import.rows_shown), &[("n", &shown), ("all", &text::count(all.into()))]);
        view! { <p class="quiet">{text}</p> }.any()
    });
    let left_out = (wrong > 0).then(|| {
        let text = match wrong {
            1 => say!(l, import.left_out_one).to_owned(),
            wrong => fill(say!(l, import.left_out), &[("n", &text::count(wrong.into()))]),
        };
        notice(Tone::Wait, Icon::Alert, text)
    });
    let take = match added + changed {
        0 => notice(Tone::Calm, Icon::Info, say!(l, import.nothing_to_do).to_owned()),
        _ => take_in(l, content),
    };
    let rows = rows.into_iter().map(|found| row(l, found, currency)).collect_view();
    let heads = [
        say!(l, import.line),
        say!(l, import.fate),
        say!(l, import.product),
        say!(l, booking.price),
        say!(l, product.stock),
    ];
    let heads = heads.map(|head| view! { <th scope="col">{head}</th> }.any());
    view! {
        <section class="stack" data-testid="preview">
            <h2>{fill(say!(l, import.looked_at), &[("name", &name)])}</h2>
            <dl class="figures">
                {figure(say!(l, import.added), added, Tone::Good, "count-added")}
                {figure(say!(l, import.changed), changed, Tone::Good, "count-changed")}
                {figure(say!(l, import.same), same, Tone::Calm, "count-same")}
                {figure(say!(l, import.wrong), wrong, Tone::Bad, "count-wrong")}
            </dl>
            {left_out}
            <p class="quiet">{say!(l, import.nothing_written)}</p>
            {take}
            <table class="ledger import-rows">
                <caption class="unseen">{say!(l, import.rows)}</caption>
                <thead><tr>{heads.collect_view()}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
            {more}
        </section>
    }
    .any()
}

/// Sends the same file again, which is taken in now; it was not kept.
fn take_in(l: Locale, content: String) -> AnyView {
    view! {
        <form method="post" action="/app/products/import/take" enctype="multipart/form-data"
            data-testid="take-in-form">
            <input type="hidden" name="content" value=content/>
            <div class="import-acts">
                // The same address, asked for anew.
                <a class="btn btn-quiet" href="/app/products/import" rel="external" data-testid="btn-other-file">
                    {say!(l, import.other)}
                </a>
                <button class="btn btn-primary" data-testid="btn-take-in">
                    {icon(Icon::Check)} <span>{say!(l, import.take_in)}</span>
                </button>
            </div>
        </form>
    }
    .any()
}

fn row(l: Locale, row: ImportRow, currency: Currency) -> AnyView {
    let ImportRow { line, fate, product, problems } = row;
    let names = [product.name_sw.as_str(), &product.name_en];
    let names = names.into_iter().filter(|name| !name.trim().is_empty());
    let name = names.collect::<Vec<_>>().join(" / ");
    let name = if name.is_empty() { NONE.to_owned() } else { name };
    // A price that is none is shown as it is written.
    let price = amount(&product.price).map(|minor| Money { minor, currency }.text());
    let price = price.unwrap_or(product.price);
    let (tone, sign, word) = match fate {
        RowFate::Added => (Tone::Good, Icon::Plus, say!(l, import.is_added)),
        RowFate::Changed => (Tone::Wait, Icon::Edit, say!(l, import.is_changed)),
        RowFate::Same => (Tone::Calm, Icon::Check, say!(l, import.is_same)),
        RowFate::Wrong => (Tone::Bad, Icon::Cross, say!(l, import.is_wrong)),
    };
    let badge = Badge::new(tone, sign, word, fate.as_str()).view("row-fate");
    let problems = problems.iter().map(|found| {
        view! { <span class="field-error">{icon(Icon::Alert)} <span>{wrong_in(l, found)}</span></span> }
            .any()
    });
    let (code, stock) = (product.code, product.stock);
    let stock = if stock.is_empty() { NONE.to_owned() } else { stock };
    view! {
        <tr data-fate=fate.as_str() data-testid="import-row">
            <td class="number" data-label=say!(l, import.line)>{line.to_string()}</td>
            <td data-label=say!(l, import.fate)>{badge}</td>
            <th scope="row">
                {name}
                <span class="quiet" hidden=code.is_empty()>{code.clone()}</span>
                {problems.collect_view()}
            </th>
            <td class="number" data-label=say!(l, booking.price)>{price}</td>
            <td class="number" data-label=say!(l, product.stock)>{stock}</td>
        </tr>
    }
    .any()
}

/// What is wrong with a column, in words: `Price: Write a price such as 15,000.`
fn wrong_in(l: Locale, found: &FieldProblem) -> String {
    let name = match found.field.as_str() {
        "name_sw" | "name" => say!(l, services.name),
        "name_en" => say!(l, services.name_en),
        "price" => say!(l, booking.price),
        "stock" => say!(l, product.stock),
        "code" => say!(l, product.code),
        "description" => say!(l, product.description),
        "active" => say!(l, product.active),
        _ => return text::problem(l, &found.problem),
    };
    format!("{name}: {}", text::problem(l, &found.problem))
}
