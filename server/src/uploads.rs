//! Files that people hand in.

use app::ssr::Refusal;
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, Extension, FromRequest, Multipart, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::knowledge::{FILE_MAX_MB, FileProblem};
use domain::{Permission, Principal};
use engine::{EngineError, FileRefused};
use http::StatusCode;

use crate::answer;
use crate::doors::Routes;
use crate::downloads::refused;
use crate::refusal::refuse;
use crate::state::AppState;

/// Where documents for the assistant are handed in.
pub const PATH: &str = "/app/answers/files";
/// The name of the form's field.
const FIELD: &str = "file";
/// A file that is larger than is read, with some room for what a form wraps around it.
const MOST_BYTES: usize = (FILE_MAX_MB as usize + 1) * 1024 * 1024;

pub(crate) fn routes() -> Routes {
    Routes::new().post(PATH, document)
}

/// A document for the assistant to answer from, as a plain form sends it; leads back to the page, which says what
/// was read or why nothing was.
async fn document(
    State(state): State<AppState>,
    who: Option<Extension<Principal>>,
    request: Request,
) -> Response {
    // Nothing of the file is read before it is known who sends it.
    let Some(Extension(principal)) = who else {
        if answer::wants_html(request.headers()) {
            return Redirect::to("/signin?next=/app/answers").into_response();
        }
        return refuse(Refusal::SignInFirst);
    };
    let headers = request.headers().clone();
    if !principal.role.may(Permission::ChangeBusiness) || principal.tenant_id.is_none() {
        return refused(&headers, EngineError::Forbidden);
    }
    let kept = match read(request).await {
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

/// The file of the form, with its name.
async fn read(mut request: Request) -> Result<(String, Vec<u8>), FileProblem> {
    DefaultBodyLimit::max(MOST_BYTES).apply(&mut request);
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| FileProblem::Missing)?;
    while let Some(mut field) = form.next_field().await.map_err(|error| why(&error))? {
        if field.name() != Some(FIELD) {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|error| why(&error))? {
            if bytes.len() + chunk.len() > FILE_MAX_MB as usize * 1024 * 1024 {
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
