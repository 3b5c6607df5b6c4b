//! Files of products: looking at one, taking it in, undoing that.

use std::collections::HashSet;

use chrono::TimeDelta;
use domain::shop::{
    IMPORT_ROWS_MAX, ImportPreview, ImportRow, ImportView, ProductForm, ProductView, RowFate,
    product_form,
};
use domain::{FieldProblem, ImportId, Language, Permission, Principal, Problem, TenantId};
use knowledge::Row;
use store::{Actor, ImportedProduct, ProductInput};

use super::judge;
use crate::{Engine, EngineError, access};

/// How long a file can be undone.
pub(super) const UNDONE_WITHIN: TimeDelta = TimeDelta::hours(24);

/// What says that customers cannot order something, and that they can.
const NO: [&str; 8] = ["no", "n", "hapana", "false", "0", "off", "inactive", "hakuna"];
const YES: [&str; 9] = ["yes", "y", "ndiyo", "true", "1", "on", "active", "x", "ipo"];

/// What a column of the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Code,
    /// A name in the business's language, or in the other where that has a column of its own.
    Name,
    NameSw,
    NameEn,
    Description,
    Price,
    Stock,
    Active,
}

/// A row with what it does.
struct Judged {
    row: ImportRow,
    /// Nothing where it is wrong or says what is known already.
    imported: Option<ImportedProduct>,
}

impl Engine {
    /// Looks at a file of products and says what taking it in would do; writes nothing.
    ///
    /// # Errors
    /// When the file is no list of products, or too long.
    pub async fn preview_products(
        &self,
        principal: &Principal,
        tenant: TenantId,
        file: &[u8],
    ) -> Result<ImportPreview, EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        let judged = self.judged(tenant, file).await?;
        Ok(ImportPreview { rows: judged.into_iter().map(|judged| judged.row).collect() })
    }

    /// Takes in a file of products; rows that are wrong are left out.
    ///
    /// # Errors
    /// When the file is no list of products, or too long.
    pub async fn import_products(
        &self,
        principal: &Principal,
        tenant: TenantId,
        file: &[u8],
    ) -> Result<ImportView, EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        let judged = self.judged(tenant, file).await?;
        let imported = judged.into_iter().filter_map(|judged| judged.imported).collect();
        let door = self.store().tenant(tenant);
        let view = door.import_products(&Actor::from(principal), imported).await?;
        self.tell_of_orders(tenant).await;
        Ok(view)
    }

    /// Undoes the file of products that was taken in last: what it added goes, what it changed is as before, but
    /// for what somebody changed since.
    ///
    /// # Errors
    /// When it is not the last one, or cannot be undone any more.
    pub async fn undo_import(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: ImportId,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        let door = self.store().tenant(tenant);
        let after = self.now() - UNDONE_WITHIN;
        let undone = door.undo_import(&Actor::from(principal), id, after).await?;
        self.done(tenant, undone).await
    }

    async fn judged(&self, tenant: TenantId, file: &[u8]) -> Result<Vec<Judged>, EngineError> {
        let language = self.detail(tenant).await?.config.language;
        let products = self.store().tenant(tenant).products().await?;
        judged(file, &products, language)
    }
}

fn judged(
    file: &[u8],
    products: &[ProductView],
    language: Language,
) -> Result<Vec<Judged>, EngineError> {
    let wanted = || Problem::Form { wanted: "name, price, stock".to_owned() };
    let rows = knowledge::read_rows(file).map_err(|_| EngineError::field("file", wanted()))?;
    let mut rows = rows.into_iter().filter(|row| row.cells.iter().any(|it| !it.trim().is_empty()));
    let columns = rows.next().map(|head| columns(&head.cells, language)).unwrap_or_default();
    let is_name = |it: &Column| matches!(it, Column::NameSw | Column::NameEn);
    if !columns.iter().flatten().any(is_name) {
        return Err(EngineError::field("file", wanted()));
    }
    let rows: Vec<_> = rows.collect();
    if rows.len() > IMPORT_ROWS_MAX {
        let max = u32::try_from(IMPORT_ROWS_MAX).unwrap_or(u32::MAX);
        return Err(EngineError::field("file", Problem::Rows { max }));
    }
    let mut judging = Judging { products, columns: &columns, seen: HashSet::new() };
    Ok(rows.into_iter().map(|row| judging.row(&row)).collect())
}

