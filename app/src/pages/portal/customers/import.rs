//! A file of customers: chosen, its columns named, looked at row by row, and taken in.

use domain::FieldProblem;
use domain::customer_import::{CUSTOMER_ROWS_MAX, CustomerColumn, CustomerImportRow};
use domain::shop::RowFate;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::PLACE;
use crate::api::customer_import::{CustomerImportFile, CustomerImportPage, read_customer_import};
use crate::components::{
    Any, Badge, Data, Icon, Tone, card, check, choose_file, icon, notice, page_head, refused_file,
};
use crate::text::{self, Locale, fill, say, use_locale};

/// Where a file is handed in to be looked at.
const PREVIEW: &str = "/app/customers/import";
/// Where it is handed in to be taken in.
const TAKE_IN: &str = "/app/customers/import/take";

/// The page where files of customers are handed in.
#[component]
pub(crate) fn ImportCustomers() -> impl IntoView {
    let query = use_query_map();
    let problem = move || query.with(|query| query.get("problem")).unwrap_or_default();
    let data = Data::new(problem, read_customer_import);
    data.page(move |page| view(page, &untrack(problem)))
}

fn view(page: CustomerImportPage, problem: &str) -> AnyView {
    let l = use_locale();
    let (too_large, unread) =
        (say!(l, customer_import.too_large), say!(l, customer_import.unreadable));
    let unread = refused_file(l, problem, too_large, unread);
    let wrong = (!page.problems.is_empty()).then(|| {
        let found = page.problems.iter().map(|found| text::problem(l, &found.problem));
        let words = found
            .fold(say!(l, customer_import.unreadable).to_owned(), |words, it| words + " " + &it);
        notice(Tone::Bad, Icon::Alert, words)
    });
    let body = page.file.map_or_else(|| choose(l), |file| looked_at(l, file));
    view! {
        <Title text=say!(l, customer_import.title)/>
        {page_head(say!(l, customer_import.title).into_any(), Some(say!(l, customer_import.lead).into_any()), None)}
        {unread}
        {wrong}
        <div class="stack">{body}</div>
        <p class="below"><a class="way" href=PLACE>{say!(l, customers.to_customers)}</a></p>
    }
    .any()
}

/// Where a file is chosen.
fn choose(l: Locale) -> AnyView {
    let rows =
        fill(say!(l, customer_import.file_help), &[("n", &text::count(CUSTOMER_ROWS_MAX as u64))]);
    choose_file(l, PREVIEW, ".csv,.tsv,.txt,text/csv", rows)
}

