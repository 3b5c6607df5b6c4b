//! Files of customers: looked at, and undone.

use domain::customer_import::{CustomerColumn, CustomerImportRow};
use domain::{FieldProblem, ImportId, Role};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::api::Doc;

/// Rows of a file that are shown before it is taken in.
#[cfg(feature = "ssr")]
const ROWS_SHOWN: usize = 200;

/// The page on which files of customers are handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CustomerImportPage {
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// The file that was just handed in.
    pub(crate) file: Option<CustomerImportFile>,
    /// Why nothing of it can be read.
    pub(crate) problems: Vec<FieldProblem>,
}

/// A file of customers that is looked at before it is taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CustomerImportFile {
    /// Its name.
    pub(crate) name: String,
    /// All of it in base64: it is sent again when it is taken in, since nothing was kept.
    pub(crate) content: String,
    /// Its headings, from the left.
    pub(crate) headings: Vec<String>,
    /// What the columns are taken for.
    pub(crate) columns: Vec<CustomerColumn>,
    /// Whether it replaces what is known.
    pub(crate) overwrite: bool,
    /// Whether customers who were erased are taken in again.
    pub(crate) erased_too: bool,
    /// How many customers it would add.
    pub(crate) added: u32,
    /// How many it would change.
    pub(crate) changed: u32,
    /// How many rows say what is known.
    pub(crate) same: u32,
    /// How many rows are left out.
    pub(crate) wrong: u32,
    /// How many of these only because the customer was erased.
    pub(crate) erased: u32,
    /// Its rows, as many as are shown; those left out first.
    pub(crate) rows: Vec<CustomerImportRow>,
}

/// What the page for files of customers shows; a file comes with the request for the page alone.
#[server(endpoint = "read_customer_import")]
pub(crate) async fn read_customer_import() -> Result<Doc<CustomerImportPage>, AppError> {
    use domain::Permission;
    use engine::EngineError;
    crate::ssr::serve(|cx| async move {
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        if !by.role.may(Permission::ChangeCustomers) {
            return Err(AppError::Forbidden);
        }
        let (mut file, mut problems) = (None, Vec::new());
        if let Some(handed_in) = crate::ssr::customers::handed_in() {
            let form = &handed_in.form;
            match engine.preview_customers(by, tenant, &handed_in.bytes, form).await {
                Ok(preview) => {
                    let found = crate::ssr::customers::looked_at(handed_in, preview, ROWS_SHOWN);
                    file = Some(found);
                }
                Err(EngineError::Invalid(found)) => problems = found,
                Err(error) => return Err(error.into()),
            }
        }
        crate::ssr::doc(&CustomerImportPage { role: by.role, file, problems })
    })
    .await
}

/// Takes back what a file of customers did.
#[server(endpoint = "undo_customer_import")]
pub(crate) async fn undo_customer_import(id: ImportId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let undone = cx.engine.undo_customer_import(&cx.principal, tenant, id).await;
        undone.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect("/app/customers?done=undone");
    Ok(())
}