/// What the columns are, by their headings.
fn columns(head: &[String], language: Language) -> Vec<Option<Column>> {
    let mut columns: Vec<_> = head.iter().map(|heading| column(heading)).collect();
    let has = |wanted: Column| columns.contains(&Some(wanted));
    let own = match (language, has(Column::NameSw), has(Column::NameEn)) {
        (Language::Sw, false, _) | (Language::En, false, true) => Column::NameSw,
        _ => Column::NameEn,
    };
    let mut known = Vec::new();
    for it in &mut columns {
        if *it == Some(Column::Name) {
            *it = Some(own);
        }
        // Of two columns with one meaning the first counts.
        if it.is_some() && known.contains(it) {
            *it = None;
        }
        known.push(*it);
    }
    columns
}

fn column(heading: &str) -> Option<Column> {
    let heading = heading.trim().to_lowercase().replace([' ', '-'], "_");
    Some(match heading.as_str() {
        "code" | "sku" | "msimbo" => Column::Code,
        "name" | "product" | "bidhaa" => Column::Name,
        "jina" | "name_sw" | "jina_sw" => Column::NameSw,
        "name_en" | "jina_en" => Column::NameEn,
        "description" | "maelezo" => Column::Description,
        "price" | "bei" => Column::Price,
        "stock" | "quantity" | "idadi" => Column::Stock,
        "active" | "inauzwa" => Column::Active,
        _ => return None,
    })
}

/// What rows are judged by.
struct Judging<'a> {
    products: &'a [ProductView],
    columns: &'a [Option<Column>],
    /// What earlier rows are about: ids, codes and names.
    seen: HashSet<String>,
}

impl<'a> Judging<'a> {
    fn row(&mut self, row: &Row) -> Judged {
        let known = self.known(row);
        let form = self.form(row, known);
        let (input, mut problems) = match judge::product(&form) {
            Ok(input) => (Some(input), Vec::new()),
            Err(EngineError::Invalid(problems)) => (None, problems),
            Err(_) => (None, Vec::new()),
        };
        if let Some(wrong) = self.unknown_yes(row) {
            problems.push(wrong);
        }
        if let Some(input) = &input
            && let Some(field) = self.is_said_before(known, input)
        {
            problems.push(FieldProblem::new(field, Problem::Taken));
        }
        let (fate, imported) = match (input, known) {
            (Some(input), known) if problems.is_empty() => fate(input, known),
            _ => (RowFate::Wrong, None),
        };
        let line = u32::try_from(row.line).unwrap_or(u32::MAX);
        Judged { row: ImportRow { line, fate, product: form, problems }, imported }
    }