/// What the columns are taken for, what the file would do, and the buttons that look again and take it in. The file goes
/// along in the form; it was not kept.
fn looked_at(l: Locale, file: CustomerImportFile) -> AnyView {
    let columns = file.headings.into_iter().zip(file.columns).enumerate();
    let columns = columns.map(|(n, (heading, column))| mapped(l, n, heading, column));
    let columns = columns.collect_view();
    let erased = (file.erased > 0 || file.erased_too).then(|| {
        check(
            "erased_too",
            "on",
            say!(l, customer_import.erased_too),
            file.erased_too,
            "erased-too",
        )
    });
    let take = (file.added + file.changed > 0).then(|| {
        view! {
            <button class="btn btn-primary" formaction=TAKE_IN data-testid="btn-take-in">
                {icon(Icon::Check)} <span>{say!(l, import.take_in)}</span>
            </button>
        }
        .any()
    });
    let nothing = take
        .is_none()
        .then(|| notice(Tone::Calm, Icon::Info, say!(l, import.nothing_to_do).to_owned()));
    let figures = [
        (say!(l, customer_import.added), file.added, "count-added"),
        (say!(l, customer_import.changed), file.changed, "count-changed"),
        (say!(l, customer_import.same), file.same, "count-same"),
        (say!(l, customer_import.wrong), file.wrong, "count-wrong"),
    ];
    let figures = figures.map(|(word, count, testid)| {
        view! {
            <div class="fact"><dt>{word}</dt> <dd data-testid=testid>{text::count(count.into())}</dd></div>
        }
        .any()
    });
    let form = view! {
        <form class="form" method="post" action=PREVIEW enctype="multipart/form-data"
            data-testid="take-in-form">
            <input type="hidden" name="name" value=file.name.clone()/>
            <input type="hidden" name="content" value=file.content/>
            {columns}
            {check("overwrite", "on", say!(l, customer_import.overwrite), file.overwrite, "overwrite")}
            {erased}
            <p class="quiet">{say!(l, customer_import.promise)}</p>
            <div class="form-end">
                <button class="btn btn-quiet" data-testid="btn-preview">
                    {icon(Icon::Eye)} <span>{say!(l, customer_import.again)}</span>
                </button>
                {take}
            </div>
        </form>
        <p><a class="way" href=PREVIEW rel="external" data-testid="btn-other-file">{say!(l, import.other)}</a></p>
    };
    let rows = file.rows.into_iter().map(|found| row(l, found)).collect_view();
    let heads = [
        say!(l, import.line),
        say!(l, import.fate),
        say!(l, customers.name),
        say!(l, customer_import.phone),
        say!(l, customer_import.email),
    ];
    let heads = heads.map(|head| view! { <th scope="col">{head}</th> }.any());
    view! {
        <section class="stack" data-testid="preview">
            <h2>{fill(say!(l, import.looked_at), &[("name", &file.name)])}</h2>
            <dl class="facts">{figures.collect_view()}</dl>
            <p class="quiet">{say!(l, import.nothing_written)}</p>
            {nothing}
            {card(say!(l, customer_import.columns), form.any())}
            <table class="ledger import-rows">
                <caption class="unseen">{say!(l, import.rows)}</caption>
                <thead><tr>{heads.collect_view()}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .any()
}

/// What one column is taken for, to be changed.
fn mapped(l: Locale, n: usize, heading: String, column: CustomerColumn) -> AnyView {
    let id = format!("column-{n}");
    let options = CustomerColumn::ALL.iter().map(|it| {
        let selected = *it == column;
        view! { <option value=it.as_str() selected=selected>{column_word(l, *it)}</option> }.any()
    });
    view! {
        <div class="field">
            <label for=id.clone()>{heading}</label>
            <select id=id.clone() name="column" data-testid=id>{options.collect_view()}</select>
        </div>
    }
    .any()
}

fn column_word(l: Locale, column: CustomerColumn) -> &'static str {
    match column {
        CustomerColumn::Ignored => say!(l, customer_import.ignored),
        CustomerColumn::Name => say!(l, customers.name),
        CustomerColumn::Phone => say!(l, customer_import.phone),
        CustomerColumn::Email => say!(l, customer_import.email),
        CustomerColumn::Status => say!(l, customers.status),
        CustomerColumn::Tags => say!(l, customers.tags),
        CustomerColumn::Language => say!(l, customers.language),
    }
}

fn row(l: Locale, row: CustomerImportRow) -> AnyView {
    let CustomerImportRow { line, fate, name, phone, email, problems, erased } = row;
    let (tone, sign, word) = match fate {
        RowFate::Added => (Tone::Good, Icon::Plus, say!(l, customer_import.is_added)),
        RowFate::Changed => (Tone::Wait, Icon::Edit, say!(l, customer_import.is_changed)),
        RowFate::Same => (Tone::Calm, Icon::Check, say!(l, customer_import.is_same)),
        RowFate::Wrong => (Tone::Bad, Icon::Cross, say!(l, customer_import.is_wrong)),
    };
    let badge = Badge::new(tone, sign, word, fate.as_str()).view("row-fate");
    let mut words: Vec<_> = problems.iter().map(|found| wrong_in(l, found)).collect();
    if erased {
        words.push(say!(l, customer_import.erased).to_owned());
    }
    let words = words.into_iter().map(|words| {
        view! { <span class="field-error">{icon(Icon::Alert)} <span>{words}</span></span> }.any()
    });
    view! {
        <tr data-fate=fate.as_str() data-testid="import-row">
            <td class="number" data-label=say!(l, import.line)>{line.to_string()}</td>
            <td data-label=say!(l, import.fate)>{badge}</td>
            <th scope="row">{name} {words.collect_view()}</th>
            <td class="number" data-label=say!(l, customer_import.phone)>{phone}</td>
            <td data-label=say!(l, customer_import.email)>{email}</td>
        </tr>
    }
    .any()
}

/// What is wrong with a column, in words.
fn wrong_in(l: Locale, found: &FieldProblem) -> String {
    let problem = match &found.problem {
        domain::Problem::Taken => say!(l, customer_import.taken).to_owned(),
        problem => text::problem(l, problem),
    };
    match found.field.parse() {
        Ok(column) => format!("{}: {problem}", column_word(l, column)),
        Err(_) => problem,
    }
}
