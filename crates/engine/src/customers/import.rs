//! Files of customers: looking at one, taking it in, undoing that.

use std::collections::HashSet;

use chrono::TimeDelta;
use domain::customer::{CUSTOMER_NAME_MAX, ContactStatus, CustomerAddress, TAGS_MAX, typed_tags};
use domain::customer_import::{
    CUSTOMER_COLUMNS_MAX, CUSTOMER_FILE_MAX_BYTES, CUSTOMER_ROWS_MAX, CustomerColumn,
    CustomerImportForm, CustomerImportPreview, CustomerImportRow,
};
use domain::message::AddressKind;
use domain::shop::{ImportView, RowFate};
use domain::{
    ContactId, FieldProblem, ImportId, Language, Permission, Principal, Problem, TenantId,
};
use knowledge::Row;
use phonenumber::{Mode, country};
use store::{Actor, CustomerFacts, ImportedCustomer, ReachedCustomers};

use crate::accounts::check_email;
use crate::problems::text;
use crate::setup::whatsapp_number;
use crate::{Engine, EngineError, access};

/// How long a file can be undone.
const UNDONE_WITHIN: TimeDelta = TimeDelta::hours(24);

/// A row as it is read, before anybody was asked who the customer is.
#[derive(Default)]
struct Said {
    line: u32,
    name: Option<String>,
    phone: String,
    email: String,
    addresses: Vec<CustomerAddress>,
    status: Option<ContactStatus>,
    tags: Vec<String>,
    language: Option<Language>,
    problems: Vec<FieldProblem>,
}

/// A file as it is read.
struct Sheet {
    headings: Vec<String>,
    columns: Vec<CustomerColumn>,
    rows: Vec<Said>,
}

/// A row with what it does.
struct Judged {
    row: CustomerImportRow,
    /// Nothing where it is wrong or says what is known already.
    imported: Option<ImportedCustomer>,
}

impl Engine {
    /// Looks at a file of customers and says what taking it in would do; writes nothing.
    ///
    /// # Errors
    /// When the file is no table, or too long.
    pub async fn preview_customers(
        &self,
        principal: &Principal,
        tenant: TenantId,
        file: &[u8],
        form: &CustomerImportForm,
    ) -> Result<CustomerImportPreview, EngineError> {
        access::tenant(principal, tenant, Permission::ChangeCustomers)?;
        self.see_all(principal, tenant).await?;
        let (headings, columns, judged) = self.judged_customers(tenant, file, form).await?;
        let rows = judged.into_iter().map(|judged| judged.row).collect();
        Ok(CustomerImportPreview { headings, columns, rows })
    }

    /// Takes in a file of customers; rows that are wrong are left out. Nobody is written to, and who wants no messages
    /// gets none from then on either.
    ///
    /// # Errors
    /// When the file is no table, or too long.
    pub async fn import_customers(
        &self,
        principal: &Principal,
        tenant: TenantId,
        file: &[u8],
        form: &CustomerImportForm,
    ) -> Result<ImportView, EngineError> {
        access::tenant(principal, tenant, Permission::ChangeCustomers)?;
        self.see_all(principal, tenant).await?;
        let (_, _, judged) = self.judged_customers(tenant, file, form).await?;
        let imported = judged.into_iter().filter_map(|judged| judged.imported).collect();
        let door = self.store().tenant(tenant);
        let view = door.import_customers(&Actor::from(principal), imported).await?;
        self.publish_consent(tenant);
        self.publish_deed(tenant).await;
        Ok(view)
    }

    /// The file of customers that can still be undone.
    pub async fn last_customer_import(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<Option<ImportView>, EngineError> {
        access::tenant(principal, tenant, Permission::ReadMessages)?;
        let after = self.now() - UNDONE_WITHIN;
        Ok(self.store().tenant(tenant).last_customer_import(after).await?)
    }

    /// Undoes the file of customers that was taken in last: whom it added goes, and what it changed is as before, but
    /// for who wrote or was described since.
    ///
    /// # Errors
    /// When it is not the last one, or cannot be undone any more.
    pub async fn undo_customer_import(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: ImportId,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeCustomers)?;
        self.see_all(principal, tenant).await?;
        let (door, after) = (self.store().tenant(tenant), self.now() - UNDONE_WITHIN);
        if !door.undo_customer_import(&Actor::from(principal), id, after).await? {
            return Err(EngineError::NotFound);
        }
        self.publish_consent(tenant);
        self.publish_deed(tenant).await;
        Ok(())
    }