    /// What a row says in a column; nothing where the file has no such column.
    fn cell<'r>(&self, row: &'r Row, wanted: Column) -> Option<&'r str> {
        let at = self.columns.iter().position(|it| *it == Some(wanted))?;
        Some(row.cells.get(at).map_or("", |cell| cell.trim()))
    }

    /// The product that a row is about: by its code, or else by its name. A code that nobody has yet is given to a
    /// product of that name which has none.
    fn known(&self, row: &Row) -> Option<&'a ProductView> {
        let products = self.products;
        let code = self.cell(row, Column::Code).filter(|code| !code.is_empty());
        let by_code = code.and_then(|code| {
            let is_it = |it: &&ProductView| it.code.as_deref().is_some_and(|own| same(own, code));
            products.iter().find(is_it)
        });
        by_code.or_else(|| {
            let names = [Column::NameSw, Column::NameEn].map(|it| self.cell(row, it));
            let names: Vec<_> = names.into_iter().flatten().filter(|it| !it.is_empty()).collect();
            products.iter().find(|it| {
                let is_named = |name: &&str| same(&it.name_sw, name) || same(&it.name_en, name);
                (code.is_none() || it.code.is_none()) && names.iter().any(is_named)
            })
        })
    }

    /// The product as the row makes it; what the file has no column for stays.
    fn form(&self, row: &Row, known: Option<&ProductView>) -> ProductForm {
        let new = || ProductForm { active: "on".to_owned(), ..ProductForm::default() };
        let mut form = known.map_or_else(new, product_form);
        let set = |field: &mut String, column| {
            if let Some(cell) = self.cell(row, column) {
                cell.clone_into(field);
            }
        };
        set(&mut form.code, Column::Code);
        set(&mut form.description, Column::Description);
        set(&mut form.price, Column::Price);
        set(&mut form.stock, Column::Stock);
        self.set_names(row, &mut form);
        match self.cell(row, Column::Active) {
            Some(cell) if is_among(cell, &NO) => form.active.clear(),
            Some(cell) if is_among(cell, &YES) => "on".clone_into(&mut form.active),
            _ => {}
        }
        form
    }

    fn set_names(&self, row: &Row, form: &mut ProductForm) {
        match (self.cell(row, Column::NameSw), self.cell(row, Column::NameEn)) {
            (Some(sw), Some(en)) => {
                sw.clone_into(&mut form.name_sw);
                en.clone_into(&mut form.name_en);
            }
            // Where the file knows one language only, a product that is called so in the other stays as it is.
            (Some(sw), None) if !same(&form.name_en, sw) => sw.clone_into(&mut form.name_sw),
            (None, Some(en)) if !same(&form.name_sw, en) => en.clone_into(&mut form.name_en),
            _ => {}
        }
    }

    fn unknown_yes(&self, row: &Row) -> Option<FieldProblem> {
        let cell = self.cell(row, Column::Active).filter(|cell| !cell.is_empty())?;
        let allowed = "yes, no, ndiyo, hapana".to_owned();
        let is_known = is_among(cell, &YES) || is_among(cell, &NO);
        (!is_known).then(|| FieldProblem::new("active", Problem::Choice { allowed }))
    }

    /// The field by which an earlier row is about the same product.
    fn is_said_before(
        &mut self,
        known: Option<&ProductView>,
        input: &ProductInput,
    ) -> Option<&'static str> {
        let mut marks = Vec::new();
        if let Some(known) = known {
            let field = if input.code.is_some() { "code" } else { "name_sw" };
            marks.push((field, format!("id {}", known.id)));
        }
        if let Some(code) = &input.code {
            marks.push(("code", format!("code {}", code.to_lowercase())));
        } else {
            let names = [("name_sw", &input.name_sw), ("name_en", &input.name_en)];
            let names = names.into_iter().filter(|(_, name)| !name.is_empty());
            marks.extend(
                names.map(|(field, name)| (field, format!("name {}", name.to_lowercase()))),
            );
        }
        let before =
            marks.iter().find(|(_, mark)| self.seen.contains(mark)).map(|(field, _)| *field);
        self.seen.extend(marks.into_iter().map(|(_, mark)| mark));
        before
    }
}

/// What a row does that is right.
fn fate(input: ProductInput, known: Option<&ProductView>) -> (RowFate, Option<ImportedProduct>) {
    let Some(known) = known else {
        return (RowFate::Added, Some(ImportedProduct { known: None, input }));
    };
    let before = as_input(known);
    if before == input {
        return (RowFate::Same, None);
    }
    (RowFate::Changed, Some(ImportedProduct { known: Some((known.id, before)), input }))
}

fn as_input(product: &ProductView) -> ProductInput {
    ProductInput {
        code: product.code.clone(),
        name_sw: product.name_sw.clone(),
        name_en: product.name_en.clone(),
        description: product.description.clone(),
        price_minor: product.price_minor,
        stock: product.stock,
        active: product.active,
    }
}

fn same(one: &str, other: &str) -> bool {
    !one.is_empty() && one.to_lowercase() == other.to_lowercase()
}

fn is_among(cell: &str, words: &[&str]) -> bool {
    words.iter().any(|word| cell.eq_ignore_ascii_case(word))
}
