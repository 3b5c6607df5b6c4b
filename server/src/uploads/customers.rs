//! Files of customers.

use app::ssr::HandedInCustomers;
use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, Extension, FromRequest, Multipart, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::customer_import::{
    CUSTOMER_COLUMNS_MAX, CUSTOMER_FILE_MAX_BYTES, CustomerColumn, CustomerImportForm,
};
use domain::knowledge::FileProblem;
use domain::{Permission, Principal};
use engine::EngineError;
use http::Method;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};

use super::{FIELD, WRAPPING_BYTES, person, why};
use crate::doors::Routes;
use crate::downloads::refused;
use crate::state::AppState;

/// Where a file of customers is handed in to be looked at; the answer is the page itself, since nothing is kept.
pub(crate) const PREVIEW: &str = "/app/customers/import";
/// Where the same file is handed in again to be taken in.
const TAKE_IN: &str = "/app/customers/import/take";
/// Where people sign in before they come back.
const DOOR: &str = "/signin?next=/app/customers";
/// A file in base64: four characters for three bytes.
const CONTENT_MAX: usize = CUSTOMER_FILE_MAX_BYTES.div_ceil(3) * 4;
/// The longest of the other fields.
const WORD_MAX: usize = 1024;

/// Adds the place where a file is taken in.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.post(TAKE_IN, take_in)
}

/// Whether a file is handed in there.
pub(super) fn is_upload(path: &str) -> bool {
    path == PREVIEW || path == TAKE_IN
}

/// The request for the page that shows what a file of customers would do, with the file.
///
/// # Errors
/// The answer for who may not hand it in, and the way back to the page where there is no file.
pub(crate) async fn with_file(request: Request) -> Result<Request, Response> {
    let (parts, body) = request.into_parts();
    let who = parts.extensions.get::<Principal>().cloned().map(Extension);
    person(who, &parts.headers, DOOR, Permission::ChangeCustomers).map_err(|answer| *answer)?;
    let mut page = parts.clone();
    let handed_in = read(Request::from_parts(parts, body)).await.map_err(back)?;
    page.extensions.insert(handed_in);
    page.method = Method::GET;
    for name in [CONTENT_TYPE, CONTENT_LENGTH] {
        page.headers.remove(name);
    }
    Ok(Request::from_parts(page, Body::empty()))
}

fn back(problem: FileProblem) -> Response {
    Redirect::to(&format!("{PREVIEW}?problem={problem}")).into_response()
}

/// Takes a file of customers in that was looked at; leads to the customers, where it can be undone.
async fn take_in(
    State(state): State<AppState>,
    who: Option<Extension<Principal>>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let (principal, tenant) = match person(who, &headers, DOOR, Permission::ChangeCustomers) {
        Ok(person) => person,
        Err(answer) => return *answer,
    };
    let file = match read(request).await {
        Ok(file) => file,
        Err(problem) => return back(problem),
    };
    match state.engine.import_customers(&principal, tenant, &file.bytes, &file.form).await {
        Ok(_) => Redirect::to("/app/customers?done=imported").into_response(),
        Err(EngineError::Invalid(_)) => back(FileProblem::Broken),
        Err(error) => refused(&headers, error),
    }
}

/// The file, as it is chosen or as the page sends it again, with what the person says of it.
async fn read(mut request: Request) -> Result<HandedInCustomers, FileProblem> {
    DefaultBodyLimit::max(CONTENT_MAX + WRAPPING_BYTES).apply(&mut request);
    let mut sent = Multipart::from_request(request, &()).await.map_err(|_| FileProblem::Missing)?;
    let mut name = String::new();
    let mut bytes = Vec::new();
    let mut form = CustomerImportForm::default();
    while let Some(field) = sent.next_field().await.map_err(|error| why(&error))? {
        let of = field.name().unwrap_or_default().to_owned();
        match of.as_str() {
            FIELD => {
                field.file_name().unwrap_or_default().clone_into(&mut name);
                bytes = held(field, CUSTOMER_FILE_MAX_BYTES).await?;
            }
            "content" => {
                let content = held(field, CONTENT_MAX).await?;
                bytes = STANDARD.decode(content).map_err(|_| FileProblem::Broken)?;
            }
            "name" => name = word(field).await?,
            "column" if form.columns.len() < CUSTOMER_COLUMNS_MAX => {
                let column: Result<CustomerColumn, _> = word(field).await?.parse();
                form.columns.push(column.unwrap_or_default());
            }
            "overwrite" => form.overwrite = true,
            "erased_too" => form.erased_too = true,
            _ => {}
        }
    }
    // Browsers send an empty file where none was chosen.
    if bytes.is_empty() {
        return Err(FileProblem::Missing);
    }
    let content = STANDARD.encode(&bytes);
    Ok(HandedInCustomers { name, bytes, content, form })
}

async fn word(field: Field<'_>) -> Result<String, FileProblem> {
    Ok(String::from_utf8_lossy(&held(field, WORD_MAX).await?).into_owned())
}

/// What a field holds, at most so many bytes.
async fn held(mut field: Field<'_>, most: usize) -> Result<Vec<u8>, FileProblem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| why(&error))? {
        if bytes.len() + chunk.len() > most {
            return Err(FileProblem::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
