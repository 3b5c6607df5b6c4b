//! Files of customers as the page shows them: cut to what fits it.

use domain::customer_import::{CustomerImportForm, CustomerImportPreview, CustomerImportRow};
use domain::shop::RowFate;

use crate::api::customer_import::CustomerImportFile;

/// A file of customers that came with the request for the page; the server puts it into the request's extensions.
#[derive(Debug, Clone)]
pub struct HandedInCustomers {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// The same in base64, as a form can carry it.
    pub content: String,
    /// How it is to be taken in.
    pub form: CustomerImportForm,
}

/// The file that came with the request.
pub(crate) fn handed_in() -> Option<HandedInCustomers> {
    super::parts().ok()?.extensions.get().cloned()
}

/// What a file would do, with at most so many of its rows, the wrong ones first.
pub(crate) fn looked_at(
    file: HandedInCustomers,
    preview: CustomerImportPreview,
    shown: usize,
) -> CustomerImportFile {
    let CustomerImportPreview { headings, columns, mut rows } = preview;
    let count = |of: &dyn Fn(&CustomerImportRow) -> bool| {
        u32::try_from(rows.iter().filter(|row| of(row)).count()).unwrap_or(u32::MAX)
    };
    let [added, changed, same, wrong] =
        [RowFate::Added, RowFate::Changed, RowFate::Same, RowFate::Wrong]
            .map(|fate| count(&|row| row.fate == fate));
    let erased = count(&|row| row.erased);
    rows.sort_by_key(|row| (row.fate != RowFate::Wrong, row.line));
    rows.truncate(shown);
    let HandedInCustomers { name, content, form, .. } = file;
    let CustomerImportForm { overwrite, erased_too, .. } = form;
    CustomerImportFile {
        name,
        content,
        headings,
        columns,
        overwrite,
        erased_too,
        added,
        changed,
        same,
        wrong,
        erased,
        rows,
    }
}