    async fn judged_customers(
        &self,
        tenant: TenantId,
        file: &[u8],
        form: &CustomerImportForm,
    ) -> Result<(Vec<String>, Vec<CustomerColumn>, Vec<Judged>), EngineError> {
        let own = self.detail(tenant).await?.tenant.phone_number;
        let home = own.as_deref().and_then(home_of);
        let Sheet { headings, columns, rows } = read(file, &form.columns, home)?;
        let addresses = rows.iter().flat_map(|row| row.addresses.iter().cloned()).collect();
        let reached = self.store().tenant(tenant).reached_customers(addresses).await?;
        let mut judging = Judging { reached: &reached, form, seen: HashSet::new() };
        let judged = rows.into_iter().map(|said| judging.row(said)).collect();
        Ok((headings, columns, judged))
    }
}

/// The country that a number is of: numbers without a country code are of the same one.
fn home_of(number: &str) -> Option<country::Id> {
    phonenumber::parse(None, number).ok()?.country().id()
}

fn read(
    file: &[u8],
    wished: &[CustomerColumn],
    home: Option<country::Id>,
) -> Result<Sheet, EngineError> {
    let refuse = |problem| EngineError::field("file", problem);
    let wanted = || refuse(Problem::Form { wanted: "name, phone, email".to_owned() });
    if file.len() > CUSTOMER_FILE_MAX_BYTES {
        return Err(refuse(Problem::Megabytes { max: 2 }));
    }
    let rows = knowledge::read_rows(file).map_err(|_| wanted())?;
    let mut rows = rows.into_iter().filter(|row| row.cells.iter().any(|it| !it.trim().is_empty()));
    let mut headings = rows.next().map(|head| head.cells).unwrap_or_default();
    headings.truncate(CUSTOMER_COLUMNS_MAX);
    if headings.is_empty() {
        return Err(wanted());
    }
    let rows: Vec<_> = rows.collect();
    if rows.len() > CUSTOMER_ROWS_MAX {
        let max = u32::try_from(CUSTOMER_ROWS_MAX).unwrap_or(u32::MAX);
        return Err(refuse(Problem::Rows { max }));
    }
    let columns = columns(&headings, wished);
    let rows = rows.iter().map(|row| said(row, &columns, home)).collect();
    Ok(Sheet { headings, columns, rows })
}

/// What the columns are: as somebody says, or else by their headings. Of two columns with one meaning the first counts.
fn columns(headings: &[String], wished: &[CustomerColumn]) -> Vec<CustomerColumn> {
    let mut columns: Vec<_> = match wished.is_empty() {
        true => headings.iter().map(|heading| column(heading)).collect(),
        false => wished.iter().copied().take(headings.len()).collect(),
    };
    columns.resize(headings.len(), CustomerColumn::Ignored);
    let mut known = HashSet::new();
    for it in &mut columns {
        if *it != CustomerColumn::Ignored && !known.insert(*it) {
            *it = CustomerColumn::Ignored;
        }
    }
    columns
}

fn column(heading: &str) -> CustomerColumn {
    let heading = heading.trim().to_lowercase().replace([' ', '-'], "_");
    match heading.as_str() {
        "name" | "jina" | "full_name" | "customer" | "mteja" | "display_name" => {
            CustomerColumn::Name
        }
        "phone" | "phone_number" | "number" | "mobile" | "tel" | "telephone" | "whatsapp"
        | "simu" | "namba" | "namba_ya_simu" | "phone_1___value" => CustomerColumn::Phone,
        "email" | "e_mail" | "mail" | "barua_pepe" | "e_mail_1___value" => CustomerColumn::Email,
        "status" | "hali" => CustomerColumn::Status,
        "tags" | "tag" | "labels" | "lebo" | "kundi" => CustomerColumn::Tags,
        "language" | "lugha" => CustomerColumn::Language,
        _ => CustomerColumn::Ignored,
    }
}

