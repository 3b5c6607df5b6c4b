//! Files of customers: what their columns are, and what each row would do.

use serde::{Deserialize, Serialize};

use crate::problem::FieldProblem;
use crate::shop::RowFate;
use crate::text_enum::text_enum;

/// The largest file of customers, in bytes: room for [`CUSTOMER_ROWS_MAX`] rows as people write them.
pub const CUSTOMER_FILE_MAX_BYTES: usize = 2 * 1024 * 1024;
/// The most rows of one file of customers.
pub const CUSTOMER_ROWS_MAX: usize = 5_000;
/// The most columns of a file of customers that are looked at.
pub const CUSTOMER_COLUMNS_MAX: usize = 40;

text_enum! {
    /// What a column of a file of customers is.
    #[derive(Default)]
    CustomerColumn {
        /// Of no interest.
        #[default]
        Ignored => "ignored",
        /// What the customer is called.
        Name => "name",
        /// A phone number.
        Phone => "phone",
        /// An e-mail address.
        Email => "email",
        /// A [`ContactStatus`](crate::customer::ContactStatus).
        Status => "status",
        /// Tags, between commas or semicolons.
        Tags => "tags",
        /// What the customer speaks.
        Language => "language",
    }
}

/// How a file of customers is taken in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerImportForm {
    /// What the columns are, from the left; none to guess them by their headings.
    pub columns: Vec<CustomerColumn>,
    /// Whether what the file says replaces what is known; otherwise it fills in what is not.
    pub overwrite: bool,
    /// Whether customers who were erased are taken in again.
    pub erased_too: bool,
}

/// A row of a file of customers, looked at before anything is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerImportRow {
    /// Its line in the file, counted from 1, the headings' line included.
    pub line: u32,
    /// What it would do.
    pub fate: RowFate,
    /// What the customer is called.
    pub name: String,
    /// The phone number as it is read, or else as it stands there.
    pub phone: String,
    /// The e-mail address.
    pub email: String,
    /// What is wrong with it, by column.
    pub problems: Vec<FieldProblem>,
    /// Whether the customer was erased, and is left out for that alone.
    pub erased: bool,
}

/// A file of customers, looked at before anything is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerImportPreview {
    /// The headings, from the left.
    pub headings: Vec<String>,
    /// What the columns are taken for.
    pub columns: Vec<CustomerColumn>,
    /// The rows, in the file's order.
    pub rows: Vec<CustomerImportRow>,
}
