//! Pictures and files of products.

use app::ssr::HandedIn;
use axum::body::Body;
use axum::extract::{Extension, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::knowledge::FileProblem;
use domain::shop::{IMPORT_MAX_BYTES, PICTURE_MAX_BYTES};
use domain::{Principal, ProductId};
use engine::EngineError;
use http::Method;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};

use super::{FIELD, owner, read};
use crate::doors::Routes;
use crate::downloads::refused;
use crate::state::AppState;

/// Where a file of products is handed in to be looked at; the answer is the page itself, since nothing is kept.
pub(crate) const PREVIEW: &str = "/app/products/import";
/// Where the same file is handed in again to be taken in.
const TAKE_IN: &str = "/app/products/import/take";
/// The field that holds it then, in base64.
const CONTENT: &str = "content";
/// Where the picture of a product is handed in.
const PICTURE: &str = "/app/products/{id}/picture";
/// Where people sign in before they come back.
const DOOR: &str = "/signin?next=/app/products";

/// Adds the places where files are handed in that are kept.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.post(TAKE_IN, take_in).post(PICTURE, picture)
}

/// Whether a file is handed in there.
pub(super) fn is_upload(path: &str) -> bool {
    let is_picture = || path.starts_with("/app/products/") && path.ends_with("/picture");
    path == PREVIEW || path == TAKE_IN || is_picture()
}

/// The request for the page that shows what a file of products would do, with the file.
///
/// # Errors
/// The answer for who may not hand it in, and the way back to the page where there is no file.
pub(crate) async fn with_file(request: Request) -> Result<Request, Response> {
    let (parts, body) = request.into_parts();
    let who = parts.extensions.get::<Principal>().cloned().map(Extension);
    owner(who, &parts.headers, DOOR).map_err(|answer| *answer)?;
    let mut page = parts.clone();
    let file = read(Request::from_parts(parts, body), FIELD, IMPORT_MAX_BYTES).await;
    let (name, bytes) = file.and_then(some).map_err(back)?;
    let content = STANDARD.encode(&bytes);
    page.extensions.insert(HandedIn { name, bytes, content });
    page.method = Method::GET;
    for name in [CONTENT_TYPE, CONTENT_LENGTH] {
        page.headers.remove(name);
    }
    Ok(Request::from_parts(page, Body::empty()))
}

/// Browsers send an empty file where none was chosen.
fn some((name, bytes): (String, Vec<u8>)) -> Result<(String, Vec<u8>), FileProblem> {
    if bytes.is_empty() { Err(FileProblem::Missing) } else { Ok((name, bytes)) }
}

fn back(problem: FileProblem) -> Response {
    Redirect::to(&format!("{PREVIEW}?problem={problem}")).into_response()
}

/// Takes a file of products in that was looked at; leads to the catalogue, which has the way to undo it.
async fn take_in(
    State(state): State<AppState>,
    who: Option<Extension<Principal>>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let (principal, tenant) = match owner(who, &headers, DOOR) {
        Ok(owner) => owner,
        Err(answer) => return *answer,
    };
    // Four characters for three bytes.
    let most = IMPORT_MAX_BYTES.div_ceil(3) * 4;
    let sent = read(request, CONTENT, most).await.and_then(some);
    let bytes =
        sent.and_then(|(_, content)| STANDARD.decode(content).map_err(|_| FileProblem::Broken));
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(problem) => return back(problem),
    };
    match state.engine.import_products(&principal, tenant, &bytes).await {
        Ok(_) => Redirect::to("/app/products?saved=imported").into_response(),
        Err(EngineError::Invalid(_)) => back(FileProblem::Broken),
        Err(error) => refused(&headers, error),
    }
}

/// Keeps the picture of a product; leads back to it, which says why where it was not kept.
async fn picture(
    State(state): State<AppState>,
    who: Option<Extension<Principal>>,
    Path(id): Path<ProductId>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let (principal, tenant) = match owner(who, &headers, DOOR) {
        Ok(owner) => owner,
        Err(answer) => return *answer,
    };
    let page = |said: &str| Redirect::to(&format!("/app/products/{id}?{said}")).into_response();
    let bytes = match read(request, FIELD, PICTURE_MAX_BYTES).await.and_then(some) {
        Ok((_, bytes)) => bytes,
        Err(problem) => return page(&format!("problem={problem}")),
    };
    match state.engine.save_product_picture(&principal, tenant, id, bytes).await {
        Ok(()) => page("saved=picture"),
        Err(EngineError::Invalid(_)) => page(&format!("problem={}", FileProblem::UnknownKind)),
        Err(error) => refused(&headers, error),
    }
}