/// A cell as it was before a file was made safe for spreadsheets.
fn plain(cell: &str) -> &str {
    let cell = cell.trim();
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) => rest,
        _ => cell,
    }
}

fn said(row: &Row, columns: &[CustomerColumn], home: Option<country::Id>) -> Said {
    let cell = |wanted: CustomerColumn| {
        let at = columns.iter().position(|it| *it == wanted);
        at.and_then(|at| row.cells.get(at)).map_or("", |cell| plain(cell))
    };
    let line = u32::try_from(row.line).unwrap_or(u32::MAX);
    let mut said = Said { line, ..Said::default() };
    let mut wrong = |field: &str, problem| said.problems.push(FieldProblem::new(field, problem));
    said.name = text(cell(CustomerColumn::Name), CUSTOMER_NAME_MAX).unwrap_or_else(|problem| {
        wrong("name", problem);
        None
    });
    cell(CustomerColumn::Phone).clone_into(&mut said.phone);
    if !said.phone.is_empty() {
        match number(&said.phone, home) {
            Ok(number) => {
                said.phone.clone_from(&number);
                said.addresses.push(CustomerAddress { kind: AddressKind::Phone, value: number });
            }
            Err(problem) => wrong("phone", problem),
        }
    }
    said.email = cell(CustomerColumn::Email).to_lowercase();
    if !said.email.is_empty() {
        let mut found = Vec::new();
        check_email(&said.email, &mut found);
        if found.is_empty() {
            let value = said.email.clone();
            said.addresses.push(CustomerAddress { kind: AddressKind::Email, value });
        }
        for found in found {
            wrong("email", found.problem);
        }
    }
    if said.phone.is_empty() && said.email.is_empty() {
        wrong("phone", Problem::Required);
    }
    match cell(CustomerColumn::Status) {
        "" => {}
        typed => match super::status(&typed.to_uppercase()) {
            Ok(status) => said.status = Some(status),
            Err(problem) => wrong("status", problem),
        },
    }
    match typed_tags(cell(CustomerColumn::Tags)) {
        Ok(tags) => said.tags = tags,
        Err(refused) => wrong("tags", refused.problem),
    }
    match cell(CustomerColumn::Language).to_lowercase().as_str() {
        "" => {}
        "sw" | "kiswahili" | "swahili" => said.language = Some(Language::Sw),
        "en" | "english" | "kiingereza" => said.language = Some(Language::En),
        _ => wrong("language", Problem::Choice { allowed: "SW, EN".to_owned() }),
    }
    said
}

/// A phone number, of the business's own country where it does not say its own.
fn number(typed: &str, home: Option<country::Id>) -> Result<String, Problem> {
    match (whatsapp_number(typed), home) {
        (Err(Problem::PhoneCountryCode), Some(home)) => {
            let parsed =
                phonenumber::parse(Some(home), typed).map_err(|_| Problem::PhoneImpossible)?;
            let whole = parsed.format().mode(Mode::E164).to_string();
            whatsapp_number(&whole).map(|number| number.as_str().to_owned())
        }
        (judged, _) => judged.map(|number| number.as_str().to_owned()),
    }
}

/// What rows are judged by.
struct Judging<'a> {
    reached: &'a ReachedCustomers,
    form: &'a CustomerImportForm,
    /// What earlier rows are about.
    seen: HashSet<CustomerAddress>,
}

