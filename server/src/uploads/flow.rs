//! A conversation as a file, brought in as the draft.

use axum::extract::{Extension, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::editor::FLOW_MAX_BYTES;
use domain::knowledge::FileProblem;
use domain::{Principal, Problem};
use engine::EngineError;

use super::{FIELD, owner, read};
use crate::doors::Routes;
use crate::downloads::refused;
use crate::state::AppState;

/// Where the file is handed in.
const FILE: &str = "/app/flow/file";

/// Adds the place where the file is handed in.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.post(FILE, bring_in)
}

/// Whether a file is handed in there.
pub(super) fn is_upload(path: &str) -> bool {
    path == FILE
}

/// Makes the file the draft; leads back to the page, which shows it or says why it was not taken.
async fn bring_in(
    State(state): State<AppState>,
    who: Option<Extension<Principal>>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let (principal, tenant) = match owner(who, &headers, "/signin?next=/app/flow") {
        Ok(owner) => owner,
        Err(answer) => return *answer,
    };
    let page = |said: &str| Redirect::to(&format!("/app/flow?{said}")).into_response();
    // A file for people has line breaks and spaces that the flow itself has not.
    let bytes = match read(request, FIELD, 2 * FLOW_MAX_BYTES).await {
        Ok((_, bytes)) => bytes,
        Err(FileProblem::TooLarge) => return page("problem=too_large"),
        Err(_) => return page("problem=missing"),
    };
    match state.engine.import_flow(&principal, tenant, &bytes).await {
        Ok(()) => page("saved=imported"),
        Err(EngineError::Invalid(found)) => page(match found.first().map(|found| &found.problem) {
            Some(Problem::Required) => "problem=missing",
            Some(Problem::Choice { .. }) => "problem=other",
            Some(Problem::Megabytes { .. }) => "problem=too_large",
            _ => "problem=unreadable",
        }),
        Err(error) => refused(&headers, error),
    }
}
