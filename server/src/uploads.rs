//! Files that people hand in.

mod customers;
mod flow;
mod shop;

use app::ssr::Refusal;
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, Extension, FromRequest, Multipart, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::knowledge::{FILE_MAX_MB, FileProblem};
use domain::{Permission, Principal, TenantId};
use engine::{EngineError, FileRefused};
use http::{HeaderMap, StatusCode};

use crate::answer;
use crate::doors::Routes;
use crate::downloads::refused;
use crate::refusal::refuse;
use crate::state::AppState;

pub(crate) use customers::{PREVIEW as CUSTOMERS_PREVIEW, with_file as with_customers};
pub(crate) use shop::{PREVIEW, with_file};

/// Where documents for the assistant are handed in.
const DOCUMENTS: &str = "/app/answers/files";
/// The name of the field that holds the file.
const FIELD: &str = "file";
/// The largest document, in bytes.
const DOCUMENT_MAX_BYTES: usize = FILE_MAX_MB as usize * 1024 * 1024;
/// What a form may wrap around a file.
const WRAPPING_BYTES: usize = 64 * 1024;

pub(crate) fn routes() -> Routes {
    customers::routes(flow::routes(shop::routes(Routes::new().post(DOCUMENTS, document))))
}

/// Whether a file is handed in there, which is read by who knows whose it is, with limits of its own.
pub fn is_upload(path: &str) -> bool {
    path == DOCUMENTS
        || shop::is_upload(path)
        || flow::is_upload(path)
        || customers::is_upload(path)
}

/// A document for the assistant to answer from, as a plain form sends it; leads back to the page, which says what
/// was read or why nothing was.
async fn document(
    State(state): State<AppState>,
    who: Option<Extension<Principal>>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let principal = match owner(who, &headers, "/signin?next=/app/answers") {
        Ok((principal, _)) => principal,
        Err(answer) => return *answer,
    };
    let kept = match read(request, FIELD, DOCUMENT_MAX_BYTES).await {
        Ok((name, bytes)) => state.engine.save_file(&principal, name, bytes).await,
        Err(problem) => Err(FileRefused::Problem(problem)),
    };
    match kept {
        Ok(id) => Redirect::to(&format!("/app/answers?document={id}&saved=file")).into_response(),
        Err(FileRefused::Problem(problem)) => {
            Redirect::to(&format!("/app/answers?problem={problem}")).into_response()
        }
        Err(FileRefused::Engine(error)) => refused(&headers, error),
    }
}

/// Who may hand in files, with their business; nothing of a file is read before that is known.
fn owner(
    who: Option<Extension<Principal>>,
    headers: &HeaderMap,
    door: &'static str,
) -> Result<(Principal, TenantId), Box<Response>> {
    person(who, headers, door, Permission::ChangeBusiness)
}

/// Who may hand in what only some people may, with their business.
fn person(
    who: Option<Extension<Principal>>,
    headers: &HeaderMap,
    door: &'static str,
    may: Permission,
) -> Result<(Principal, TenantId), Box<Response>> {
    let Some(Extension(principal)) = who else {
        return Err(Box::new(match answer::wants_html(headers) {
            true => Redirect::to(door).into_response(),
            false => refuse(Refusal::SignInFirst),
        }));
    };
    match principal.tenant_id.filter(|_| principal.role.may(may)) {
        Some(tenant) => Ok((principal, tenant)),
        None => Err(Box::new(refused(headers, EngineError::Forbidden))),
    }
}

/// What a field of the form holds, at most so many bytes, with the file's name.
async fn read(
    mut request: Request,
    name: &str,
    most: usize,
) -> Result<(String, Vec<u8>), FileProblem> {
    DefaultBodyLimit::max(most + WRAPPING_BYTES).apply(&mut request);
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| FileProblem::Missing)?;
    while let Some(mut field) = form.next_field().await.map_err(|error| why(&error))? {
        if field.name() != Some(name) {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|error| why(&error))? {
            if bytes.len() + chunk.len() > most {
                return Err(FileProblem::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        return Ok((name, bytes));
    }
    Err(FileProblem::Missing)
}

fn why(error: &MultipartError) -> FileProblem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => FileProblem::TooLarge,
        _ => FileProblem::BrokenOff,
    }
}