impl Judging<'_> {
    fn row(&mut self, mut said: Said) -> Judged {
        let known = self.known(&mut said);
        for address in &said.addresses {
            if !self.seen.insert(address.clone()) {
                said.problems.push(FieldProblem::new(field(address), Problem::Taken));
            }
        }
        let is_erased = said.addresses.iter().any(|it| self.reached.erased.contains(it));
        let erased = is_erased && !self.form.erased_too;
        let (fate, imported) = match said.problems.is_empty() && !erased {
            true => self.fate(&mut said, known),
            false => (RowFate::Wrong, None),
        };
        let Said { line, name, phone, email, problems, .. } = said;
        let name = name.unwrap_or_default();
        Judged {
            row: CustomerImportRow { line, fate, name, phone, email, problems, erased },
            imported,
        }
    }

    /// The customer that a row is about; a row about two of them is wrong.
    fn known(&self, said: &mut Said) -> Option<ContactId> {
        let mut known = None;
        for address in &said.addresses {
            let Some(id) = self.reached.at.get(address) else { continue };
            if known.is_some_and(|known| known != *id) {
                said.problems.push(FieldProblem::new(field(address), Problem::Taken));
            }
            known = known.or(Some(*id));
        }
        known
    }

    /// What a row does that is right.
    fn fate(
        &self,
        said: &mut Said,
        known: Option<ContactId>,
    ) -> (RowFate, Option<ImportedCustomer>) {
        let before =
            known.and_then(|id| self.reached.known.get(&id).map(|facts| (id, facts.clone())));
        let mut addresses = std::mem::take(&mut said.addresses);
        let Some((id, before)) = before else {
            let facts = CustomerFacts {
                name: said.name.clone(),
                status: said.status.unwrap_or_default(),
                tags: std::mem::take(&mut said.tags),
                language: said.language,
            };
            return (RowFate::Added, Some(ImportedCustomer { known: None, facts, addresses }));
        };
        addresses.retain(|address| !self.reached.at.contains_key(address));
        let facts = self.filled(said, &before);
        if facts == before && addresses.is_empty() {
            return (RowFate::Same, None);
        }
        let known = Some((id, before));
        (RowFate::Changed, Some(ImportedCustomer { known, facts, addresses }))
    }

    /// What is known of a customer with what the file says: what is not known yet, or all of it. Tags are added, and none
    /// is taken away.
    fn filled(&self, said: &Said, before: &CustomerFacts) -> CustomerFacts {
        let overwrite = self.form.overwrite;
        let mut facts = before.clone();
        if said.name.is_some() && (overwrite || before.name.is_none()) {
            facts.name.clone_from(&said.name);
        }
        if let Some(status) = said.status
            && (overwrite || before.status == ContactStatus::default())
        {
            facts.status = status;
        }
        if said.language.is_some() && (overwrite || before.language.is_none()) {
            facts.language = said.language;
        }
        for tag in &said.tags {
            let has = facts.tags.iter().any(|it| it.to_lowercase() == tag.to_lowercase());
            if !has && facts.tags.len() < TAGS_MAX {
                facts.tags.push(tag.clone());
            }
        }
        facts.tags.sort_by_key(|tag| tag.to_lowercase());
        facts
    }
}

fn field(address: &CustomerAddress) -> &'static str {
    if address.kind == AddressKind::Email { "email" } else { "phone" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phones(file: &str) -> Vec<Result<String, Vec<FieldProblem>>> {
        let sheet = read(file.as_bytes(), &[], home_of("+255712345678")).unwrap();
        let rows = sheet.rows.into_iter();
        rows.map(|row| if row.problems.is_empty() { Ok(row.phone) } else { Err(row.problems) })
            .collect()
    }

    #[test]
    fn a_number_without_a_country_is_of_the_businesss_own() {
        let file =
            "Simu,Jina\n0712 345 678,Asha\n'+254712345678,Neema\n712345679,\n12,Juma\n,Bibi\n";
        let found = phones(file);
        let numbers = ["+255712345678", "+254712345678", "+255712345679"];
        assert_eq!(found[..3], numbers.map(|it| Ok(it.to_owned())));
        let wrong = |problem| Err(vec![FieldProblem::new("phone", problem)]);
        assert_eq!(found[3..], [wrong(Problem::PhoneImpossible), wrong(Problem::Required)]);
    }

    #[test]
    fn columns_are_guessed_by_their_headings_or_as_somebody_says() {
        use CustomerColumn as C;
        let headings = ["Jina", "E-mail", "Namba ya simu", "Name", "Mji"].map(str::to_owned);
        let guessed = [C::Name, C::Email, C::Phone, C::Ignored, C::Ignored];
        assert_eq!(columns(&headings, &[]), guessed);
        let said = [C::Ignored, C::Email, C::Phone, C::Name, C::Tags, C::Status];
        assert_eq!(columns(&headings, &said), said[..5]);
        assert_eq!(
            columns(&headings, &[C::Name]),
            [C::Name, C::Ignored, C::Ignored, C::Ignored, C::Ignored]
        );
    }
}
